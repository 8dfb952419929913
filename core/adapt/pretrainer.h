// Pretraining of the ARC decoder: batches of episodes without end, Muon and AdamW,
// warm-up-stable-decay over planned hours, a curriculum of sequence lengths, and checkpoints from
// which training goes on after SIGTERM or kill -9 as if nothing had happened.
#pragma once

#include "core/base/random.h"
#include "core/config/pretrain_config.h"
#include "core/models/arc_decoder_shape.h"
#include "core/tasks/episode.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

namespace ttt {

struct PretrainProgress {
    int64_t step = 0;
    int64_t tokens = 0;
    double hours = 0; // trained so far
    double lossNats = 0;
    // NaN where not measured at this step, or where there is nothing to measure it on.
    double heldOutTasksLossNats = 0;
    double heldOutFamiliesLossNats = 0;
    double learningFactor = 0;
    double tokensPerSecond = 0;
};
using PretrainObserver = std::function<void(const PretrainProgress&)>;

// The decoder that is asked for; NotFound for a size or a part that there is not.
ArcDecoderShape decoderShape(const PretrainConfig& config);
// Its size and what it leaves out, "nano without far-edges".
std::string decoderName(const PretrainConfig& config);
// BadInput if the folder has a checkpoint of another decoder.
void requireOwnCheckpoint(const PretrainConfig& config, const std::filesystem::path& folder);

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
