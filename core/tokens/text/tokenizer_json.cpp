#include "core/tokens/text/tokenizer_json.h"

#include "core/tokens/text/bpe_tokenizer.h"
#include "core/tokens/text/gguf_tokenizer.h"
#include "core/tokens/text/json_access.h"

#include <algorithm>
#include <deque>

namespace ttt {

using nlohmann::json;

namespace {

constexpr int64_t kMaxTokens = int64_t{1} << 22;
constexpr int kMaxDepth = 8; // of sequences in sequences

// What tokenizer.json says, as it is read.
struct Draft {
    std::deque<std::string> held; // owns the texts that the views below point to
    std::vector<std::string_view> texts;
    std::vector<TokenKind> kinds;
    std::vector<std::pair<std::string_view, std::string_view>> merges;
    bool overBytes = false;
    bool wholeWords = false;
    bool fallsToBytes = false;
    bool stripsLeadingSpace = false;
    std::string unknown;
    std::vector<std::string> patterns;
    BpeNormalizer normalizer;
    std::string firstSpecial; // of the post-processor's template

    std::string_view hold(std::string text) { return held.emplace_back(std::move(text)); }
};

void put(Draft& draft, int64_t id, std::string text, TokenKind kind, const JsonPlace& where) {
    const auto index = static_cast<size_t>(id);
    if (index >= draft.texts.size()) {
        draft.texts.resize(index + 1);
        draft.kinds.resize(index + 1, TokenKind::Unused);
    }
    const bool isTaken = draft.kinds[index] != TokenKind::Unused && draft.texts[index] != text;
    if (isTaken) where.reject("but \"" + std::string(draft.texts[index]) + "\" has the same id");
    draft.texts[index] = draft.hold(std::move(text));
    draft.kinds[index] = kind;
}

void readMerge(const JsonPlace& merge, Draft& draft) {
    if (merge.value().is_array()) {
        if (merge.value().size() != 2) merge.reject("expected two tokens");
        draft.merges.emplace_back(draft.hold(merge.at(0).text()), draft.hold(merge.at(1).text()));
        return;
    }
    const std::string_view text = draft.hold(merge.text());
    const size_t space = text.find(' ');
    if (space == std::string_view::npos) merge.reject("expected two tokens and a space");
    draft.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
}

void readModel(const JsonPlace& model, Draft& draft) {
    if (const std::string type = model["type"].text("BPE"); type != "BPE") {
        model["type"].reject("expected BPE (a tokenizer.model beside it would be read instead)");
    }
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (!model[key].text("").empty()) model[key].reject("which is not supported");
    }
    draft.wholeWords = model["ignore_merges"].flag(false);
    draft.fallsToBytes = model["byte_fallback"].flag(false);
    draft.unknown = model["unk_token"].text("");
    const JsonPlace vocabulary = model["vocab"];
    // No id may be far above the number of entries: the table is as long as the largest.
    const auto entries = static_cast<int64_t>(vocabulary.object().size());
    const int64_t limit = std::min(kMaxTokens, 2 * entries + 4096);
    for (const auto& [text, id] : vocabulary.object().items()) {
        const JsonPlace where(id, vocabulary.place() + "/" + text);
        const bool isByte = draft.fallsToBytes && byteOfText(text).has_value();
        put(draft, where.index(limit), text, isByte ? TokenKind::Byte : TokenKind::Normal, where);
    }
    const JsonPlace merges = model["merges"];
    for (size_t i = 0; i < merges.array().size(); ++i) readMerge(merges.at(i), draft);
}

void readAddedTokens(const JsonPlace& added, Draft& draft) {
    if (added.isNull()) return;
    const auto limit = std::min<int64_t>(
        kMaxTokens, static_cast<int64_t>(draft.texts.size() + 2 * added.array().size() + 4096));
    for (size_t i = 0; i < added.array().size(); ++i) {
        const JsonPlace token = added.at(i);
        for (const char* key : {"lstrip", "rstrip", "single_word"}) {
            if (token[key].flag(false)) token[key].reject("which is not supported");
        }
        const std::string text = token["content"].text();
        if (text.empty()) token.reject("expected a token with text");
        const TokenKind kind =
            token["special"].flag(false) ? TokenKind::Control : TokenKind::UserDefined;
        put(draft, token["id"].index(limit), text, kind, token);
    }
}

void readNormalizer(const JsonPlace& step, Draft& draft, int depth = 0) {
    if (step.isNull()) return;
    const std::string type = step["type"].text();
    BpeNormalizer& normalizer = draft.normalizer;
    if (type == "Sequence" && depth < kMaxDepth) {
        const JsonPlace steps = step["normalizers"];
        for (size_t i = 0; i < steps.array().size(); ++i) {
            readNormalizer(steps.at(i), draft, depth + 1);
        }
    } else if (type == "NFC") {
        normalizer.composes = true;
    } else if (type == "Prepend" && step["prepend"].text() == kSpaceMark) {
        normalizer.prefix = kSpaceMark;
    } else if (type == "Replace" && step["pattern"]["String"].text("") == " " &&
               step["content"].text() == kSpaceMark) {
        normalizer.marksSpaces = true;
    } else {
        step.reject("expected NFC, or spaces made U+2581");
    }
}

void readSplit(const JsonPlace& step, Draft& draft) {
    const JsonPlace pattern = step["pattern"];
    const std::string behavior = step["behavior"].text();
    const std::string plain = pattern["String"].text("");
    // Gemma's: nothing to split once spaces are marks.
    if (plain == " " && draft.normalizer.marksSpaces) return;
    const bool keepsAll = behavior == "Isolated" && !step["invert"].flag(false);
    const bool keepsMatches = behavior == "Removed" && step["invert"].flag(false);
    if (!keepsAll && !keepsMatches) step.reject("expected the behavior Isolated");
    draft.patterns.push_back(plain.empty() ? pattern["Regex"].text() : "\\Q" + plain + "\\E");
}

void readMetaspace(const JsonPlace& step, Draft& draft) {
    if (step["replacement"].text(std::string(kSpaceMark)) != kSpaceMark) {
        step.reject("expected U+2581 as replacement");
    }
    if (step["split"].flag(true)) {
        // A word begins with its mark, so a piece is a mark and what follows up to the next.
        draft.patterns.push_back(std::string(kSpaceMark) + "?[^" + std::string(kSpaceMark) + "]*");
    }
    const std::string scheme =
        step["prepend_scheme"].text(step["add_prefix_space"].flag(true) ? "always" : "never");
    draft.normalizer.marksSpaces = true;
    if (scheme == "never") return;
    draft.normalizer.prefix = kSpaceMark;
    draft.normalizer.prefixOnce = true;
    draft.normalizer.prefixAtStart = scheme == "first";
}

void readPreTokenizer(const JsonPlace& step, Draft& draft, int depth = 0) {
    if (step.isNull()) return;
    const std::string type = step["type"].text();
    if (type == "Sequence" && depth < kMaxDepth) {
        const JsonPlace steps = step["pretokenizers"];
        for (size_t i = 0; i < steps.array().size(); ++i) {
            readPreTokenizer(steps.at(i), draft, depth + 1);
        }
    } else if (type == "ByteLevel") {
        draft.overBytes = true;
        if (step["use_regex"].flag(true)) draft.patterns.emplace_back(kGpt2Pattern);
        if (step["add_prefix_space"].flag(false)) {
            draft.normalizer.prefix = " ";
            draft.normalizer.prefixOnce = true;
        }
    } else if (type == "Split") {
        readSplit(step, draft);
    } else if (type == "Digits") {
        draft.patterns.emplace_back(step["individual_digits"].flag(false) ? R"(\p{N})"
                                                                          : R"(\p{N}+)");
    } else if (type == "Metaspace") {
        readMetaspace(step, draft);
    } else {
        step.reject("expected ByteLevel, Split, Digits, Metaspace or a Sequence of them");
    }
}

// Only whether a text begins with a token: bos.
void readPostProcessor(const JsonPlace& step, Draft& draft, int depth = 0) {
    if (step.isNull()) return;
    const std::string type = step["type"].text();
    if (type == "Sequence" && depth < kMaxDepth) {
        const JsonPlace steps = step["processors"];
        for (size_t i = 0; i < steps.array().size(); ++i) {
            readPostProcessor(steps.at(i), draft, depth + 1);
        }
    } else if (type == "TemplateProcessing") {
        const JsonPlace single = step["single"];
        if (single.array().empty()) return;
        const JsonPlace first = single.at(0)["SpecialToken"];
        if (!first.isNull()) draft.firstSpecial = first["id"].text();
    }
}

// A decoder that strips one leading space says that one is put there.
bool stripsLeadingSpace(const JsonPlace& decoder, int depth = 0) {
    if (decoder.isNull()) return false;
    const std::string type = decoder["type"].text();
    if (type == "Strip") return decoder["content"].text() == " ";
    if (type == "Metaspace") {
        return decoder["prepend_scheme"].text(
                   decoder["add_prefix_space"].flag(true) ? "always" : "never") != "never";
    }
    if (type != "Sequence" || depth >= kMaxDepth) return false;
    const JsonPlace steps = decoder["decoders"];
    for (size_t i = 0; i < steps.array().size(); ++i) {
        if (stripsLeadingSpace(steps.at(i), depth + 1)) return true;
    }
    return false;
}

std::optional<int32_t> idOfText(const Draft& draft, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto found = std::ranges::find(draft.texts, text);
    if (found == draft.texts.end()) return std::nullopt;
    return static_cast<int32_t>(found - draft.texts.begin());
}

Vocabulary vocabularyOf(const Draft& draft, TokenizerSettings settings) {
    Vocabulary vocabulary;
    vocabulary.kinds = draft.kinds;
    for (size_t id = 0; id < draft.texts.size(); ++id) {
        vocabulary.pieces.push_back(pieceOfText(draft.texts[id], draft.kinds[id], draft.overBytes));
    }
    SpecialTokens& specials = vocabulary.specials;
    const bool begins = !draft.firstSpecial.empty();
    specials.bos =
        idOfText(draft, settings.bosText.empty() ? draft.firstSpecial : settings.bosText);
    specials.eos = idOfText(draft, settings.eosText);
    specials.unknown =
        idOfText(draft, draft.unknown.empty() ? settings.unknownText : draft.unknown);
    specials.padding = idOfText(draft, settings.paddingText);
    specials.addBos = specials.bos && settings.addBos.value_or(begins);
    for (const int32_t id : settings.ends) {
        if (static_cast<size_t>(id) < draft.texts.size()) specials.ends.push_back(id);
    }
    addEndTokens(vocabulary.pieces, vocabulary.kinds, specials);
    vocabulary.chatTemplate = std::move(settings.chatTemplate);
    vocabulary.stripsLeadingSpace = draft.stripsLeadingSpace;
    return vocabulary;
}

} // namespace

