// Tasks that are a list of questions with answers, such as the BBH files: the first items of a
// seeded shuffle are the demonstrations, the rest is asked. The shuffle is Python's, so that the
// splits are those of the released code of arXiv 2411.07279.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <cstdint>
#include <vector>

namespace ttt {

inline constexpr int kReleasedShots = 10;
inline constexpr uint64_t kReleasedSeed = 42; // the first of 42 to 46

// The list of a task made by taskOfItems, in its own order; empty for other tasks.
std::vector<Example> itemsOf(const FewShotTask& task);

// `task` (id, set, form) with `items` divided by random.seed(seed), random.shuffle. With 0 shots
// all are asked, in that order. BadInput where there are no more items than shots.
FewShotTask taskOfItems(FewShotTask task, const std::vector<Example>& items, uint64_t seed,
                        int shots);

struct ItemDraw {
    uint64_t seed = kReleasedSeed;
    int shots = kReleasedShots;
    int most = 0; // questions asked; 0: all
};
// A task of items divided anew, as a run asks for it; any other task, and one that has been cut
// short already, as it is.
FewShotTask drawn(const FewShotTask& task, const ItemDraw& draw);

} // namespace ttt
