#include "core/tokens/text/gguf_tokenizer.h"

#include "core/base/error.h"
#include "core/tokens/text/bpe_tokenizer.h"
#include "core/tokens/text/sentencepiece_tokenizer.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr size_t kMaxTokens = size_t{1} << 22;
constexpr const char* kTokens = "tokenizer.ggml.tokens";
constexpr const char* kTypes = "tokenizer.ggml.token_type";
constexpr const char* kScores = "tokenizer.ggml.scores";
constexpr const char* kMerges = "tokenizer.ggml.merges";
constexpr const char* kPre = "tokenizer.ggml.pre";

// Texts of tokens that end a turn or an answer, beside eos.
constexpr std::string_view kEndTexts[] = {"<|im_end|>",    "<|eot_id|>",      "<|end_of_text|>",
                                          "<|endoftext|>", "<end_of_turn>",   "<|eom_id|>",
                                          "<|end|>",       "<|end_of_turn|>", "<eos>"};

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

void requireSize(const GgufFile& file, const char* key, uint64_t found, size_t expected) {
    if (found == expected) return;
    reject(file.placeOf(key), "found " + std::to_string(found) + " entries for " +
                                  std::to_string(expected) + " tokens");
}

std::vector<std::string_view> readTexts(const GgufFile& file) {
    const std::vector<std::string_view> texts = file.array(kTokens).texts(file.placeOf(kTokens));
    if (texts.empty() || texts.size() > kMaxTokens) {
        reject(file.placeOf(kTokens), "found " + std::to_string(texts.size()) +
                                          " tokens, expected 1 to " + std::to_string(kMaxTokens));
    }
    return texts;
}

std::vector<TokenKind> readKinds(const GgufFile& file, size_t count) {
    std::vector<TokenKind> kinds(count, TokenKind::Normal);
    if (!file.has(kTypes)) return kinds;
    const std::string place = file.placeOf(kTypes);
    const std::vector<int64_t> types = file.array(kTypes).integers(place);
    requireSize(file, kTypes, types.size(), count);
    for (size_t id = 0; id < count; ++id) {
        if (types[id] < 1 || types[id] > 6) {
            reject(place, "found the type " + std::to_string(types[id]) + " of token " +
                              std::to_string(id) + ", expected 1 to 6");
        }
        kinds[id] = static_cast<TokenKind>(types[id]);
    }
    return kinds;
}

std::optional<int32_t> readSpecial(const GgufFile& file, const std::string& name, size_t count) {
    const std::string key = "tokenizer.ggml." + name + "_token_id";
    if (!file.has(key)) return std::nullopt;
    const int64_t id = file.integer(key);
    // Some writers put 2^32 - 1 for none.
    if (id == -1 || id == 0xFFFFFFFF) return std::nullopt;
    if (id < 0 || static_cast<size_t>(id) >= count) {
        reject(file.placeOf(key), "found " + std::to_string(id) + ", expected one of " +
                                      std::to_string(count) + " tokens");
    }
    return static_cast<int32_t>(id);
}

Vocabulary readVocabulary(const GgufFile& file, size_t count, bool addBos) {
    Vocabulary vocabulary;
    SpecialTokens& specials = vocabulary.specials;
    specials.bos = readSpecial(file, "bos", count);
    specials.eos = readSpecial(file, "eos", count);
    specials.unknown = readSpecial(file, "unknown", count);
    specials.padding = readSpecial(file, "padding", count);
    specials.addBos = specials.bos && file.flag("tokenizer.ggml.add_bos_token", addBos);
    if (const auto turn = readSpecial(file, "eot", count)) specials.ends.push_back(*turn);
    vocabulary.chatTemplate = file.text("tokenizer.chat_template", {});
    return vocabulary;
}

