#include "app/commands/all_commands.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

json toJson(const ModelInfo& info) {
    json entry{{"name", info.name},
               {"family", info.family},
               {"parameters", info.parameters},
               {"dtype", info.dtype},
               {"tokenizer", info.tokenizer},
               {"context", info.context},
               {"sha256", info.sha256},
               {"licence", info.licence},
               {"file_bytes", info.fileBytes},
               {"reads_text", info.readsText}};
    if (!info.path.empty()) entry["path"] = info.path.string();
    if (!info.card.empty()) entry["card"] = info.card;
    return entry;
}

int listModels(CommandContext& context) {
    json list = json::array();
    std::vector<std::vector<std::string>> rows{{"name", "family", "parameters", "dtype"}};
    for (const ModelInfo& info : context.makeEngine()->models()) {
        list.push_back(toJson(info));
        rows.push_back({info.name, info.family, std::to_string(info.parameters), info.dtype});
    }
    printList(context, list, rows);
    return kExitDone;
}

int showModel(CommandContext& context, const std::string& model) {
    const ModelInfo info = context.makeEngine()->modelInfo(model);
    if (context.json) {
        printJson(context, toJson(info));
        return kExitDone;
    }
    printText(context, tableText({{"name", info.name},
                                  {"family", info.family},
                                  {"parameters", std::to_string(info.parameters)},
                                  {"dtype", info.dtype},
                                  {"tokenizer", info.tokenizer},
                                  {"context", std::to_string(info.context) + " tokens"},
                                  {"licence", info.licence.empty() ? "not stated" : info.licence},
                                  {"sha256", info.sha256},
                                  {"path", info.path.string()}}) +
                           (info.card.empty() ? "" : "\n" + info.card + "\n"));
    return kExitDone;
}

} // namespace

void addModelsCommand(CLI::App& app, CommandContext& context) {
    CLI::App* command = addCommand(app, context, "models", "List the models", listModels);
    const auto model = std::make_shared<std::string>();
    CLI::App* info = addCommand(*command, context, "info", "Show one model",
                                [model](CommandContext& c) { return showModel(c, *model); });
    addOption(*info, "MODEL", *model, "Model name, GGUF file or folder").required();
}

} // namespace ttt