std::unique_ptr<Tokenizer> tokenizerFromJson(std::string_view text, TokenizerSettings settings,
                                             const std::string& place) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, place, "found no JSON object: truncated?");
    }
    const JsonPlace root(document, place + ": ");
    Draft draft;
    readModel(root["model"], draft);
    readAddedTokens(root["added_tokens"], draft);
    readNormalizer(root["normalizer"], draft);
    readPreTokenizer(root["pre_tokenizer"], draft);
    readPostProcessor(root["post_processor"], draft);
    draft.stripsLeadingSpace = stripsLeadingSpace(root["decoder"]);
    if (draft.texts.empty()) root["model"]["vocab"].reject("expected at least one token");
    const std::string kind = draft.overBytes ? "byte-level BPE" : "BPE over characters";
    BpeSettings bpe;
    bpe.overBytes = draft.overBytes;
    bpe.wholeWords = draft.wholeWords;
    bpe.normalizer = draft.normalizer;
    bpe.splitter = TextSplitter(draft.patterns, place + ": /pre_tokenizer");
    return std::make_unique<BpeTokenizer>(kind + " (tokenizer.json)",
                                          vocabularyOf(draft, std::move(settings)), draft.texts,
                                          draft.merges, std::move(bpe), place);
}

} // namespace ttt
