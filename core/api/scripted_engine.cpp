#include "core/api/scripted_engine.h"

#include "core/api/scripted_run.h"
#include "core/base/hash.h"
#include "core/tokens/few_shot_format.h"

#include <algorithm>
#include <cctype>
#include <thread>

namespace ttt {

namespace {

constexpr int64_t kParameters = 1'234'567;

int64_t tokensOf(const Value& value) {
    if (const Grid* grid = std::get_if<Grid>(&value)) return grid->area();
    return static_cast<int64_t>(std::get<std::string>(value).size());
}

int64_t tokensOf(const Episode& episode) {
    int64_t tokens = tokensOf(episode.query.input) + tokensOf(episode.query.output);
    for (const Example& example : episode.demonstrations) {
        tokens += tokensOf(example.input) + tokensOf(example.output);
    }
    return tokens;
}

Episode leaveOneOut(const SolverTask& task, size_t leftOut) {
    Episode episode;
    episode.form = task.form;
    for (size_t i = 0; i < task.examples.size(); ++i) {
        if (i == leftOut) continue;
        episode.demonstrations.push_back(task.examples[i]);
        episode.provenance.order.push_back(static_cast<int>(i));
    }
    episode.query = task.examples[leftOut];
    episode.provenance.leftOut = {static_cast<int>(leftOut)};
    return episode;
}

void inspectValue(const Value& value, bool inLoss, int item, TokenInspection& tokens) {
    const auto add = [&](int64_t id, std::string piece, std::vector<int> position) {
        tokens.ids.push_back(id);
        tokens.pieces.push_back(std::move(piece));
        tokens.lossMask.push_back(inLoss ? 1.0F : 0.0F);
        tokens.positions.push_back(std::move(position));
    };
    if (const std::string* text = std::get_if<std::string>(&value)) {
        for (const char c : *text) add(static_cast<unsigned char>(c), std::string(1, c), {item});
        return;
    }
    const Grid& grid = std::get<Grid>(value);
    for (int row = 0; row < grid.height(); ++row) {
        for (int column = 0; column < grid.width(); ++column) {
            const int colour = grid.at(row, column);
            add(colour, std::to_string(colour), {row, column, item});
        }
    }
}

// Words with the space before them, and every other character by itself; the id is made from the
// bytes. A token counts as much as the heaviest span that it touches.
TokenInspection scriptedTokens(const PromptText& prompt) {
    TokenInspection tokens;
    for (const TextMessage& message : prompt.messages) {
        const std::string& text = message.text;
        for (size_t begin = 0; begin < text.size();) {
            size_t end = begin + 1;
            const auto isWord = [&](size_t at) {
                return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
            };
            if (isWord(begin) || (text[begin] == ' ' && isWord(end))) {
                while (isWord(end)) ++end;
            }
            float weight = 0;
            for (const TextSpan& span : message.spans) {
                if (span.begin < end && begin < span.end) weight = std::max(weight, span.weight);
            }
            const std::string piece = text.substr(begin, end - begin);
            int64_t id = 0;
            for (const char c : piece) id = (id * 31 + static_cast<unsigned char>(c)) % 50'000;
            tokens.positions.push_back({static_cast<int>(tokens.ids.size())});
            tokens.ids.push_back(id);
            tokens.pieces.push_back(piece);
            tokens.lossMask.push_back(weight);
            begin = end;
        }
    }
    return tokens;
}

} // namespace

std::vector<DeviceInfo> ScriptedEngine::devices() {
    return {{"cpu", "cpu", "scripted processor", int64_t{16} << 30, 2}};
}

std::vector<ModelInfo> ScriptedEngine::models() {
    ModelInfo info;
    info.family = "scripted";
    info.parameters = kParameters;
    info.dtype = "float32";
    info.tokenizer = "arc-cells";
    info.context = 4096;
    info.card = "A script, not a model: it mirrors the query.";
    std::vector<ModelInfo> models;
    info.licence = "GPL-3.0-or-later";
    info.fileBytes = 2 * kParameters;
    for (const char* name : {"arc-nano", "arc-base", "smollm2-135m"}) {
        info.name = name;
        info.sha256 = sha256Hex(name);
        info.readsText = info.name == "smollm2-135m";
        models.push_back(info);
    }
    return models;
}

ModelInfo ScriptedEngine::modelInfo(const std::string& model) {
    for (const ModelInfo& info : models()) {
        if (info.name == model) return info;
    }
    throw Error(ErrorKind::NotFound, model,
                "no such model; expected arc-nano, arc-base or smollm2-135m");
}

ChoiceCatalog ScriptedEngine::choices() {
    return {{"methods", {{"full", "all weights"}, {"lora", "adapters"}, {"none", "no training"}}},
            {"losses",
             {{"label", "the last output"}, {"outputs", "all outputs"}, {"all", "every token"}}},
            {"optimizers", {{"adamw", "AdamW"}, {"muon", "Muon"}}},
            {"schedules", {{"cosine", "cosine decay"}, {"constant", "no decay"}}},
            {"strategies", {{"greedy", "the likeliest token"}, {"sample", "drawn"}}},
            {"models",
             {{"arc-nano", "arc-decoder"}, {"arc-base", "arc-decoder"}, {"smollm2-135m", "llama"}}},
            {"devices", {{"auto", "the best there is"}, {"cpu", "the processor"}}}};
}

EpisodePreview ScriptedEngine::previewEpisodes(const SolverTask& task, const RunConfig& config) {
    EpisodePreview preview;
    for (size_t i = 0; i < task.examples.size(); ++i) {
        Episode episode = leaveOneOut(task, i);
        const int64_t tokens = tokensOf(episode);
        ++preview.leaveOne.tasks;
        if (tokens > config.task.maxTokens) continue;
        preview.episodes.push_back(std::move(episode));
        preview.tokens.push_back(tokens);
    }
    preview.leaveOne.augmented = preview.leaveOne.permuted = preview.leaveOne.tasks;
    preview.final = preview.leaveOne.withinTokens = static_cast<int64_t>(preview.episodes.size());
    return preview;
}

TokenInspection ScriptedEngine::inspect(const Episode& episode, const RunConfig& config) {
    if (std::holds_alternative<std::string>(episode.query.input)) {
        return scriptedTokens(FewShotFormat().training(episode, config.adapt));
    }
    TokenInspection tokens;
    int item = 0;
    for (const Example& example : episode.demonstrations) {
        inspectValue(example.input, false, item++, tokens);
        inspectValue(example.output, true, item++, tokens);
    }
    inspectValue(episode.query.input, false, item++, tokens);
    inspectValue(episode.query.output, true, item, tokens);
    return tokens;
}

TokenInspection ScriptedEngine::inspectPrompt(const SolverTask& task, int test, const RunConfig&) {
    const Value& query = task.queries.at(static_cast<size_t>(test));
    if (std::holds_alternative<std::string>(query)) {
        Prompt prompt;
        prompt.demonstrations = task.examples;
        prompt.query = query;
        prompt.test = test;
        prompt.form = task.form;
        return scriptedTokens(FewShotFormat().question(prompt));
    }
    TokenInspection tokens;
    int item = 0;
    for (const Example& example : task.examples) {
        inspectValue(example.input, false, item, tokens);
        inspectValue(example.output, false, item++, tokens);
    }
    inspectValue(query, false, item, tokens);
    return tokens;
}

std::optional<LoadedModel> ScriptedEngine::loadModel(const QueryModel& model,
                                                     std::stop_token stop) {
    const ModelInfo info = modelInfo(model.name);
    loaded_.reset();
    const auto end = std::chrono::steady_clock::now() + options_.loadDelay;
    while (std::chrono::steady_clock::now() < end) {
        if (stop.stop_requested()) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (stop.stop_requested()) return std::nullopt;
    loaded_ = {info.name, model.dtype, "cpu", info.parameters * 4,
               std::chrono::duration<double>(options_.loadDelay).count()};
    return loaded_;
}

NextTokens ScriptedEngine::nextTokens(const NextTokenQuery& query) {
    NextTokens result;
    result.ids = query.ids;
    if (result.ids.empty()) {
        for (const char c : query.text) result.ids.push_back(static_cast<unsigned char>(c));
    }
    for (const int64_t id : result.ids) {
        const int64_t next = (id + 1) % 256;
        result.likeliest.push_back({next, -0.5, std::string(1, static_cast<char>(next))});
        result.last = {result.likeliest.back()};
        result.following.push_back(-1);
    }
    if (!result.following.empty()) result.following.pop_back();
    return result;
}

Continuation ScriptedEngine::continueText(const ContinuationQuery& query,
                                          const TokenObserver& observer, std::stop_token stop) {
    Continuation result;
    for (const char c : query.text) {
        const bool full = static_cast<int64_t>(result.ids.size()) >= query.tokens;
        if (full || stop.stop_requested()) break;
        result.ids.push_back(static_cast<unsigned char>(c));
        result.logProbabilities.push_back(-0.5);
        result.text += c;
        observer({result.ids.back(), -0.5, std::string(1, c)});
    }
    return result;
}

CostEstimate ScriptedEngine::estimateCost(const SolverTask& task, const RunConfig& config) {
    const std::vector<int64_t> tokens = previewEpisodes(task, config).tokens;
    CostEstimate cost;
    cost.steps = scriptedSteps(config);
    cost.tokensPerStep = tokens.empty() ? 0 : *std::ranges::max_element(tokens);
    cost.memoryBytes = kParameters * 16 + cost.tokensPerStep * 4096;
    cost.seconds = static_cast<double>(cost.steps * options_.stepDelay.count()) / 1e6;
    return cost;
}

RunResult ScriptedEngine::run(const RunRequest& request, const RunObserver& observer,
                              std::stop_token stop) {
    requireValidConfig(request.config, choices());
    if (request.tasks.empty()) {
        throw Error(ErrorKind::BadInput, "run", "found no task, expected at least one");
    }
    const std::string& device = request.config.run.device;
    if (device != "auto" && device != "cpu") {
        throw Error(ErrorKind::Device, "run.device",
                    "found \"" + device + "\", expected auto or cpu: there is no other device");
    }
    return ScriptedRun(request, modelInfo(request.config.run.model), options_, observer, stop)
        .play();
}

} // namespace ttt
