// Test-time training of one model on one task's episodes (or several tasks', for a shared adapter):
// chooses what is trained, draws the batches and follows the schedule. Made anew for every run; the
// model it is given is a copy that it may change.
#pragma once

#include "core/adapt/trainer.h"
#include "core/config/run_config.h"
#include "core/runs/run_events.h"
#include "core/tokens/task_codec.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ttt {

struct NameAndDescription {
    std::string_view name;
    std::string_view description;
};
std::span<const NameAndDescription> adaptMethods();   // lora, full, none
std::span<const NameAndDescription> lossNames();      // outputs, label, all
std::span<const NameAndDescription> optimizerNames(); // adamw, muon

// Where episodes come from: a fixed set, passed over in a fresh order each epoch, or a stream.
using NextEpisode = std::function<Episode()>;

class TestTimeTrainer {
public:
    // episodes: used if not empty, else `stream`. Attaches adapters for the method "lora".
    TestTimeTrainer(LanguageModel& model, const TaskCodec& codec, const RunConfig& config,
                    std::vector<Episode> episodes, NextEpisode stream);

    int64_t plannedSteps() const { return plannedSteps_; }
    int64_t trainableParameters() const;

    // The next optimizer step. elapsedMs is left to the caller.
    StepMetrics step();
    // The same in two parts, between which the gradients of trainable() are filled
    // (co_training.h).
    std::vector<TokenSequence> drawBatch();
    StepMetrics finishStep(double lossNats, int64_t tokens);
    const std::vector<NamedTensor>& trainable() const { return trainer_->trainable(); }

    // Loss on an episode's last output, without training on it.
    double heldOutLoss(const Episode& episode) const;

private:
    TokenSequence drawSequence();
    LearningRates learningRates() const;
    StepMetrics noted(const StepOutcome& outcome, const LearningRates& rates);

    const TaskCodec& codec_;
    RunConfig config_;
    std::vector<TokenSequence> set_;
    std::vector<int> order_; // of the current epoch, taken from the back
    uint64_t epoch_ = 0;
    NextEpisode stream_;
    int64_t plannedSteps_ = 0;
    int64_t step_ = 0;
    std::optional<TokenSequence> waiting_; // drawn but did not fit the last batch
    std::unique_ptr<Trainer> trainer_;
};

} // namespace ttt
