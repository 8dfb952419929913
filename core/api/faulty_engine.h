// An engine that goes wrong on purpose, around another one: tests of the window and the command
// line use it to see that every failure ends in a readable message and a live program. Everything
// but `run` is passed on.
#pragma once

#include "core/api/engine.h"

#include <memory>

namespace ttt {

enum class Fault {
    AtStart,       // run throws Internal before its first event
    MissingDevice, // run throws Device before its first event
    OutOfMemory,   // status failed at the step, with what was measured
    NotANumber,    // the step's loss is NaN, then status failed
    EndlessStep,   // the step does not end until stop is requested
    AtLoad,        // loadModel throws BadInput
    ForeignError,  // a std::runtime_error escapes at the step, which no engine should let happen
};

class FaultyEngine : public Engine {
public:
    // atStep: the step, from 1, at which faults of a step happen.
    FaultyEngine(std::unique_ptr<Engine> inner, Fault fault, int64_t atStep = 1)
        : inner_(std::move(inner)), fault_(fault), atStep_(atStep) {}

    std::vector<DeviceInfo> devices() override { return inner_->devices(); }
    std::vector<ModelInfo> models() override { return inner_->models(); }
    ModelInfo modelInfo(const std::string& model) override { return inner_->modelInfo(model); }
    ChoiceCatalog choices() override { return inner_->choices(); }
    EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config) override {
        return inner_->previewEpisodes(task, config);
    }
    TokenInspection inspect(const Episode& episode, const RunConfig& config) override {
        return inner_->inspect(episode, config);
    }
    TokenInspection inspectPrompt(const SolverTask& task, int test,
                                  const RunConfig& config) override {
        return inner_->inspectPrompt(task, test, config);
    }
    std::optional<LoadedModel> loadModel(const QueryModel& model, std::stop_token stop) override;
    std::optional<LoadedModel> loadedModel() override { return inner_->loadedModel(); }
    void unloadModel() override { inner_->unloadModel(); }
    void check(const RunRequest& request) override { inner_->check(request); }
    CostEstimate estimateCost(const SolverTask& task, const RunConfig& config) override {
        return inner_->estimateCost(task, config);
    }
    NextTokens nextTokens(const NextTokenQuery& query) override {
        return inner_->nextTokens(query);
    }
    Continuation continueText(const ContinuationQuery& query, const TokenObserver& observer,
                              std::stop_token stop) override {
        return inner_->continueText(query, observer, stop);
    }
    RunResult run(const RunRequest& request, const RunObserver& observer,
                  std::stop_token stop) override;

private:
    std::unique_ptr<Engine> inner_;
    Fault fault_;
    int64_t atStep_;
};

} // namespace ttt
