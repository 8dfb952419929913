#include "app/commands/all_commands.h"

#include "core/base/files.h"
#include "core/base/model_files.h"
#include "core/base/utf8.h"
#include "core/tokens/text/load_tokenizer.h"

#include <nlohmann/json.hpp>
#include <sstream>

namespace ttt {

using nlohmann::json;

namespace {

struct TokenizeOptions {
    std::string model = "smollm2-135m";
    std::string text;
    std::string file;
    std::string jsonl;
    std::vector<int64_t> ids;
    bool bos = false;
    bool plain = false;
};

void addModelOption(CLI::App& command, TokenizeOptions& options) {
    addOption(command, "--model", options.model,
              "Model name, GGUF file, tokenizer file or folder (default: smollm2-135m)");
}

// The text as JSON can hold it; the exact bytes beside it where they are no UTF-8, as those of
// tokens that are parts of characters.
json textJson(const std::string& text) {
    json result{{"text", text}};
    if (validUtf8Prefix(text) == text.size()) return result;
    std::string hex;
    for (const char c : text) {
        constexpr const char* kDigits = "0123456789abcdef";
        hex += kDigits[static_cast<uint8_t>(c) >> 4];
        hex += kDigits[static_cast<uint8_t>(c) & 15];
    }
    result["bytes_hex"] = hex;
    return result;
}

std::vector<int32_t> idsOf(const Tokenizer& tokenizer, const std::string& text,
                           const TokenizeOptions& options) {
    return tokenizer.encode(text, {.bos = options.bos, .specials = !options.plain});
}

std::string decodeAll(const Tokenizer& tokenizer, const std::vector<int64_t>& ids) {
    std::vector<int32_t> checked;
    for (const int64_t id : ids) {
        if (id < 0 || id >= tokenizer.size()) {
            throw Error(ErrorKind::BadInput, "token id",
                        "found " + std::to_string(id) + ", expected 0 to " +
                            std::to_string(tokenizer.size() - 1));
        }
        checked.push_back(static_cast<int32_t>(id));
    }
    return tokenizer.decode(checked);
}

// Calls use(object, place) for each line that is not empty.
template <typename Use>
void forEachLine(const std::string& file, const Use& use) {
    std::istringstream lines(readFile(file));
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const json object = json::parse(line, nullptr, false);
        const std::string place = file + ":" + std::to_string(number);
        if (!object.is_object()) throw Error(ErrorKind::BadInput, place, "expected a JSON object");
        use(object, place);
    }
}

int tokenizeLines(CommandContext& context, const Tokenizer& tokenizer,
                  const TokenizeOptions& options) {
    // All are read before the first is printed: bad input writes nothing.
    std::vector<json> results;
    forEachLine(options.jsonl, [&](const json& object, const std::string& place) {
        const auto text = object.find("text");
        if (text == object.end() || !text->is_string()) {
            throw Error(ErrorKind::BadInput, place, "expected the member \"text\" with a text");
        }
        results.push_back({{"ids", idsOf(tokenizer, text->get<std::string>(), options)}});
    });
    for (const json& result : results) printJson(context, result);
    return kExitDone;
}

int detokenizeLines(CommandContext& context, const Tokenizer& tokenizer,
                    const TokenizeOptions& options) {
    std::vector<json> results;
    forEachLine(options.jsonl, [&](const json& object, const std::string& place) {
        const auto ids = object.find("ids");
        const auto isId = [](const json& id) { return id.is_number_integer(); };
        if (ids == object.end() || !ids->is_array() || !std::ranges::all_of(*ids, isId)) {
            throw Error(ErrorKind::BadInput, place,
                        "expected the member \"ids\" with a list of integers");
        }
        results.push_back(textJson(decodeAll(tokenizer, ids->get<std::vector<int64_t>>())));
    });
    for (const json& result : results) printJson(context, result);
    return kExitDone;
}

int tokenize(CommandContext& context, const TokenizeOptions& options) {
    const auto tokenizer = loadTokenizer(languageModelPath(options.model));
    if (!options.jsonl.empty()) return tokenizeLines(context, *tokenizer, options);
    const std::string text = options.file.empty() ? options.text : readFile(options.file);
    const std::vector<int32_t> ids = idsOf(*tokenizer, text, options);
    if (context.json) {
        printJson(context, {{"ids", ids}});
        return kExitDone;
    }
    std::vector<std::vector<std::string>> rows{{"id", "piece"}};
    for (const int32_t id : ids) {
        rows.push_back(
            {std::to_string(id),
             json(tokenizer->piece(id)).dump(-1, ' ', false, json::error_handler_t::replace)});
    }
    printText(context, tableText(rows));
    return kExitDone;
}

int detokenize(CommandContext& context, const TokenizeOptions& options) {
    const auto tokenizer = loadTokenizer(languageModelPath(options.model));
    if (!options.jsonl.empty()) return detokenizeLines(context, *tokenizer, options);
    const std::string text = decodeAll(*tokenizer, options.ids);
    if (context.json) {
        printJson(context, textJson(text));
    } else {
        printText(context, text + "\n");
    }
    return kExitDone;
}

} // namespace

void addTokenizeCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<TokenizeOptions>();
    CLI::App* command =
        addCommand(app, context, "tokenize", "Turn a text into a language model's token ids",
                   [options](CommandContext& c) { return tokenize(c, *options); });
    addModelOption(*command, *options);
    addOption(*command, "--text", options->text, "The text");
    addOption(*command, "--file", options->file, "A file that holds the text");
    addOption(*command, "--jsonl", options->jsonl,
              "A file with one {\"text\"} object a line; prints {\"ids\"} a line");
    requireOneOf(*command, {"--text", "--file", "--jsonl"});
    addFlag(*command, "--bos", options->bos, "Begin with the model's bos token");
    addFlag(*command, "--plain", options->plain,
            "Take the text of control tokens (\"<|im_end|>\") as plain text");
}

void addDetokenizeCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<TokenizeOptions>();
    CLI::App* command =
        addCommand(app, context, "detokenize", "Turn token ids into the text that they stand for",
                   [options](CommandContext& c) { return detokenize(c, *options); });
    addModelOption(*command, *options);
    addOption(*command, "--ids", options->ids, "Token ids").separatedBy(',');
    addOption(*command, "--jsonl", options->jsonl,
              "A file with one {\"ids\"} object a line; prints {\"text\"} a line");
    requireOneOf(*command, {"--ids", "--jsonl"});
}

} // namespace ttt
