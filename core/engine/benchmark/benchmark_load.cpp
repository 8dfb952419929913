#include "core/engine/benchmark/benchmark_load.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/model_store.h"
#include "core/models/arc_decoder.h"
#include "core/models/text/text_decoder.h"
#include "core/tokens/arc_codec.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace ttt {

namespace {

constexpr uint64_t kBatches = 4;
constexpr int64_t kTokensBesideCells = 4; // of a pair

ModelPlacement placementOf(const BenchmarkConfig& config) {
    if (config.dtype == "bfloat16") return {at::kCPU, at::kBFloat16};
    if (config.dtype == "float32") return {at::kCPU, at::kFloat};
    throw Error(ErrorKind::BadInput, "dtype",
                "found " + config.dtype + ", expected bfloat16 or float32");
}

void fillZeroMatrices(LanguageModel& model, uint64_t seed) {
    const at::NoGradGuard noGrad;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    for (const NamedTensor& weight : model.weights()) {
        if (weight.tensor.dim() != 2 || weight.tensor.any().item<bool>()) continue;
        weight.tensor.normal_(0, 0.5 / std::sqrt(static_cast<double>(weight.tensor.size(1))),
                              generator);
    }
    model.weightsChanged();
}

Grid randomGrid(Rng& random, int side, int area) {
    const int width = std::clamp(area / side, 1, kMaxSide);
    Grid grid(side, width);
    for (int r = 0; r < side; ++r) {
        for (int c = 0; c < width; ++c)
            grid.at(r, c) = static_cast<uint8_t>(random.below(kColours));
    }
    return grid;
}

// Of at most `tokens` tokens: both grids alike in size.
Example randomPair(Rng& random, int64_t tokens) {
    const auto area = static_cast<int>(
        std::clamp<int64_t>((tokens - kTokensBesideCells) / 2, 1, int64_t{kMaxSide} * kMaxSide));
    const int root = static_cast<int>(std::sqrt(area));
    const int side = std::clamp(random.between(std::max(1, root - 2), root + 2), 1, kMaxSide);
    return {randomGrid(random, side, area), randomGrid(random, side, area)};
}

double visiblePositions(const TokenSequence& sequence) {
    double visible = 0;
    for (const int32_t end : sequence.visibleEnd) visible += end;
    return visible;
}

// The linear layers without the head.
std::vector<LinearGroup*> layerGroups(LanguageModel& model) {
    std::vector<LinearGroup*> groups = model.linearGroups();
    std::erase_if(groups,
                  [](const LinearGroup* group) { return targetOf(group->parts[0]) == "head"; });
    return groups;
}

double elapsed(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

std::unique_ptr<LanguageModel> benchmarkModel(const BenchmarkConfig& config) {
    const ModelPlacement placement = placementOf(config);
    if (!config.model.empty()) {
        ModelStore store;
        const bool text = store.readsText(config.model);
        return store.load(config.model, placement)
            ->clone(text ? WeightUse::Frozen : WeightUse::Trained);
    }
    auto model = std::make_unique<ArcDecoder>(arcDecoderShape(config.size), config.seed, placement);
    fillZeroMatrices(*model, config.seed);
    return model;
}

Episode randomEpisode(uint64_t seed, uint64_t index, int64_t tokens) {
    Rng random(seed, "benchmark", index);
    const int pairs = random.between(4, 6);
    Episode episode;
    for (int i = 1; i < pairs; ++i) {
        episode.demonstrations.push_back(randomPair(random, tokens / pairs));
    }
    episode.query = randomPair(random, tokens / pairs);
    return episode;
}

std::vector<std::vector<Episode>> benchmarkEpisodes(const BenchmarkConfig& config) {
    const ArcCodec codec;
    Rng random(config.seed, "benchmark-lengths");
    std::vector<std::vector<Episode>> batches(kBatches);
    uint64_t index = 0;
    for (std::vector<Episode>& batch : batches) {
        for (int64_t tokens = 0; tokens < config.tokens;) {
            const int64_t longest = std::min(config.length, config.tokens);
            const double share = config.mixed ? 0.25 + 0.75 * random.uniform() : 1.0;
            const auto length = static_cast<int64_t>(static_cast<double>(longest) * share);
            if (tokens > 0 && tokens + length > config.tokens) break;
            batch.push_back(randomEpisode(config.seed, index++, length));
            tokens += length;
        }
    }
    return batches;
}

std::vector<std::vector<TokenSequence>> benchmarkBatches(const BenchmarkConfig& config) {
    const ArcCodec codec;
    AdaptConfig loss;
    loss.loss = "outputs";
    std::vector<std::vector<TokenSequence>> batches;
    for (const std::vector<Episode>& episodes : benchmarkEpisodes(config)) {
        batches.emplace_back();
        for (const Episode& episode : episodes) {
            batches.back().push_back(codec.encode(episode, loss));
        }
    }
    return batches;
}

double linearFlops(LanguageModel& model) {
    double weights = 0;
    for (const LinearGroup* group : layerGroups(model)) {
        for (const AdaptedLinear& part : group->parts) {
            weights += static_cast<double>(part.inputs() * part.outputs());
        }
    }
    return 2 * weights;
}

double attentionFlops(const LanguageModel& model, double visible) {
    double channels = 0;
    if (const auto* text = dynamic_cast<const TextDecoder*>(&model)) {
        // Several heads of queries share one in the cache.
        const TextShape& shape = text->shape();
        return 4 * static_cast<double>(shape.layers * shape.heads * shape.headSize) * visible;
    }
    const DecodeCache cache = model.makeCache(1, 1);
    for (const KeyValueCache& layer : cache.layers) {
        channels += static_cast<double>(layer.keys.numel());
    }
    return 4 * channels * visible;
}

double forwardFlops(LanguageModel& model, const std::vector<TokenSequence>& batch) {
    const double token = linearFlops(model);
    const double visible = attentionFlops(model, 1);
    const auto head = 2 * static_cast<double>(model.head().weight.numel());
    double flops = 0;
    for (const TokenSequence& sequence : batch) {
        const auto asked =
            std::ranges::count_if(sequence.lossWeights, [](float weight) { return weight > 0; });
        flops += token * sequence.length() + visible * visiblePositions(sequence) +
                 head * static_cast<double>(asked);
    }
    return flops;
}

double gemmFlopRate(LanguageModel& model, int64_t rows) {
    const at::NoGradGuard noGrad;
    constexpr double kSeconds = 0.4;
    double flops = 0;
    double seconds = 0;
    // All layers have the same shapes: the groups of the first one stand for all.
    const std::vector<LinearGroup*> groups = layerGroups(model);
    const size_t layers = model.makeCache(1, 1).layers.size();
    for (size_t i = 0; i < groups.size() / layers; ++i) {
        int64_t out = 0;
        for (const AdaptedLinear& part : groups[i]->parts) out += part.outputs();
        const int64_t in = groups[i]->parts[0].inputs();
        const auto options = at::TensorOptions().dtype(model.computeType());
        const at::Tensor x = at::randn({rows, in}).to(options);
        const at::Tensor weight = at::randn({out, in}).to(options);
        std::vector<double> times;
        at::linear(x, weight);
        for (const auto start = std::chrono::steady_clock::now();
             times.size() < 3 || elapsed(start) < kSeconds;) {
            const auto begin = std::chrono::steady_clock::now();
            at::linear(x, weight);
            times.push_back(elapsed(begin));
        }
        std::ranges::nth_element(times,
                                 times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
        seconds += times[times.size() / 2];
        flops += 2.0 * static_cast<double>(rows) * static_cast<double>(in * out);
    }
    return flops / seconds;
}

} // namespace ttt
