#include "core/engine/make_engine.h"

#include "core/adapt/schedule.h"
#include "core/adapt/test_time_trainer.h"
#include "core/base/error.h"
#include "core/base/thread_count.h"
#include "core/decode/decode_strategy.h"
#include "core/engine/cost/cost_estimate.h"
#include "core/engine/model_store.h"
#include "core/engine/previews.h"
#include "core/engine/task_reading.h"
#include "core/engine/task_run.h"
#include "core/engine/text_queries.h"
#include "core/engine/together_run.h"
#include "core/engine/torch_errors.h"
#include "core/kernels/devices.h"
#include "core/models/adapter_folder.h"
#include "core/tokens/prompt_format.h"
#include "core/transforms/grid_transforms.h"
#include "core/vote/vote.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <chrono>

namespace ttt {

namespace {

template <typename Entries>
std::vector<Choice> choicesOf(const Entries& entries) {
    std::vector<Choice> list;
    for (const auto& entry : entries) {
        list.push_back({std::string(entry.name), std::string(entry.description)});
    }
    return list;
}

std::vector<Choice> transformChoices(bool invertibleOnly) {
    std::vector<Choice> list;
    for (const GridTransform& transform : gridTransforms()) {
        if (invertibleOnly && !transform.invertible()) continue;
        list.push_back({transform.name, transform.description});
    }
    return list;
}

at::ScalarType computeType(const std::string& dtype) {
    return dtype == "float32" ? at::kFloat : at::kBFloat16;
}

Quantization quantizationNamed(const std::string& name) {
    if (name == "int8") return Quantization::Int8;
    return name == "nf4" ? Quantization::Nf4 : Quantization::None;
}

ModelPlacement placementOf(const RunConfig& config) {
    return {resolveDevice(config.run.device), computeType(config.run.dtype),
            quantizationNamed(config.run.quantization)};
}

class RealEngine : public Engine {
public:
    std::vector<DeviceInfo> devices() override {
        std::vector<DeviceInfo> list;
        for (const FoundDevice& found : findDevices()) {
            list.push_back({found.name, found.name.substr(0, found.name.find(':')),
                            found.description, found.memoryBytes, found.cores});
        }
        return list;
    }

    std::vector<ModelInfo> models() override { return store_.list(); }
    ModelInfo modelInfo(const std::string& model) override { return store_.info(model); }

    ChoiceCatalog choices() override {
        ChoiceCatalog catalog;
        catalog["methods"] = choicesOf(adaptMethods());
        catalog["episodes"] = {
            {"random-orders", "all demonstrations in random orders under random transforms"},
            {"leave-one-out", "every leave-one-out task under every transform"},
            {"direct", "each pair alone"},
            {"orders", "all demonstrations in each of several random orders"}};
        catalog["transforms"] = transformChoices(false);
        catalog["invertible_transforms"] = transformChoices(true);
        catalog["losses"] = choicesOf(lossNames());
        catalog["optimizers"] = choicesOf(optimizerNames());
        for (const std::string_view name : scheduleNames()) {
            catalog["schedules"].push_back({std::string(name), ""});
        }
        for (const char* target : {"q", "k", "v", "o", "gate", "up", "down"}) {
            catalog["lora_targets"].push_back({target, ""});
        }
        catalog["queries"] = {{"views", "all demonstrations under symmetries, colours and orders"},
                              {"orders", "all demonstrations in random orders, or in their own"},
                              {"leave-out", "leave-out subsets, as in the released code"}};
        catalog["formats"] = choicesOf(promptFormats());
        catalog["answer_budgets"] = {{"tokenizer", "as many as the longest right answer has"},
                                     {"released", "the released code's numbers, for Llama 3"}};
        catalog["strategies"] = choicesOf(decodeStrategies());
        catalog["vote_rules"] = choicesOf(voteRules());
        catalog["dtypes"] = {{"bfloat16", "fast"}, {"float32", "exact"}};
        catalog["quantizations"] = {{"none", "as the model computes"},
                                    {"int8", "8 bit, 64 weights a scale"},
                                    {"nf4", "4 bit, quantized scales (QLoRA)"}};
        catalog["devices"] = {{"auto", "a CUDA device where there is one"}};
        for (const DeviceInfo& device : devices()) {
            catalog["devices"].push_back({device.name, device.description});
        }
        for (const ModelInfo& model : store_.list()) {
            catalog["models"].push_back({model.name, model.family});
        }
        return catalog;
    }

    EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config) override {
        return ttt::previewEpisodes(task, config,
                                    *readingOf(store_, config, isGridTask(task)).codec);
    }

    TokenInspection inspect(const Episode& episode, const RunConfig& config) override {
        const bool grids = std::holds_alternative<Grid>(episode.query.input);
        return inspectEpisode(episode, config, readingOf(store_, config, grids));
    }

    CostEstimate estimateCost(const SolverTask& task, const RunConfig& config) override {
        return ttt::estimateCost(task, config, *readingOf(store_, config, isGridTask(task)).codec,
                                 store_.info(config.run.model), speedOf(config), isOnGpu(config));
    }

    TokenInspection inspectPrompt(const SolverTask& task, int test,
                                  const RunConfig& config) override {
        return ttt::inspectPrompt(task, test, config, readingOf(store_, config, isGridTask(task)));
    }

    std::optional<LoadedModel> loadModel(const QueryModel& model, std::stop_token stop) override {
        queried_.reset();
        translateTorchErrors([&] {
            store_.load(model.name, {resolveDevice(model.device), computeType(model.dtype)}, stop);
        });
        return store_.loaded();
    }
    std::optional<LoadedModel> loadedModel() override { return store_.loaded(); }
    void unloadModel() override {
        queried_.reset();
        store_.unload();
    }

