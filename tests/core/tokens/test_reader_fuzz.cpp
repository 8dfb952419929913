// Files that were changed at random, for every reader of files that others made: each is read, or
// refused with an Error. Under AddressSanitizer and UBSan in .ci/run. TTT_FUZZ_INPUTS is the number
// of inputs, TTT_FUZZ_SEED another start.
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/weights/safetensors_header.h"
#include "core/tokens/text/gguf_tokenizer.h"
#include "core/tokens/text/sentencepiece_model.h"
#include "core/tokens/text/tokenizer_json.h"
#include "tests/support/gguf_bytes.h"

#include <QtTest/QtTest>

#include <fstream>
#include <nlohmann/json.hpp>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;

// No allocation above 256 MB, whatever lengths a file claims.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=256"; } // NOLINT

namespace {

constexpr std::string_view kText = "a bab  12 <s>'s é\n\x80<0x0A>\xE2\x96\x81 ab</s>";

void useTokenizer(const Tokenizer& tokenizer) {
    const std::vector<int32_t> ids = tokenizer.encode(kText);
    tokenizer.encode(kText, {.specials = false});
    tokenizer.decode(ids);
}

void readGguf(const std::string& bytes) {
    const GgufFile file(shareBytes(bytes, "fuzz.gguf"));
    for (const GgufTensor& tensor : file.tensors()) {
        if (tensor.format) tensor.values("fuzz");
    }
    for (const auto& [key, value] : file.metadata()) {
        const auto* array = std::get_if<GgufArray>(&value);
        if (array != nullptr && array->elementType == 8) array->texts("fuzz");
        if (array != nullptr && array->elementType < 7) array->floats("fuzz");
    }
    useTokenizer(*tokenizerFromGguf(file));
}

void readJson(const std::string& bytes) {
    TokenizerSettings settings;
    settings.bosText = "<s>";
    useTokenizer(*tokenizerFromJson(bytes, settings, "fuzz.json"));
}

void readSafetensors(const std::string& bytes) {
    const SafetensorsHeader header = parseSafetensorsHeader(bytes, "fuzz.safetensors");
    for (const SafetensorsEntry& entry : header.tensors) {
        if (entry.end > bytes.size() || entry.begin > entry.end)
            qFatal("a tensor outside its file");
    }
}

void readModel(const std::string& bytes) {
    requireLoadable(parseSentencepieceModel(bytes, "fuzz.model"), "fuzz.model");
}

std::string byteLevelGguf() {
    return GgufBytes()
        .text("general.architecture", "llama")
        .text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", "smollm")
        .texts("tokenizer.ggml.tokens", {"<s>", "a", "b", "ab", "Ġ", "Ã", "©", "Ċ", "Ġa", "1"})
        .integers("tokenizer.ggml.token_type", {3, 1, 1, 1, 1, 1, 1, 1, 1, 4})
        .texts("tokenizer.ggml.merges", {"a b", "Ġ a"})
        .uint32("tokenizer.ggml.bos_token_id", 0)
        .flag("tokenizer.ggml.add_bos_token", true)
        .tensor("w", {32, 2}, 2, std::string(36, '\x11'))
        .tensor("v", {256}, 12, std::string(144, '\x22'))
        .bytes();
}

SentencepieceModel smallSentencepieceModel() {
    SentencepieceModel model;
    model.fallsToBytes = false;
    model.pieces = {{"<unk>", 0, TokenKind::Unknown},
                    {"<s>", 0, TokenKind::Control},
                    {"\u2581", -1},
                    {"a", -2},
                    {"b", -3},
                    {"ab", -4},
                    {"\u2581a", -5},
                    {"</s>", -6, TokenKind::UserDefined}};
    return model;
}

std::string sentencepieceGguf(bool withBytes) {
    std::vector<std::string> texts;
    std::vector<float> scores;
    std::vector<int32_t> kinds;
    for (const auto& piece : smallSentencepieceModel().pieces) {
        texts.push_back(piece.text);
        scores.push_back(piece.score);
        kinds.push_back(static_cast<int32_t>(piece.kind));
    }
    for (int byte = 0; withBytes && byte < 256; ++byte) {
        char text[8];
        std::snprintf(text, sizeof text, "<0x%02X>", byte);
        texts.emplace_back(text);
        scores.push_back(0);
        kinds.push_back(6);
    }
    return GgufBytes()
        .text("tokenizer.ggml.model", "llama")
        .texts("tokenizer.ggml.tokens", texts)
        .floats("tokenizer.ggml.scores", scores)
        .integers("tokenizer.ggml.token_type", kinds)
        .uint32("tokenizer.ggml.unknown_token_id", 0)
        .flag("tokenizer.ggml.add_space_prefix", withBytes)
        .bytes();
}

std::string byteLevelJson() {
    return R"({"added_tokens": [{"id": 9, "content": "<s>", "special": true}],
"normalizer": {"type": "NFC"},
"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
  {"type": "Digits", "individual_digits": true},
  {"type": "Split", "pattern": {"Regex": " ?\\p{L}+|\\s+(?!\\S)|."}, "behavior": "Isolated",
   "invert": false},
  {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]},
"post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}]},
"decoder": {"type": "ByteLevel"},
"model": {"type": "BPE", "ignore_merges": true, "byte_fallback": false,
  "vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3, "Ã": 4, "©": 5, "Ċ": 6}, "merges": ["a b"]}})";
}

std::string characterJson() {
    return R"({"normalizer": {"type": "Sequence", "normalizers": [
  {"type": "Prepend", "prepend": "▁"},
  {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
"pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "split": true},
"decoder": {"type": "Sequence", "decoders": [{"type": "Strip", "content": " "}]},
"model": {"type": "BPE", "byte_fallback": true, "unk_token": "<unk>",
  "vocab": {"<unk>": 0, "a": 1, "b": 2, "▁": 3, "<0x0A>": 4, "ab": 5}, "merges": [["a", "b"]]}})";
}

