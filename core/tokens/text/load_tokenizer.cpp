#include "core/tokens/text/load_tokenizer.h"

#include "core/base/files.h"
#include "core/tokens/text/gguf_tokenizer.h"
#include "core/tokens/text/json_access.h"
#include "core/tokens/text/sentencepiece_tokenizer.h"
#include "core/tokens/text/tokenizer_json.h"

#include <algorithm>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxFileBytes = size_t{256} << 20;
constexpr int64_t kMaxId = int64_t{1} << 22;

// A JSON object beside the tokenizer; an empty one where there is none.
json readOptional(const fs::path& path) {
    if (!isThere(path)) return json::object();
    json document = json::parse(readFile(path, kMaxFileBytes), nullptr, false);
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, path.string(), "found no JSON object");
    }
    return document;
}

// "bos_token" is a text or an added token with its content.
void readTokenText(const JsonPlace& token, std::string& text) {
    if (token.isNull()) return;
    text = token.value().is_object() ? token["content"].text() : token.text();
}

// One template, or several with names of which one is the default.
void readChatTemplate(const JsonPlace& found, std::string& text) {
    if (found.isNull()) return;
    if (!found.value().is_array()) {
        text = found.text();
        return;
    }
    for (size_t i = 0; i < found.value().size(); ++i) {
        if (found.at(i)["name"].text("") == "default") text = found.at(i)["template"].text();
    }
}

// "eos_token_id" is a number or a list of them.
void readEnds(const JsonPlace& found, std::vector<int32_t>& ends) {
    if (found.isNull()) return;
    const auto read = [&ends](const JsonPlace& id) {
        ends.push_back(static_cast<int32_t>(id.index(kMaxId)));
    };
    if (!found.value().is_array()) return read(found);
    for (size_t i = 0; i < found.value().size(); ++i) read(found.at(i));
}

TokenizerSettings readSettings(const fs::path& folder) {
    TokenizerSettings settings;
    const json map = readOptional(folder / "special_tokens_map.json");
    const json config = readOptional(folder / "tokenizer_config.json");
    for (const auto& [document, name] : {std::pair(&map, "special_tokens_map.json"),
                                         std::pair(&config, "tokenizer_config.json")}) {
        const JsonPlace root(*document, (folder / name).string() + ": ");
        readTokenText(root["bos_token"], settings.bosText);
        readTokenText(root["eos_token"], settings.eosText);
        readTokenText(root["unk_token"], settings.unknownText);
        readTokenText(root["pad_token"], settings.paddingText);
        readChatTemplate(root["chat_template"], settings.chatTemplate);
    }
    if (config.contains("add_bos_token")) {
        settings.addBos =
            JsonPlace(config, (folder / "tokenizer_config.json").string() + ": ")["add_bos_token"]
                .flag(false);
    }
    if (const fs::path file = folder / "chat_template.jinja"; isThere(file)) {
        settings.chatTemplate = readFile(file, kMaxFileBytes);
    }
    for (const char* name : {"generation_config.json", "config.json"}) {
        const json document = readOptional(folder / name);
        readEnds(JsonPlace(document, (folder / name).string() + ": ")["eos_token_id"],
                 settings.ends);
    }
    return settings;
}

std::optional<int32_t> idOf(const SentencepieceModel& model, const std::string& text) {
    const auto found = std::ranges::find(model.pieces, text, &SentencepieceModel::Piece::text);
    if (text.empty() || found == model.pieces.end()) return std::nullopt;
    return static_cast<int32_t>(found - model.pieces.begin());
}

SpecialTokens specialsOf(const SentencepieceModel& model, const TokenizerSettings& settings) {
    SpecialTokens specials;
    specials.bos = idOf(model, settings.bosText.empty() ? "<s>" : settings.bosText);
    specials.eos = idOf(model, settings.eosText.empty() ? "</s>" : settings.eosText);
    specials.padding = idOf(model, settings.paddingText);
    specials.addBos = specials.bos && settings.addBos.value_or(true);
    const auto unknown =
        std::ranges::find(model.pieces, TokenKind::Unknown, &SentencepieceModel::Piece::kind);
    if (unknown != model.pieces.end()) {
        specials.unknown = static_cast<int32_t>(unknown - model.pieces.begin());
    }
    for (const int32_t id : settings.ends) {
        if (static_cast<size_t>(id) < model.pieces.size()) specials.ends.push_back(id);
    }
    return specials;
}

std::unique_ptr<Tokenizer> fromModelFile(const fs::path& path) {
    const std::string bytes = readFile(path, kMaxFileBytes);
    const SentencepieceModel model = parseSentencepieceModel(bytes, path.string());
    const TokenizerSettings settings = readSettings(path.parent_path());
    std::vector<std::string> pieces;
    std::vector<TokenKind> kinds;
    for (const SentencepieceModel::Piece& piece : model.pieces) {
        pieces.push_back(piece.text);
        kinds.push_back(piece.kind);
    }
    Vocabulary vocabulary;
    vocabulary.specials = specialsOf(model, settings);
    vocabulary.chatTemplate = settings.chatTemplate;
    addEndTokens(pieces, kinds, vocabulary.specials);
    return std::make_unique<SentencepieceTokenizer>(model, bytes, std::move(vocabulary),
                                                    path.string());
}

std::unique_ptr<Tokenizer> fromFolder(const fs::path& folder) {
    if (const fs::path file = folder / "tokenizer.json"; isThere(file)) return loadTokenizer(file);
    if (const fs::path file = folder / "tokenizer.model"; isThere(file)) return loadTokenizer(file);
    throw Error(ErrorKind::NotFound, folder.string(),
                "found neither tokenizer.json nor tokenizer.model in the folder");
}

} // namespace

std::unique_ptr<Tokenizer> loadTokenizer(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return fromFolder(path);
    if (path.extension() == ".model") return fromModelFile(path);
    if (path.extension() == ".json") {
        return tokenizerFromJson(readFile(path, kMaxFileBytes), readSettings(path.parent_path()),
                                 path.string());
    }
    return tokenizerFromGguf(GgufFile(path));
}

} // namespace ttt
