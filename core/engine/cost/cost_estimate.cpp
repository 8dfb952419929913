#include "core/engine/cost/cost_estimate.h"

#include "core/engine/answering.h"
#include "core/engine/cost/memory_estimate.h"
#include "core/engine/previews.h"

#include <algorithm>

namespace ttt {

namespace {

int64_t meanTokens(const std::vector<int64_t>& tokens) {
    int64_t sum = 0;
    for (const int64_t count : tokens) sum += count;
    return tokens.empty() ? 0 : sum / static_cast<int64_t>(tokens.size());
}

// Work of training in the time of a token's matrix products: attention grows with the length of the
// episodes (Kaplan et al., arXiv 2001.08361, section 2.1), and every step costs some more. Measured
// with arc-nano on two cores.
double trainingWork(int64_t steps, int64_t tokens, int64_t episode, const ModelInfo& model) {
    constexpr double kParametersOfAStep = 5e8; // parameters times tokens
    const double attention = static_cast<double>(episode) /
                             static_cast<double>(12 * std::max<int64_t>(1, model.sizes.width));
    return static_cast<double>(tokens) * (1 + attention) +
           static_cast<double>(steps) * kParametersOfAStep /
               static_cast<double>(std::max<int64_t>(1, model.parameters));
}

// Marks before the last step at which the tasks are answered too.
int64_t marksOf(const AdaptConfig& adapt, int64_t steps, size_t tasks) {
    const int64_t every = adapt.answerEvery * static_cast<int64_t>(tasks);
    return every > 0 ? std::max<int64_t>(0, steps - 1) / every : 0;
}

// A prompt is read at once, an answer made one token after another. Measured with arc-nano on
// two cores.
constexpr int64_t kPromptTokensOfAnAnswerToken = 16;

// Those of the first test, as which all of them count.
std::vector<Prompt> viewsOf(const SolverTask& task, const RunConfig& config,
                            const TaskCodec& codec) {
    const bool nothingShown = task.examples.empty() && config.decode.showDemonstrations;
    if (task.queries.empty() || nothingShown) return {};
    return buildPrompts(task, 0, config, roomForAnswer(codec));
}

// Tokens of all views of all tests, with answers as long as the first demonstration's.
int64_t answerTokens(const SolverTask& task, std::span<const Prompt> views,
                     const TaskCodec& codec) {
    if (task.examples.empty()) return 0;
    int64_t tokens = 0;
    for (const Prompt& prompt : views) {
        const int64_t answer = codec.encodeAnswer(prompt, task.examples.front().output).length();
        tokens += codec.countTokens(prompt) + answer * kPromptTokensOfAnAnswerToken;
    }
    return tokens * static_cast<int64_t>(task.queries.size());
}

} // namespace

CostEstimate estimateCost(const SolverTask& task, const RunConfig& config, const TaskCodec& codec,
                          const ModelInfo& model, const MachineSpeed& speed, bool onGpu) {
    const AdaptConfig& adapt = config.adapt;
    CostEstimate cost;
    const std::vector<Prompt> views = viewsOf(task, config, codec);
    cost.memoryBytes = answeringMemory(task, views, config, codec, model, onGpu);
    const auto answers = static_cast<double>(answerTokens(task, views, codec));
    if (config.run.baseline) cost.seconds = speed.withoutTtt.secondsFor(answers);
    if (adapt.method == "none") return cost;
    const EpisodePreview preview = previewEpisodes(task, config, codec);
    const int64_t episode = std::max<int64_t>(1, meanTokens(preview.tokens));
    const int64_t batch =
        adapt.batchTokens > 0 ? std::max<int64_t>(1, adapt.batchTokens / episode) : adapt.batchSize;
    cost.tokensPerStep = batch * episode;
    const double perEpoch = static_cast<double>(preview.final) / static_cast<double>(batch);
    cost.steps = adapt.steps > 0 ? adapt.steps : static_cast<int64_t>(perEpoch * adapt.epochs);
    cost.memoryBytes =
        std::max(cost.memoryBytes, trainingMemory(config, model, {episode, batch}, onGpu));
    const double training = speed.training.secondsFor(
        trainingWork(cost.steps, cost.steps * cost.tokensPerStep, episode, model));
    const auto passes = static_cast<double>(1 + marksOf(adapt, cost.steps, 1));
    cost.seconds =
        training > 0 ? cost.seconds + training + speed.withTtt.secondsFor(answers * passes) : 0;
    return cost;
}

MachineSpeed measuredSpeed(const RunRequest& request, const RunResult& result,
                           const TaskCodec& codec, const ModelInfo& model) {
    double answers = 0;
    for (const SolverTask& task : request.tasks) {
        const std::vector<Prompt> views = viewsOf(task, request.config, codec);
        answers += static_cast<double>(answerTokens(task, views, codec));
    }
    const RunSeconds& took = result.seconds;
    MachineSpeed speed;
    if (result.steps > 0) {
        const EpisodePreview preview =
            previewEpisodes(request.tasks.front(), request.config, codec);
        speed.training = {
            trainingWork(result.steps, result.trainedTokens, meanTokens(preview.tokens), model),
            took.train};
    }
    const auto passes =
        static_cast<double>(1 + marksOf(request.config.adapt, result.steps, request.tasks.size()));
    if (took.decode > 0) speed.withTtt = {answers * passes, took.decode};
    // Answers that were kept from an earlier run are only read.
    if (took.baseline > 0.1 * took.decode) speed.withoutTtt = {answers, took.baseline};
    return speed;
}

} // namespace ttt