std::string safetensorsFile() {
    const std::string header =
        json{{"__metadata__", {{"format", "pt"}}},
             {"x", {{"dtype", "F32"}, {"shape", {2, 2}}, {"data_offsets", {0, 16}}}},
             {"y", {{"dtype", "BF16"}, {"shape", {4}}, {"data_offsets", {16, 24}}}}}
            .dump();
    return GgufBytes::sized(header) + std::string(24, '\1');
}

const std::vector<std::string> kWords{"null",
                                      "-1",
                                      "1e99",
                                      "18446744073709551615",
                                      "\"\"",
                                      "[",
                                      "]",
                                      "{",
                                      "}",
                                      "[[[[[[[[",
                                      "true",
                                      ",",
                                      ":",
                                      "\\u0000",
                                      "\xff",
                                      "<0x0A>",
                                      "\u2581",
                                      "(?:a*)*",
                                      "\\p{",
                                      "(?R)",
                                      "\\K",
                                      "Sequence",
                                      "Metaspace",
                                      "4194303",
                                      "0",
                                      "\"id\"",
                                      std::string("\0\0\0\0\0\0\0\1", 8)};

void changeOnce(std::string& bytes, const std::vector<std::string>& seeds, Rng& random) {
    const auto place = [&](size_t size) {
        return size == 0 ? 0 : static_cast<size_t>(random.below(static_cast<int>(size)));
    };
    const size_t at = place(bytes.size() + 1);
    const size_t length = std::min(place(16), bytes.size() - at);
    switch (random.below(8)) {
    case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << random.below(8));
        break;
    case 1:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
        break;
    case 2: // a length or count
        if (at + 8 <= bytes.size()) {
            const uint64_t value = random() >> random.below(64);
            bytes.replace(at, 8, GgufBytes::raw(random.chance(0.5) ? value : value & 31));
        }
        break;
    case 3:
        bytes.resize(at);
        break;
    case 4:
        bytes.erase(at, length);
        break;
    case 5:
        bytes.insert(at, bytes.substr(place(bytes.size()), length));
        break;
    case 6: {
        const std::string& other = random.pick(seeds);
        const size_t from = place(other.size());
        bytes.replace(at, length, other.substr(from, place(200)));
        break;
    }
    default:
        bytes.replace(at, random.chance(0.5) ? length : 0, random.pick(kWords));
    }
}

