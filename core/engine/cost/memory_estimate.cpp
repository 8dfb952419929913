#include "core/engine/cost/memory_estimate.h"

#include "core/adapt/batch_shards.h"
#include "core/base/thread_count.h"

#include <algorithm>
#include <map>

namespace ttt {

namespace {

constexpr int64_t kProgramBytes = 415'000'000; // LibTorch, Qt Core, code; not on a GPU
constexpr int64_t kTrainedBytes = 12;          // weight or its update, and two moments, in float32

int64_t programBytes(bool onGpu) { return onGpu ? 0 : kProgramBytes; }

// The file is mapped into the process while the weights are read.
int64_t fileBytes(const ModelInfo& model, bool onGpu) { return onGpu ? 0 : model.fileBytes; }

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

int64_t bytesOfNumber(const RunConfig& config) { return config.run.dtype == "float32" ? 4 : 2; }

int64_t trainedNumbers(const AdaptConfig& adapt, const ModelInfo& model) {
    if (adapt.method == "none") return 0;
    if (adapt.method != "lora") return model.parameters;
    int64_t ranks = 0;
    for (const auto& [name, matrix] : matricesOf(model.sizes)) {
        if (std::ranges::count(adapt.loraTargets, name) > 0) ranks += matrix.first + matrix.second;
    }
    return adapt.loraRank * ranks * model.sizes.layers;
}

// Numbers that go into and out of the products of a layer, for each token.
int64_t numbersOfToken(const ModelSizes& sizes) {
    int64_t numbers = 0;
    for (const auto& [name, matrix] : matricesOf(sizes)) {
        // Queries, keys and values share their input, as gate and up do.
        const bool shares = name == "k" || name == "v" || name == "up";
        numbers += (shares ? 0 : matrix.first) + matrix.second;
    }
    return numbers;
}

int64_t textWeights(const RunConfig& config, const ModelInfo& model) {
    int64_t perLayer = 0;
    for (const auto& [name, matrix] : matricesOf(model.sizes)) {
        perLayer += matrix.first * matrix.second;
    }
    const int64_t quantizable = perLayer * model.sizes.layers;
    return (model.parameters - quantizable) * bytesOfNumber(config) +
           quantizable * bitsOfWeight(config.run) / 8;
}

int64_t gridWeights(const RunConfig& config, const ModelInfo& model) {
    return model.parameters * (config.adapt.method == "full" ? 8 : 6); // float32 and bfloat16
}

// The shards of a step whose activations are there at once, and how many there are.
struct HeldShards {
    int64_t tokens = 0;
    int64_t shards = 0;
};

HeldShards heldShards(const RunConfig& config, const StepSize& step, bool onGpu) {
    const std::vector<int64_t> lengths(static_cast<size_t>(step.episodes), step.episodeTokens);
    std::vector<int64_t> tokens;
    size_t begin = 0;
    for (const size_t end : evenShardEnds(lengths, onGpu ? at::kCUDA : at::kCPU)) {
        tokens.push_back(static_cast<int64_t>(end - begin) * step.episodeTokens);
        begin = end;
    }
    std::ranges::sort(tokens, std::greater<>());
    // Shards under dropout are computed one after another (forEachShard).
    const bool oneByOne = config.adapt.method == "lora" && config.adapt.loraDropout > 0;
    const auto atOnce = static_cast<size_t>(oneByOne ? 1 : threadCount(config.run.threads));
    HeldShards held{0, static_cast<int64_t>(tokens.size())};
    for (size_t i = 0; i < std::min(atOnce, tokens.size()); ++i) held.tokens += tokens[i];
    return held;
}

double sizeOf(const Value& value) {
    const Grid* grid = std::get_if<Grid>(&value);
    return grid != nullptr ? grid->area()
                           : static_cast<double>(std::get<std::string>(value).size());
}

// A part of a prompt that other queries do not share.
int64_t tokensOfQuery(const Prompt& prompt, const TaskCodec& codec) {
    Prompt bare = prompt;
    const bool grids = std::holds_alternative<Grid>(prompt.query);
    bare.query = grids ? Value(Grid(1, 1)) : Value(std::string());
    return std::max<int64_t>(1, codec.countTokens(prompt) - codec.countTokens(bare));
}

// Positions of the keys and values of prompts that are decoded at once: all of them get room for
// the longest one, as far as the budget goes (decoder.cpp).
int64_t cachedPositions(int64_t prompts, int64_t longest, const DecodeConfig& config) {
    const int64_t copies = config.strategy == "sample" ? config.samples : 1;
    return std::min(std::max(longest, config.batchTokens), prompts * copies * longest);
}

// What a pass over a part of the prompts needs at once.
int64_t passMemory(int64_t tokens, const RunConfig& config, const ModelInfo& model) {
    constexpr double kPassed = 1.9; // numbers of a pass, for each going in or out
    return static_cast<int64_t>(kPassed * static_cast<double>(tokens * numbersOfToken(model.sizes) *
                                                              bytesOfNumber(config)));
}

int64_t cacheMemory(int64_t positions, const RunConfig& config, const ModelInfo& model) {
    return positions * model.sizes.layers * 2 * model.sizes.keys * bytesOfNumber(config);
}

constexpr int64_t kTokensAtOnce = 4096; // of a pass, as decode_session.cpp

// Keys and values of a language model's prompts, and what a pass over their tokens needs.
int64_t textPrompts(const SolverTask& task, std::span<const Prompt> views, const RunConfig& config,
                    const TaskCodec& codec, const ModelInfo& model) {
    double sum = 0;
    double most = 0;
    for (const Value& query : task.queries) {
        sum += sizeOf(query);
        most = std::max(most, sizeOf(query));
    }
    const double first = std::max(1.0, sizeOf(task.queries.front()));
    int64_t prefix = 0; // of the longest view
    int64_t longest = 0;
    double rest = 0;
    for (const Prompt& view : views) {
        const int64_t own = tokensOfQuery(view, codec);
        const auto longestOwn = static_cast<int64_t>(static_cast<double>(own) * most / first);
        prefix = std::max(prefix, codec.countTokens(view) - own);
        longest = std::max(longest, longestOwn + codec.answerTokens(view));
        rest += static_cast<double>(own) * sum / first;
    }
    const auto prompts = static_cast<int64_t>(views.size() * task.queries.size());
    const int64_t positions = prefix + cachedPositions(prompts, longest, config.decode);
    const int64_t pass = std::max(prefix, std::min(static_cast<int64_t>(rest), kTokensAtOnce));
    return cacheMemory(positions, config, model) + passMemory(pass, config, model);
}

int64_t gridPrompts(const SolverTask& task, std::span<const Prompt> views, const RunConfig& config,
                    const TaskCodec& codec, const ModelInfo& model) {
    int64_t longest = 0;
    int64_t tokens = 0;
    for (const Prompt& view : views) {
        const int64_t length = codec.countTokens(view);
        tokens += length;
        // Room for the largest grid is taken, but only what is written is there.
        const int64_t answer = codec.encodeAnswer(view, task.examples.front().output).length();
        longest = std::max(longest, length + answer);
    }
    const int64_t positions =
        cachedPositions(static_cast<int64_t>(views.size()), longest, config.decode);
    return cacheMemory(positions, config, model) +
           passMemory(std::min(tokens, kTokensAtOnce), config, model);
}

} // namespace

int64_t trainingMemory(const RunConfig& config, const ModelInfo& model, const StepSize& step,
                       bool onGpu) {
    const int64_t trained = trainedNumbers(config.adapt, model);
    const int64_t numbers = trained * kTrainedBytes;
    if (!model.readsText) {
        constexpr int64_t kActivationBytes = 52; // of a token, for each channel of each layer
        const int64_t tokens = step.episodes * step.episodeTokens;
        return programBytes(onGpu) + gridWeights(config, model) + numbers +
               tokens * model.sizes.layers * model.sizes.width * kActivationBytes;
    }
    constexpr double kKept = 1.18; // numbers kept for the backward pass, for each going in or out
    constexpr int64_t kGradientBytes = 6; // of a trained number, for each further shard
    const HeldShards held = heldShards(config, step, onGpu);
    const double kept =
        kKept * static_cast<double>(held.tokens * model.sizes.layers * numbersOfToken(model.sizes) *
                                    bytesOfNumber(config));
    return programBytes(onGpu) + fileBytes(model, onGpu) + textWeights(config, model) + numbers +
           (held.shards - 1) * trained * kGradientBytes + static_cast<int64_t>(kept);
}

int64_t answeringMemory(const SolverTask& task, std::span<const Prompt> views,
                        const RunConfig& config, const TaskCodec& codec, const ModelInfo& model,
                        bool onGpu) {
    // Answers that come early stand beside the moments of training.
    const int64_t trained = trainedNumbers(config.adapt, model) * kTrainedBytes;
    const bool bare = model.readsText && !config.decode.showDemonstrations;
    if (task.queries.empty() || (task.examples.empty() && !bare)) return 0;
    if (!model.readsText) {
        return programBytes(onGpu) + gridWeights(config, model) + trained +
               gridPrompts(task, views, config, codec, model);
    }
    // The file is needed until the weights are there, the prompts after that.
    const int64_t either =
        std::max(fileBytes(model, onGpu), textPrompts(task, views, config, codec, model));
    return programBytes(onGpu) + textWeights(config, model) + trained + either;
}

} // namespace ttt
