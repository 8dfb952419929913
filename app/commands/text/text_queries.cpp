// `ttt logits` and `ttt generate`.
#include "app/commands/all_commands.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// Log-probabilities as the golden values have them.
double rounded(double logProbability) { return std::round(logProbability * 1e6) / 1e6; }

json toJson(const TokenProbability& token) {
    return {{"id", token.id}, {"logprob", rounded(token.logProbability)}};
}

json toJson(const std::vector<TokenProbability>& tokens) {
    json list = json::array();
    for (const TokenProbability& token : tokens) list.push_back(toJson(token));
    return list;
}

// Bytes that are no UTF-8 become the replacement character.
std::string printable(const std::string& text) {
    const std::string quoted = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    return json::parse(quoted).get<std::string>();
}

int logitsCommand(CommandContext& context, const NextTokenQuery& query) {
    const NextTokens tokens = context.makeEngine()->nextTokens(query);
    if (context.json) {
        json following = json::array();
        for (const double value : tokens.following) following.push_back(rounded(value));
        printJson(context, {{"ids", tokens.ids},
                            {"positions", toJson(tokens.likeliest)},
                            {"next_token_logprob", following},
                            {"last", toJson(tokens.last)}});
        return kExitDone;
    }
    std::vector<std::vector<std::string>> rows{{"id", "log p", "token"}};
    for (const TokenProbability& token : tokens.last) {
        rows.push_back({std::to_string(token.id), numberText("%.4f", token.logProbability),
                        json(printable(token.piece)).dump()});
    }
    printText(context, tableText(rows));
    return kExitDone;
}

int generateCommand(CommandContext& context, const ContinuationQuery& query) {
    const bool streams = !context.json;
    const Continuation result = context.makeEngine()->continueText(
        query,
        [&](const TokenProbability& token) {
            if (streams) context.out << token.piece << std::flush;
        },
        context.stop);
    if (context.json) {
        json logProbabilities = json::array();
        for (const double value : result.logProbabilities) {
            logProbabilities.push_back(rounded(value));
        }
        printJson(context, {{"ids", result.ids},
                            {"text", printable(result.text)},
                            {"logprobs", logProbabilities}});
    } else {
        context.out << "\n";
    }
    return context.stop.stop_requested() ? kExitInterrupted : kExitDone;
}

void addModelOptions(CLI::App& command, QueryModel& model) {
    addOption(command, "--model", model.name, "Model name, GGUF file or folder").withDefault();
    addOption(command, "--dtype", model.dtype, "float32 or bfloat16")
        .oneOf({"float32", "bfloat16"});
    addOption(command, "--device", model.device, "auto, cpu or cuda:N");
}

void addInputOptions(CLI::App& command, std::string& text, std::vector<int64_t>& ids) {
    addOption(command, "--text", text, "Text to read, with the model's own first token");
    addOption(command, "--ids", ids, "Token ids to read as they are").separatedBy(',');
    requireOneOf(command, {"--text", "--ids"});
}

} // namespace

void addLogitsCommand(CLI::App& app, CommandContext& context) {
    const auto query = std::make_shared<NextTokenQuery>();
    query->model.name = "smollm2-135m";
    CLI::App* command =
        addComputingCommand(app, context, "logits", "Show the probabilities of next tokens",
                            [query](CommandContext& c) { return logitsCommand(c, *query); });
    addModelOptions(*command, query->model);
    addInputOptions(*command, query->text, query->ids);
    addOption(*command, "--top", query->top, "Most likely tokens after the last position")
        .between(1, 1000000);
}

void addGenerateCommand(CLI::App& app, CommandContext& context) {
    const auto query = std::make_shared<ContinuationQuery>();
    query->model.name = "smollm2-135m";
    query->model.dtype = "bfloat16";
    CLI::App* command =
        addComputingCommand(app, context, "generate", "Continue a text",
                            [query](CommandContext& c) { return generateCommand(c, *query); });
    addModelOptions(*command, query->model);
    addInputOptions(*command, query->text, query->ids);
    addOption(*command, "--tokens", query->tokens, "Most tokens to write").between(1, 100000);
    addOption(*command, "--temperature", query->temperature, "0 takes the likeliest token")
        .between(0.0, 100.0);
    addOption(*command, "--seed", query->seed, "Of the draws").between(int64_t{0}, kMostSeed);
}

} // namespace ttt
