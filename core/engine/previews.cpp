#include "core/engine/previews.h"

#include "core/base/error.h"
#include "core/engine/answering.h"
#include "core/transforms/adaptation_set.h"
#include "core/transforms/episode_stream.h"

#include <algorithm>
#include <map>

namespace ttt {

namespace {

constexpr int kStreamPreview = 16; // episodes shown of a stream that has no end

EpisodeCounts countsOf(const SetStageCounts& counts) {
    return {counts.tasks, counts.augmented, counts.permuted, counts.withinTokens};
}

int64_t meanTokens(const std::vector<int64_t>& tokens) {
    int64_t sum = 0;
    for (const int64_t count : tokens) sum += count;
    return tokens.empty() ? 0 : sum / static_cast<int64_t>(tokens.size());
}

// What position t shows; its weight is added by the caller.
void addToken(TokenInspection& inspection, const TokenSequence& sequence, int t,
              const TaskCodec& codec) {
    const auto axes = static_cast<ptrdiff_t>(sequence.axes);
    const auto* first = sequence.positions.data() + t * axes;
    inspection.ids.push_back(
        sequence.ids[static_cast<size_t>(t) * static_cast<size_t>(sequence.features)]);
    inspection.pieces.push_back(codec.pieceAt(sequence, t));
    inspection.positions.emplace_back(first, first + axes);
}

// Widths of the matrices of a layer, [in, out], by the names that adapt.lora_targets uses.
std::map<std::string, std::pair<int64_t, int64_t>> matricesOf(const ModelSizes& sizes) {
    return {{"q", {sizes.width, sizes.queries}},   {"k", {sizes.width, sizes.keys}},
            {"v", {sizes.width, sizes.keys}},      {"o", {sizes.queries, sizes.width}},
            {"gate", {sizes.width, sizes.hidden}}, {"up", {sizes.width, sizes.hidden}},
            {"down", {sizes.hidden, sizes.width}}};
}

// Of a matrix of the layers, rounded up for the scales of quantized ones.
int64_t bitsOfWeight(const ExecutionConfig& run) {
    if (run.quantization == "int8") return 9;
    if (run.quantization == "nf4") return 5;
    return run.dtype == "float32" ? 32 : 16;
}

constexpr int64_t kProgramBytes = 415'000'000; // LibTorch, Qt Core, code
constexpr int64_t kTrainedBytes = 12;          // weight or its update, and two moments, in float32

int64_t trainedNumbers(const AdaptConfig& adapt, const ModelInfo& model) {
    if (adapt.method != "lora") return model.parameters;
    int64_t ranks = 0;
    for (const auto& [name, matrix] : matricesOf(model.sizes)) {
        if (std::ranges::count(adapt.loraTargets, name) > 0) ranks += matrix.first + matrix.second;
    }
    return adapt.loraRank * ranks * model.sizes.layers;
}

// Peak of the process while a model of grids is trained. The factors were measured with arc-nano
// and arc-base at 800 and 1,980 tokens a step, where the estimate is within 5 % of the peak.
int64_t gridMemory(const RunConfig& config, const ModelInfo& model, int64_t tokens) {
    constexpr int64_t kActivationBytes = 52; // of a token, for each channel of each layer
    const int64_t copies = config.adapt.method == "lora" ? 6 : 8; // bytes of weights as they are
    return kProgramBytes + model.parameters * copies +
           trainedNumbers(config.adapt, model) * kTrainedBytes +
           tokens * model.sizes.layers * model.sizes.width * kActivationBytes;
}

// The same of a language model. The factors were measured with SmolLM2-135M at 192 and 960 tokens a
// step in bfloat16 and float32, where the estimate is within 7 % of the peak.
int64_t textMemory(const RunConfig& config, const ModelInfo& model, int64_t tokens) {
    constexpr double kKept = 1.18; // numbers kept for the backward pass, for each going in or out
    const int64_t number = config.run.dtype == "float32" ? 4 : 2;
    int64_t inOut = 0;
    int64_t perLayer = 0;
    for (const auto& [name, matrix] : matricesOf(model.sizes)) {
        // Queries, keys and values share their input, as gate and up do.
        const bool shares = name == "k" || name == "v" || name == "up";
        inOut += (shares ? 0 : matrix.first) + matrix.second;
        perLayer += matrix.first * matrix.second;
    }
    const int64_t quantizable = perLayer * model.sizes.layers;
    const int64_t weights =
        (model.parameters - quantizable) * number + quantizable * bitsOfWeight(config.run) / 8;
    const double kept = kKept * static_cast<double>(tokens * model.sizes.layers * inOut * number);
    return kProgramBytes + model.fileBytes + weights +
           trainedNumbers(config.adapt, model) * kTrainedBytes + static_cast<int64_t>(kept);
}

} // namespace

EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config,
                               const TaskCodec& codec) {
    const TokenCounter tokens = [&](const Episode& e) {
        return codec.countTokens(e, config.adapt);
    };
    EpisodePreview preview;
    if (config.adapt.episodes == "random-orders") {
        EpisodeStream stream({task}, config, tokens);
        for (int i = 0; i < kStreamPreview; ++i) preview.episodes.push_back(stream.next());
    } else {
        AdaptationSet set = buildAdaptationSet(task, config, tokens);
        preview.leaveOne = countsOf(set.leaveOne);
        preview.leaveTwo = countsOf(set.leaveTwo);
        preview.episodes = std::move(set.episodes);
    }
    preview.final = static_cast<int64_t>(preview.episodes.size());
    for (const Episode& episode : preview.episodes) preview.tokens.push_back(tokens(episode));
    return preview;
}

