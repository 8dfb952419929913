#include "core/adapt/pretrainer.h"

#include "core/adapt/schedule.h"
#include "core/adapt/trainer.h"
#include "core/adapt/weight_average.h"
#include "core/base/error.h"
#include "core/kernels/devices.h"
#include "core/kernels/parallel_tasks.h"
#include "core/models/arc_decoder_file.h"
#include "core/tokens/arc_codec.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iterator>
#include <limits>
#include <optional>

namespace ttt {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// A step that took longer was paused (SIGSTOP, a sleeping laptop) and does not count in full.
constexpr double kLongestStepSeconds = 60;

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

// On the CPU a step's training time is what the process computed, spread over its threads, so that
// what other programs take from a run of low priority does not count.
double processorSeconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC / at::get_num_threads();
}

constexpr const char* kCheckpoint = "checkpoint.safetensors";

std::string headerEntry(const Metadata& metadata, const char* key, const std::string& place) {
    const auto found = metadata.find(key);
    if (found != metadata.end()) return found->second;
    throw Error(ErrorKind::BadInput, place, std::string("no \"") + key + "\" in the header");
}

template <typename Number>
Number headerNumber(const WeightFile& file, const char* key, const std::string& place) {
    const std::string text = headerEntry(file.metadata, key, place);
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem == std::errc() && stop == end && number >= 0) return number;
    throw Error(ErrorKind::BadInput, place,
                std::string("found \"") + text + "\" as " + key + ", expected a number");
}

// The codec's loss on all asked grids, with the weights of this config.
void weighAskedGrids(TokenSequence& sequence, const PretrainConfig& config) {
    for (size_t t = 0; t < sequence.targets.size(); ++t) {
        const int32_t side = sequence.positions[t * static_cast<size_t>(sequence.axes) + 2];
        if (side % 2 == 0) sequence.lossWeights[t] *= static_cast<float>(config.inputWeight);
        if (side == 1) sequence.lossWeights[t] *= static_cast<float>(config.firstOutputWeight);
    }
}

class Pretraining {
public:
    Pretraining(const PretrainConfig& config, const EpisodeSource& source,
                const HeldOutEpisodes& heldOut, fs::path folder)
        : config_(config),
          source_(source),
          folder_(std::move(folder)),
          codec_(decoderShape(config).reading),
          model_(decoderShape(config), static_cast<uint64_t>(config.seed),
                 {resolveDevice(config.device), at::kBFloat16}),
          trainer_(model_, model_.weights(),
                   makeMuon(model_.weights(), {0.95, config.weightDecay}, {0.9, 0.98, 1e-8, 0}),
                   1.0),
          average_(model_) {
        loss_.loss = config.inputWeight > 0 ? "all" : "outputs";
        loss_.lossStart = 1;
        loss_.lossBeforeStart = config.firstOutputWeight;
        heldOutTasks_ = encodeForLastOutput(heldOut.tasks);
        heldOutFamilies_ = encodeForLastOutput(heldOut.families);
        restore();
    }

    bool run(const PretrainObserver& observer, const std::stop_token& stop) {
        Clock::time_point saved = Clock::now();
        const int64_t before = progress_.step;
        while (progress_.hours < config_.hours && !stop.stop_requested()) {
            step();
            const bool due = secondsSince(saved) > config_.checkpointMinutes * 60;
            if (due) {
                save();
                saved = Clock::now();
            }
            observer(progress_);
        }
        if (progress_.step > before) { // else there is nothing new to keep or to tell
            save();
            observer(progress_);
        }
        return progress_.hours >= config_.hours;
    }

private:
    void step() {
        const Clock::time_point start = Clock::now();
        const double computed = processorSeconds();
        const double done = progress_.hours / config_.hours;
        const int64_t maxTokens = curriculumTokens(config_, done);
        const double factor =
            warmupStableDecay(progress_.step, config_.warmupSteps, done, config_.decayShare);
        if (batch_.empty()) batch_ = trainer_.pack(drawBatch(progress_.step, maxTokens));
        std::vector<PackedBatch> next;
        const StepOutcome outcome =
            trainer_.step(batch_, {config_.adamwRate * factor, config_.muonRate * factor},
                          [&] { next = trainer_.pack(drawBatch(progress_.step + 1, maxTokens)); });
        batch_ = std::move(next);
        const double seconds = secondsSince(start);
        const double spent = model_.device().is_cpu() ? processorSeconds() - computed : seconds;
        progress_.step += 1;
        average_.update(progress_.step);
        progress_.tokens += outcome.tokens;
        progress_.hours += std::min(spent, kLongestStepSeconds) / 3600;
        progress_.lossNats = outcome.lossNats;
        progress_.heldOutTasksLossNats = kNotMeasured;
        progress_.heldOutFamiliesLossNats = kNotMeasured;
        progress_.learningFactor = factor;
        progress_.tokensPerSecond = static_cast<double>(outcome.tokens) / seconds;
    }

    // An episode depends on seed, step and its place in the batch alone, so that a resumed run
    // draws the same with any number of threads. Some drawn together may find no room and are left
    // out.
    std::vector<TokenSequence> drawBatch(int64_t step, int64_t maxTokens) const {
        constexpr uint64_t kMostEpisodes = 1 << 20; // a step
        std::vector<TokenSequence> batch;
        int64_t missing = config_.tokensPerStep;
        while (missing > 0) {
            const uint64_t first =
                static_cast<uint64_t>(step) * kMostEpisodes + static_cast<uint64_t>(batch.size());
            for (TokenSequence& sequence :
                 drawSequences(first, std::max<int64_t>(1, 2 * missing / maxTokens), maxTokens)) {
                if (missing <= 0) break;
                missing -= sequence.length();
                batch.push_back(std::move(sequence));
            }
        }
        return batch;
    }