std::unique_ptr<Tokenizer> byteLevelFrom(const GgufFile& file) {
    const std::vector<std::string_view> texts = readTexts(file);
    const std::string_view pre = file.text(kPre, "default");
    NamedSplit split = namedSplit(pre, file.placeOf(kPre));
    Vocabulary vocabulary = readVocabulary(file, texts.size(), split.addBos);
    vocabulary.kinds = readKinds(file, texts.size());
    for (size_t id = 0; id < texts.size(); ++id) {
        vocabulary.pieces.push_back(pieceOfText(texts[id], vocabulary.kinds[id], true));
    }
    addEndTokens(vocabulary.pieces, vocabulary.kinds, vocabulary.specials);
    std::vector<std::pair<std::string_view, std::string_view>> merges;
    for (const std::string_view merge : file.array(kMerges).texts(file.placeOf(kMerges))) {
        const size_t space = merge.find(' ', 1);
        if (space == std::string_view::npos) {
            reject(file.placeOf(kMerges),
                   "found \"" + std::string(merge) + "\", expected two tokens and a space");
        }
        merges.emplace_back(merge.substr(0, space), merge.substr(space + 1));
    }
    BpeSettings settings;
    settings.splitter = TextSplitter(split.patterns, file.placeOf(kPre));
    settings.wholeWords = split.wholeWords;
    return std::make_unique<BpeTokenizer>("byte-level BPE (" + std::string(pre) + ")",
                                          std::move(vocabulary), texts, merges, std::move(settings),
                                          file.place());
}

// User-defined runs of spaces stand in GGUF files with plain spaces.
std::unique_ptr<Tokenizer> sentencepieceFrom(const GgufFile& file) {
    const std::vector<std::string_view> texts = readTexts(file);
    const std::vector<TokenKind> kinds = readKinds(file, texts.size());
    const std::vector<float> scores = file.array(kScores).floats(file.placeOf(kScores));
    requireSize(file, kScores, scores.size(), texts.size());
    Vocabulary vocabulary = readVocabulary(file, texts.size(), true);
    SentencepieceModel model;
    for (size_t id = 0; id < texts.size(); ++id) {
        model.pieces.push_back({replaceAll(texts[id], " ", kSpaceMark), scores[id], kinds[id]});
    }
    // The library wants exactly one, which converters mark as a control token at times.
    SpecialTokens& specials = vocabulary.specials;
    const auto isUnknown = [](TokenKind kind) { return kind == TokenKind::Unknown; };
    if (std::ranges::none_of(kinds, isUnknown)) {
        if (!specials.unknown) reject(file.placeOf(kTypes), "the unknown token is missing");
        model.pieces[static_cast<size_t>(*specials.unknown)].kind = TokenKind::Unknown;
    }
    model.fallsToBytes = std::ranges::count(kinds, TokenKind::Byte) > 0;
    model.addsSpace = file.flag("tokenizer.ggml.add_space_prefix", true);
    model.trimsSpaces = file.flag("tokenizer.ggml.remove_extra_whitespaces", false);
    std::vector<std::string> pieces;
    for (const SentencepieceModel::Piece& piece : model.pieces) pieces.push_back(piece.text);
    addEndTokens(pieces, kinds, specials);
    return std::make_unique<SentencepieceTokenizer>(model, serialize(model), std::move(vocabulary),
                                                    file.place());
}

} // namespace

void addEndTokens(const std::vector<std::string>& pieces, const std::vector<TokenKind>& kinds,
                  SpecialTokens& specials) {
    if (specials.eos) specials.ends.insert(specials.ends.begin(), *specials.eos);
    for (size_t id = 0; id < pieces.size(); ++id) {
        const bool marked = kinds[id] == TokenKind::Control || kinds[id] == TokenKind::UserDefined;
        if (marked && std::ranges::find(kEndTexts, pieces[id]) != std::end(kEndTexts)) {
            specials.ends.push_back(static_cast<int32_t>(id));
        }
    }
    std::vector<int32_t> once;
    for (const int32_t id : specials.ends) {
        if (std::ranges::find(once, id) == once.end()) once.push_back(id);
    }
    specials.ends = once;
}

std::unique_ptr<Tokenizer> tokenizerFromGguf(const GgufFile& file) {
    const std::string_view model = file.text("tokenizer.ggml.model");
    if (model == "gpt2") return byteLevelFrom(file);
    if (model == "llama") return sentencepieceFrom(file);
    reject(file.placeOf("tokenizer.ggml.model"),
           "found \"" + std::string(model) + "\", expected gpt2 or llama");
}

} // namespace ttt