// A value of a JSON text put in another's place, or taken out.
std::string withOneValueChanged(const std::string& text, Rng& random) {
    json document = json::parse(text);
    const json flat = document.flatten();
    auto place = flat.begin();
    std::advance(place, random.below(static_cast<int>(flat.size())));
    json::json_pointer pointer(place.key());
    if (random.chance(0.3)) pointer = pointer.parent_pointer();
    const std::vector<json> values{nullptr, true, -1,   0,        4194303,      1e99,
                                   "",      "(",  "a*", "(?R)",   "Metaspace",  "\u2581",
                                   "b",     "[",  {},   json{},   {{"id", -1}}, {{"type", "NFC"}},
                                   {"a"},   2,    3,    "Digits", "<0x0A>",     1ULL << 63};
    document[pointer] = random.pick(values);
    return document.dump();
}

// The same for a safetensors file's header.
std::string withOneEntryChanged(const std::string& file, Rng& random) {
    const size_t length = file.size() - 8 - 24;
    return GgufBytes::sized(withOneValueChanged(file.substr(8, length), random)) +
           std::string(24, '\1');
}

struct Reader {
    const char* name;
    std::function<void(const std::string&)> read;
    std::vector<std::string> seeds;
    std::string (*changeValue)(const std::string&, Rng&) = nullptr;
};

} // namespace

class TestReaderFuzz : public QObject {
    Q_OBJECT

    // What a reader did wrong with the input; empty if it read or refused it.
    static std::string complaint(const Reader& reader, const std::string& input, bool& accepted) {
        accepted = false;
        try {
            reader.read(input);
            accepted = true;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Internal) return error.what();
            if (error.place().empty() || error.message().empty()) return "an error without words";
        } catch (const std::exception& error) {
            return error.what();
        }
        return {};
    }

    static std::string changed(const Reader& reader, Rng& random) {
        std::string input = random.pick(reader.seeds);
        if (reader.changeValue != nullptr && random.chance(0.6)) {
            input = reader.changeValue(input, random);
            if (random.chance(0.7)) return input;
        }
        for (int change = random.chance(0.5) ? 1 : 1 + random.below(5); change > 0; --change) {
            changeOnce(input, reader.seeds, random);
        }
        return input;
    }

private Q_SLOTS:
    void changedFilesAreReadOrRefused() {
        const std::vector<Reader> readers{
            {"gguf",
             readGguf,
             {byteLevelGguf(), sentencepieceGguf(false), sentencepieceGguf(true)}},
            {"json", readJson, {byteLevelJson(), characterJson()}, withOneValueChanged},
            {"safetensors", readSafetensors, {safetensorsFile()}, withOneEntryChanged},
            {"model", readModel, {serialize(smallSentencepieceModel())}}};
        const int inputs = qEnvironmentVariableIntValue("TTT_FUZZ_INPUTS");
        const int seed = qEnvironmentVariableIntValue("TTT_FUZZ_SEED");
        std::map<std::string, std::pair<int, int>> counts; // inputs, accepted
        for (const Reader& reader : readers) {
            for (const std::string& good : reader.seeds) {
                try {
                    reader.read(good);
                } catch (const Error& error) {
                    QFAIL(error.what());
                }
            }
        }
        for (int i = 0; i < (inputs > 0 ? inputs : 8000); ++i) {
            Rng random(static_cast<uint64_t>(seed), "fuzz", static_cast<uint64_t>(i));
            const Reader& reader = readers[static_cast<size_t>(i) % readers.size()];
            const std::string input = changed(reader, random);
            // A crash leaves its input behind.
            if (qEnvironmentVariableIsSet("TTT_FUZZ_LAST")) {
                std::ofstream(qgetenv("TTT_FUZZ_LAST").toStdString(), std::ios::binary) << input;
            }
            QElapsedTimer timer;
            timer.start();
            bool accepted = false;
            const std::string wrong = complaint(reader, input, accepted);
            const std::string which = std::string(reader.name) + " input " + std::to_string(i);
            QVERIFY2(wrong.empty(), (which + ": " + wrong).c_str());
            QVERIFY2(timer.elapsed() < 20000, (which + ": too slow").c_str());
            ++counts[reader.name].first;
            counts[reader.name].second += accepted ? 1 : 0;
        }
        for (const auto& [name, count] : counts) {
            qInfo("%s: %d inputs, %d accepted", name.c_str(), count.first, count.second);
            // All refused would mean that nothing behind the first check was reached.
            QVERIFY(count.second > 0 && count.second < count.first);
        }
    }
};

QTEST_GUILESS_MAIN(TestReaderFuzz)
#include "test_reader_fuzz.moc"
