// A deterministic engine without a model, for tests of the window and the command line: it emits
// the events of a believable run over any grid task, with as many steps and as much delay as asked,
// and polls the stop token as the real one does. Its answers are fixed functions of the queries;
// text tasks are answered by a demonstration's answer, or their query where there is none.
#pragma once

#include "core/api/engine.h"

#include <chrono>

namespace ttt {

struct ScriptedOptions {
    std::chrono::microseconds stepDelay{0}; // of every training step
    std::chrono::microseconds testDelay{0}; // of every candidate
    std::chrono::microseconds loadDelay{0}; // of loadModel
};

// Without TTT: the query as it is, then turned by 180 degrees. With TTT: the query mirrored left to
// right, then transposed; a task whose rule is that mirroring goes from wrong to right.
class ScriptedEngine : public Engine {
public:
    explicit ScriptedEngine(ScriptedOptions options = {}) : options_(options) {}

    std::vector<DeviceInfo> devices() override;
    std::vector<ModelInfo> models() override;
    ModelInfo modelInfo(const std::string& model) override;
    ChoiceCatalog choices() override;
    EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config) override;
    // Of a text task the few-shot layout, with words, spaces and other characters as tokens.
    TokenInspection inspect(const Episode& episode, const RunConfig& config) override;
    TokenInspection inspectPrompt(const SolverTask& task, int test,
                                  const RunConfig& config) override;
    std::optional<LoadedModel> loadModel(const QueryModel& model, std::stop_token stop) override;
    std::optional<LoadedModel> loadedModel() override { return loaded_; }
    void unloadModel() override { loaded_.reset(); }
    CostEstimate estimateCost(const SolverTask& task, const RunConfig& config) override;
    // The bytes of the text are its tokens, and the likeliest one is that of the byte after it.
    NextTokens nextTokens(const NextTokenQuery& query) override;
    // Repeats the text.
    Continuation continueText(const ContinuationQuery& query, const TokenObserver& observer,
                              std::stop_token stop) override;
    RunResult run(const RunRequest& request, const RunObserver& observer,
                  std::stop_token stop) override;

private:
    ScriptedOptions options_;
    std::optional<LoadedModel> loaded_;
};

} // namespace ttt