TokenInspection inspectEpisode(const Episode& episode, const RunConfig& config,
                               const TaskReading& reading) {
    const TokenSequence sequence = reading.codec->encode(episode, config.adapt);
    // A position of a text shows its token, whose weight stands where it is predicted, before it.
    const bool text = reading.format != nullptr;
    TokenInspection inspection;
    for (int t = 0; t < sequence.length(); ++t) {
        const auto i = static_cast<size_t>(t);
        const float before = t == 0 ? 0 : sequence.lossWeights[i - 1];
        addToken(inspection, sequence, t, *reading.codec);
        if (!text) inspection.ids.back() = sequence.targets[i];
        inspection.lossMask.push_back(text ? before : sequence.lossWeights[i]);
    }
    // The last token of a text is asked and not shown.
    if (text && sequence.length() > 0 && sequence.targets.back() != kNoTarget) {
        TokenSequence last;
        last.features = last.axes = 1;
        last.ids = {sequence.targets.back()};
        last.positions = {sequence.positions.back() + 1};
        addToken(inspection, last, 0, *reading.codec);
        inspection.lossMask.push_back(sequence.lossWeights.back());
    }
    return inspection;
}

TokenInspection inspectPrompt(const SolverTask& task, int test, const RunConfig& config,
                              const TaskReading& reading) {
    if (test < 0 || static_cast<size_t>(test) >= task.queries.size()) {
        throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                    "found test " + std::to_string(test) + ", but there are " +
                        std::to_string(task.queries.size()) + ", counted from 0");
    }
    const TaskCodec& codec = *reading.codec;
    const auto prompts = buildPrompts(task, test, config, roomForAnswer(codec));
    TokenInspection inspection;
    if (prompts.empty()) return inspection;
    const TokenSequence sequence = codec.encode(prompts.front());
    for (int t = 0; t < sequence.length(); ++t) addToken(inspection, sequence, t, codec);
    if (reading.format != nullptr) {
        // The last token is shown at the position that predicts the answer, whichever it is.
        const Prompt& prompt = prompts.front();
        addToken(inspection, codec.encodeAnswer(prompt, prompt.query), 0, codec);
    }
    inspection.lossMask.assign(inspection.ids.size(), 0);
    return inspection;
}

CostEstimate estimateCost(const SolverTask& task, const RunConfig& config, const TaskCodec& codec,
                          const ModelInfo& model, double tokensPerSecond) {
    const AdaptConfig& adapt = config.adapt;
    CostEstimate cost;
    if (adapt.method == "none") return cost;
    const EpisodePreview preview = previewEpisodes(task, config, codec);
    const int64_t episode = meanTokens(preview.tokens);
    cost.tokensPerStep =
        adapt.batchTokens > 0 ? std::max(adapt.batchTokens, episode) : adapt.batchSize * episode;
    const double perEpoch = static_cast<double>(preview.final * episode) /
                            static_cast<double>(std::max<int64_t>(1, cost.tokensPerStep));
    cost.steps = adapt.steps > 0 ? adapt.steps : static_cast<int64_t>(perEpoch * adapt.epochs);
    cost.memoryBytes = model.readsText ? textMemory(config, model, cost.tokensPerStep)
                                       : gridMemory(config, model, cost.tokensPerStep);
    if (tokensPerSecond > 0) {
        cost.seconds = static_cast<double>(cost.steps * cost.tokensPerStep) / tokensPerSecond;
    }
    return cost;
}

} // namespace ttt