    std::vector<TokenSequence> drawSequences(uint64_t first, int64_t count,
                                             int64_t maxTokens) const {
        std::vector<TokenSequence> sequences(static_cast<size_t>(count));
        forEachTask(count, [&](int64_t i) {
            Rng random(static_cast<uint64_t>(config_.seed), "pretrain",
                       first + static_cast<uint64_t>(i));
            TokenSequence& sequence = sequences[static_cast<size_t>(i)];
            sequence = codec_.encode(source_(random, maxTokens), loss_);
            if (config_.inputWeight > 0) weighAskedGrids(sequence, config_);
        });
        return sequences;
    }

    std::vector<TokenSequence> encodeForLastOutput(const std::vector<Episode>& episodes) const {
        AdaptConfig lastOnly;
        lastOnly.loss = "label";
        std::vector<TokenSequence> sequences;
        for (const Episode& episode : episodes) {
            sequences.push_back(codec_.encode(episode, lastOnly));
        }
        return sequences;
    }

    double meanLoss(const std::vector<TokenSequence>& sequences) const {
        if (sequences.empty()) return kNotMeasured;
        double sum = 0;
        for (const TokenSequence& sequence : sequences) {
            sum += trainer_.loss(std::span(&sequence, 1));
        }
        return sum / static_cast<double>(sequences.size());
    }

    fs::path checkpointPath() const { return folder_ / kCheckpoint; }

    // All that training goes on from: weights, their average, the optimizer's state.
    std::vector<NamedTensor> state() const {
        std::vector<NamedTensor> tensors = model_.weights();
        std::ranges::copy(average_.tensors(), std::back_inserter(tensors));
        std::ranges::copy(trainer_.optimizer().state(), std::back_inserter(tensors));
        return tensors;
    }

    void save() {
        writeWeightFile(checkpointPath(), state(),
                        {{"size", decoderName(config_)},
                         {"step", std::to_string(progress_.step)},
                         {"tokens", std::to_string(progress_.tokens)},
                         {"hours", std::to_string(progress_.hours)}});
        const WeightAverage::InUse averaged(average_);
        progress_.heldOutTasksLossNats = meanLoss(heldOutTasks_);
        progress_.heldOutFamiliesLossNats = meanLoss(heldOutFamilies_);
        saveArcDecoder(model_, folder_ / "model.safetensors",
                       {{"trained_hours", std::to_string(progress_.hours)},
                        {"trained_tokens", std::to_string(progress_.tokens)},
                        {"trained_steps", std::to_string(progress_.step)},
                        {"planned_hours", std::to_string(config_.hours)}});
    }

    void restore() {
        if (!fs::exists(checkpointPath())) return;
        requireOwnCheckpoint(config_, folder_);
        const at::NoGradGuard noGrad;
        const std::string place = checkpointPath().string();
        const WeightFile file = readWeightFile(place);
        const auto step = headerNumber<int64_t>(file, "step", place);
        const auto tokens = headerNumber<int64_t>(file, "tokens", place);
        const auto hours = headerNumber<double>(file, "hours", place);
        for (const NamedTensor& tensor : state()) assignTensor(tensor, file, place);
        model_.weightsChanged();
        progress_.step = step;
        progress_.tokens = tokens;
        progress_.hours = hours;
    }

    PretrainConfig config_;
    const EpisodeSource& source_;
    fs::path folder_;
    ArcCodec codec_;
    AdaptConfig loss_;
    ArcDecoder model_;
    Trainer trainer_;
    WeightAverage average_;
    std::vector<PackedBatch> batch_; // of the next step; drawn while the device computes
    std::vector<TokenSequence> heldOutTasks_;
    std::vector<TokenSequence> heldOutFamilies_;
    PretrainProgress progress_;
};

} // namespace

ArcDecoderShape decoderShape(const PretrainConfig& config) {
    ArcDecoderShape shape = arcDecoderShape(config.size);
    for (const std::string& part : config.without) leaveOut(shape, part);
    return shape;
}

std::string decoderName(const PretrainConfig& config) {
    const ArcDecoderShape shape = decoderShape(config);
    std::string name = sizeName(shape);
    for (const std::string& part : partsLeftOut(shape)) name += " without " + part;
    return name;
}

void requireOwnCheckpoint(const PretrainConfig& config, const fs::path& folder) {
    const fs::path path = folder / kCheckpoint;
    if (!fs::exists(path)) return;
    const std::string size = headerEntry(readWeightFileMetadata(path), "size", path.string());
    if (size == decoderName(config)) return;
    throw Error(ErrorKind::BadInput, path.string(),
                "found a checkpoint of size " + size + ", expected " + decoderName(config),
                "give the --size and --without that the training was begun with");
}

int64_t curriculumTokens(const PretrainConfig& config, double progress) {
    constexpr int64_t kShortest = 384;
    const int64_t share = progress < 0.15 ? 4 : progress < 0.5 ? 2 : 1;
    return std::min(std::max(kShortest, config.maxTokens / share), config.maxTokens);
}

bool pretrain(const PretrainConfig& config, const EpisodeSource& source,
              const HeldOutEpisodes& heldOut, const fs::path& folder,
              const PretrainObserver& observer, std::stop_token stop) {
    return Pretraining(config, source, heldOut, folder).run(observer, stop);
}

} // namespace ttt
