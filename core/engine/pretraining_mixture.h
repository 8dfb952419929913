// What pretraining draws from: the rule families of core/synth and the ARC-AGI-1 training tasks
// less 50 that are held out, every episode under a random symmetry, colour map and order. Nothing
// of any evaluation split, and nothing of ARC-AGI-2, takes part.
#pragma once

#include "core/adapt/pretrainer.h"
#include "core/tasks/few_shot_task.h"

#include <vector>

namespace ttt {

// The held-out rule: of the 400 ids in ascending order, those at places 4, 12, 20... (every
// eighth).
bool isHeldOut(size_t placeInSortedIds);
inline constexpr size_t kHeldOutTasks = 50;

struct TrainingTasks {
    std::vector<FewShotTask> seen;
    std::vector<FewShotTask> heldOut;
};
// arc1Train in any order.
TrainingTasks splitTrainingTasks(std::vector<FewShotTask> arc1Train);

// taskShare: probability of an ARC training task rather than a rule family.
EpisodeSource pretrainingMixture(std::vector<FewShotTask> seen, double taskShare);

// Un-augmented episodes of the held-out tasks, first test pair as the query, that fit.
std::vector<Episode> heldOutEpisodes(const std::vector<FewShotTask>& heldOut, int64_t maxTokens);
// Four episodes of each held-out family that fit; always the same ones.
std::vector<Episode> heldOutFamilyEpisodes(int64_t maxTokens);

} // namespace ttt