    NextTokens nextTokens(const NextTokenQuery& query) override {
        NextTokens result;
        translateTorchErrors([&] { result = ttt::nextTokens(queried(query.model), query); });
        return result;
    }

    Continuation continueText(const ContinuationQuery& query, const TokenObserver& observer,
                              std::stop_token stop) override {
        Continuation result;
        translateTorchErrors(
            [&] { result = ttt::continueText(queried(query.model), query, observer, stop); });
        return result;
    }

    void check(const RunRequest& request) override {
        const RunConfig& config = request.config;
        readingOf(store_, config, areGrids(request.tasks, config));
        if (request.adapterIn.empty()) return;
        translateTorchErrors([&] {
            const auto base = store_.load(config.run.model, placementOf(config));
            const bool all = holdsAllWeights(request.adapterIn);
            const auto copy = base->clone(all ? WeightUse::Trained : WeightUse::Frozen);
            loadAdapterFolder(*copy, request.adapterIn);
        });
    }

    RunResult run(const RunRequest& request, const RunObserver& observer,
                  std::stop_token stop) override {
        requireValidConfig(request.config, choices());
        const TaskReading reading =
            readingOf(store_, request.config, areGrids(request.tasks, request.config));
        const RunParts parts = prepare(request.config, reading, observer, stop);
        if (!parts.base) return stoppedWhileLoading(request, parts.loadSeconds, observer);
        const std::string remark = remarkOnHoldOut(request.tasks.front(), request.config);
        if (!remark.empty() && request.adapterIn.empty()) observer(LogMessage{remark});
        const RunResult result = runTasks(parts, request, observer, stop);
        if (result.status == RunStatus::Done)
            noteSpeed(request, result, *reading.codec, parts.model);
        return result;
    }

    std::vector<RunResult> runTogether(const std::vector<RunRequest>& requests,
                                       const TogetherObserver& observer,
                                       std::stop_token stop) override {
        const bool grids = std::ranges::all_of(requests, [](const RunRequest& request) {
            return std::ranges::all_of(request.tasks, [](const SolverTask& task) {
                return isGridTask(task) && !task.examples.empty();
            });
        });
        if (requests.size() < 2 || !grids) return Engine::runTogether(requests, observer, stop);
        const RunConfig& config = requests.front().config;
        requireValidConfig(config, choices());
        const auto all = [&](const RunEvent& event) {
            for (size_t i = 0; i < requests.size(); ++i) observer(i, event);
        };
        const RunParts parts = prepare(config, readingOf(store_, config, true), all, stop);
        if (!parts.base) {
            std::vector<RunResult> results;
            for (size_t i = 0; i < requests.size(); ++i) {
                results.push_back(
                    stoppedWhileLoading(requests[i], parts.loadSeconds,
                                        [&](const RunEvent& event) { observer(i, event); }));
            }
            return results;
        }
        if (!canTrainTogether(requests, *parts.base)) {
            return Engine::runTogether(requests, observer, stop);
        }
        return runTasksTogether(parts, requests, observer, stop);
    }

private:
    // Without a base where a stop was requested while it was loaded.
    RunParts prepare(const RunConfig& config, const TaskReading& reading,
                     const RunObserver& observer, const std::stop_token& stop) {
        const auto start = std::chrono::steady_clock::now();
        observer(PhaseChanged{Phase::Loading, 0});
        useThreads(config.run.threads);
        const ModelPlacement placement = placementOf(config);
        std::shared_ptr<const LanguageModel> base;
        translateTorchErrors([&] { base = store_.load(config.run.model, placement, stop); });
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return {base, reading, store_.info(config.run.model), seconds};
    }

    static RunResult stoppedWhileLoading(const RunRequest& request, double seconds,
                                         const RunObserver& observer) {
        RunResult result = stoppedResult(request);
        result.device = request.config.run.device;
        result.seconds.load = result.seconds.total = seconds;
        observer(PhaseChanged{Phase::Finished, seconds * 1e3});
        return result;
    }

    QueriedModel queried(const QueryModel& model) {
        const std::shared_ptr<const Tokenizer> tokens = store_.tokens(model.name);
        queried_ = store_.load(model.name, {resolveDevice(model.device), computeType(model.dtype)});
        return {*queried_, tokens};
    }

    // A config of another machine may name a device that is not here.
    static bool isOnGpu(const RunConfig& config) {
        try {
            return !resolveDevice(config.run.device).is_cpu();
        } catch (const Error&) {
            return config.run.device.starts_with("cuda");
        }
    }

    // Estimates are a help: where their file cannot be had, runs go on without it.
    static MachineSpeed speedOf(const RunConfig& config) {
        try {
            return findSpeed(speedsFile(), speedKey(config));
        } catch (const Error&) {
            return {};
        }
    }
    static void noteSpeed(const RunRequest& request, const RunResult& result,
                          const TaskCodec& codec, const ModelInfo& model) {
        try {
            keepSpeed(speedsFile(), speedKey(request.config),
                      measuredSpeed(request, result, codec, model));
        } catch (const Error&) {
        }
    }

    static void useThreads(int64_t threads) { at::set_num_threads(threadCount(threads)); }

    ModelStore store_;
    std::shared_ptr<const LanguageModel> queried_;
};

} // namespace

std::unique_ptr<Engine> makeEngine() { return std::make_unique<RealEngine>(); }

} // namespace ttt
