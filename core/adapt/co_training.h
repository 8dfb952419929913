// Test-time training of several tasks over one frozen model in one pass: each task's batch becomes
// rows of a joint batch, the frozen matrices are multiplied once for all of them, and each task's
// adapters for its own rows (core/kernels/language/grouped_lora_product.h). What belongs to a task,
// its episodes, loss, clipping, optimizer and schedule, stays in its TestTimeTrainer. The engine
// calls this for run.together; method lora without dropout only.
//
// Equal to one task at a time but for rounding, as matrix products have other shapes: found equal
// bit by bit on the CPU; test_co_training allows a first gradient to differ by 2e-5 in float32 and
// 3e-2 in bfloat16, relative to its largest entry.
#pragma once

#include "core/adapt/test_time_trainer.h"

#include <memory>
#include <span>
#include <vector>

namespace ttt {

class CoTraining {
public:
    // base: must take row groups.
    explicit CoTraining(const LanguageModel& base);

    // A task's model, a frozen clone of the base with the adapters that its trainer trains. Both
    // must outlive this. Members are counted from 0.
    void add(LanguageModel& model, TestTimeTrainer& trainer);

    struct Share {
        double lossNats = 0;
        int64_t tokens = 0;
    };
    // Draws the next batch of each of these members and fills the gradients of its adapters with
    // those of its own mean loss. The steps are then to be ended by TestTimeTrainer::finishStep,
    // one a member and independent of each other; a loss that is not finite is left to that.
    std::vector<Share> differentiate(std::span<const size_t> members);

private:
    std::unique_ptr<LanguageModel> model_;
    std::vector<TestTimeTrainer*> trainers_;
};

} // namespace ttt
