// Pretraining of the ARC decoder: batches of episodes without end, Muon and AdamW,
// warm-up-stable-decay over planned hours, a curriculum of sequence lengths, and checkpoints from
// which training goes on after SIGTERM or kill -9 as if nothing had happened.
#pragma once

#include "core/adapt/pretrain_config.h"
#include "core/base/random.h"
#include "core/tasks/episode.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

namespace ttt {

// Draws an episode of at most maxTokens tokens; called on several threads at once.
using EpisodeSource = std::function<Episode(Rng&, int64_t maxTokens)>;

// What is never trained on; the loss of each episode's last output is measured at checkpoints.
struct HeldOutEpisodes {
    std::vector<Episode> tasks;    // of ARC-AGI-1 training tasks
    std::vector<Episode> families; // of rule families
};

// Trains in `folder` (checkpoint.safetensors, model.safetensors with the averaged weights,
// metrics.jsonl) until the hours are up or stop is asked for, then checkpoints. Goes on from the
// folder's checkpoint if there is one. Held-out losses are those of the averaged weights. True if
// the hours are up.
bool pretrain(const PretrainConfig& config, const EpisodeSource& source,
              const HeldOutEpisodes& heldOut, const std::filesystem::path& folder,
              const PretrainObserver& observer, std::stop_token stop);

// The longest episode at this point of the curriculum: a quarter of config.maxTokens at first (384
// at least), then half, then all.
int64_t curriculumTokens(const PretrainConfig& config, double progress);

} // namespace ttt
