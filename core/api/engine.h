// The engine as the window and the command line see it: an interface of plain values. The one real
// engine is in core/engine; core/api also has a scripted one and one that injects faults, for
// tests of everything above. All calls are synchronous and may be made from any one thread at a
// time; long ones poll the stop token.
#pragma once

#include "core/api/text_queries.h"
#include "core/base/error.h"
#include "core/config/config_issues.h"
#include "core/config/run_config.h"
#include "core/runs/run_result.h"
#include "core/tasks/episode.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

struct DeviceInfo {
    std::string name; // "cpu", "cuda:0"
    std::string kind; // "cpu" or "cuda"
    std::string description;
    int64_t memoryBytes = 0;
    int cores = 0;
};

// Zeros where they are not known.
struct ModelSizes {
    int64_t layers = 0;
    int64_t width = 0;   // C
    int64_t queries = 0; // heads times head size
    int64_t keys = 0;    // key heads times head size
    int64_t hidden = 0;  // of the feed-forward block
    int64_t vocabulary = 0;
};

struct ModelInfo {
    std::string name;
    std::string family; // "arc-decoder", "llama"...
    int64_t parameters = 0;
    std::string dtype;
    std::string tokenizer; // "arc-cells" for the ARC decoder
    int64_t context = 0;   // tokens
    std::string sha256;    // of the weight file
    std::filesystem::path path;
    std::string card; // Markdown: data, hours, scores, limits
    std::string licence;
    int64_t fileBytes = 0;
    ModelSizes sizes;
    bool readsText = false; // a language model, which text queries and text tasks need
};

// Counts of the stages of an exhaustive adaptation set, as `ttt episodes` prints them.
struct EpisodeCounts {
    int64_t tasks = 0;        // synthetic tasks before augmentation
    int64_t augmented = 0;    // distinct after the side limit, with the un-augmented ones
    int64_t permuted = 0;     // after the colour and order pass
    int64_t withinTokens = 0; // after the token limit
};

struct EpisodePreview {
    EpisodeCounts leaveOne;
    EpisodeCounts leaveTwo;
    int64_t final = 0;
    std::vector<Episode> episodes; // the set, or the first of a stream
    std::vector<int64_t> tokens;   // one an episode
};

// One entry a token of an encoded episode or prompt. Of a language model the tokens in their order,
// whose pieces one after the other are the exact text; of the ARC decoder its positions.
struct TokenInspection {
    std::vector<int64_t> ids; // the token; of the ARC decoder the class that the position predicts
    std::vector<std::string> pieces;
    std::vector<float> lossMask;
    std::vector<std::vector<int>> positions;
};

struct CostEstimate {
    int64_t steps = 0;
    int64_t tokensPerStep = 0;
    int64_t memoryBytes = 0;
    double seconds = 0; // 0 until this machine's speed has been measured
};

struct RunRequest {
    std::vector<SolverTask> tasks; // several: one shared adapter
    RunConfig config;
    std::filesystem::path adapterIn;  // answer with this adapter, no training; empty: train
    std::filesystem::path adapterOut; // write the adapter here; empty: do not
    std::filesystem::path baselines;  // folder that keeps answers without TTT; empty: recompute
};

// Called with the request's index.
using TogetherObserver = std::function<void(size_t request, const RunEvent& event)>;

class Engine {
public:
    virtual ~Engine() = default;

    virtual std::vector<DeviceInfo> devices() = 0;
    virtual std::vector<ModelInfo> models() = 0;
    // A name from models(), a file or a folder; NotFound or BadInput otherwise.
    virtual ModelInfo modelInfo(const std::string& model) = 0;
    virtual ChoiceCatalog choices() = 0;

    virtual EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config) = 0;
    virtual TokenInspection inspect(const Episode& episode, const RunConfig& config) = 0;
    // The prompt of the first view of a test, up to where the answer begins; the loss sees none.
    virtual TokenInspection inspectPrompt(const SolverTask& task, int test,
                                          const RunConfig& config) = 0;
    virtual CostEstimate estimateCost(const SolverTask& task, const RunConfig& config) = 0;

    // Models stay loaded between runs and queries, one at a time; the next one takes its place.
    // Nothing where stop was requested, and then nothing is loaded.
    virtual std::optional<LoadedModel> loadModel(const QueryModel& model, std::stop_token stop) = 0;
    virtual std::optional<LoadedModel> loadedModel() = 0;
    virtual void unloadModel() = 0;

    // Of a language model; BadInput for a model of another kind.
    virtual NextTokens nextTokens(const NextTokenQuery& query) = 0;
    virtual Continuation continueText(const ContinuationQuery& query, const TokenObserver& observer,
                                      std::stop_token stop) = 0;

    // Throws what `run` would of the request's tasks and adapter; the default finds no fault.
    virtual void check(const RunRequest& request);

    // Trains and answers. Throws Error for what cannot start; once training has begun a failure is
    // a RunResult with status failed that keeps what was measured, and cancelling one with stopped.
    virtual RunResult run(const RunRequest& request, const RunObserver& observer,
                          std::stop_token stop) = 0;

    // Several runs of one config, whose training may share passes over the model (run.together);
    // one result a request. What `run` throws for one of them is its result, with status failed.
    // This default makes them one after another; those that a stop leaves unmade are stopped.
    virtual std::vector<RunResult> runTogether(const std::vector<RunRequest>& requests,
                                               const TogetherObserver& observer,
                                               std::stop_token stop);
};

// What stands for a run that could not be made, and for one that a stop left unmade.
RunResult failedResult(const RunRequest& request, const Error& error);
RunResult stoppedResult(const RunRequest& request);

} // namespace ttt
