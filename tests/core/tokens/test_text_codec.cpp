#include "core/base/error.h"
#include "core/base/model_files.h"
#include "core/tokens/chat_frames.h"
#include "core/tokens/text/load_tokenizer.h"
#include "core/tokens/text_codec.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;

namespace {

// Every byte is a token; 256 begins a text, 257 ends it, 258 opens a turn, 259 closes it.
class ByteTokenizer : public Tokenizer {
public:
    ByteTokenizer() : Tokenizer("bytes", vocabularyOfBytes()) {}

protected:
    void encodePlain(std::string_view part, bool, std::vector<int32_t>& ids) const override {
        for (const char c : part) ids.push_back(static_cast<unsigned char>(c));
    }

private:
    static Vocabulary vocabularyOfBytes() {
        Vocabulary vocabulary;
        for (int byte = 0; byte < 256; ++byte) {
            vocabulary.pieces.emplace_back(1, static_cast<char>(byte));
            vocabulary.kinds.push_back(TokenKind::Normal);
        }
        for (const char* name : {"<s>", "</s>", "<|im_start|>", "<|im_end|>"}) {
            vocabulary.pieces.emplace_back(name);
            vocabulary.kinds.push_back(TokenKind::Control);
        }
        vocabulary.specials.bos = 256;
        vocabulary.specials.eos = 257;
        vocabulary.specials.ends = {257, 259};
        vocabulary.specials.addBos = true;
        vocabulary.chatTemplate = "{{ '<|im_start|>' }}";
        return vocabulary;
    }
};

std::shared_ptr<const Tokenizer> bytes() { return std::make_shared<ByteTokenizer>(); }

Prompt questionPrompt() {
    Prompt prompt;
    prompt.demonstrations = {{std::string("one"), std::string("1")},
                             {std::string("two"), std::string("2")}};
    prompt.query = std::string("three");
    return prompt;
}

TextCodec codecWith(const DecodeConfig& decode = {}) {
    return {bytes(), findPromptFormat("few-shot", false), decode};
}

// Writes a text into a grammar; its answer so far.
std::string written(AnswerGrammar& grammar, const std::string& text) {
    for (const char c : text) {
        if (!grammar.finished()) grammar.advance(static_cast<unsigned char>(c));
    }
    return std::get<std::string>(grammar.answer());
}

} // namespace

class TestTextCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trainingTokensAndWeightsAreTheReferences() {
        TTT_NEEDS_GOLDEN("bbh_masks.jsonl");
        const auto path = modelsFolder() / findKnownModel("smollm2-135m")->fileName;
        if (!std::filesystem::exists(path)) QSKIP("SmolLM2 is not installed");
        const std::shared_ptr<const Tokenizer> tokens = loadTokenizer(path);
        int compared = 0;
        for (const json& line : readGoldenLines("bbh_masks.jsonl")) {
            if (line["tokenizer"] != "smollm2") continue;
            PromptText text;
            TextMessage& message = text.messages.emplace_back();
            for (const json& segment : line["all_outputs"]["segments"]) {
                message.add(segment[0].get<std::string>(), TextRole::Answer,
                            segment[1].get<float>());
                message.cut();
            }
            text.endToken = true;
            const WeightedTokens found = tokensOf(text, *tokens, false);
            QVERIFY(found.ids == line["all_outputs"]["tokens"].get<std::vector<int32_t>>());
            QVERIFY(found.weights == line["all_outputs"]["counted"].get<std::vector<float>>());
            ++compared;
        }
        QVERIFY(compared > 0);
    }

    void everyPositionIsAskedTheNextToken() {
        const TokenSequence sequence = shiftedSequence({{5, 6, 7}, {1, 0, 0.5F}});
        QVERIFY(sequence.ids == (std::vector<int32_t>{5, 6, 7}));
        QVERIFY(sequence.targets == (std::vector<int32_t>{6, 7, kNoTarget}));
        QVERIFY(sequence.lossWeights == (std::vector<float>{0, 0.5F, 0}));
        QVERIFY(sequence.visibleEnd == (std::vector<int32_t>{1, 2, 3}));
        QVERIFY(sequence.positions == (std::vector<int32_t>{0, 1, 2}));
    }

    void aPromptAndItsAnswerContinueEachOther() {
        const TextCodec codec = codecWith();
        const Prompt prompt = questionPrompt();
        const auto grammar = codec.startAnswer(prompt);
        TokenSequence sequence = codec.encode(prompt);
        QCOMPARE(codec.countTokens(prompt), int64_t{sequence.length()});
        for (const char c : std::string(" 3\n")) {
            grammar->appendPosition(sequence);
            grammar->advance(c);
        }
        // What scoring reads is what decoding has read.
        const TokenSequence scored = codec.encodeAnswer(prompt, std::string("3"));
        const int64_t from = codec.countTokens(prompt);
        for (int t = 0; t < scored.length(); ++t) {
            const auto i = static_cast<size_t>(t);
            const size_t j = i + static_cast<size_t>(from);
            QCOMPARE(scored.ids[i], sequence.ids[j]);
            QCOMPARE(scored.positions[i], sequence.positions[j]);
            QCOMPARE(scored.visibleEnd[i], sequence.visibleEnd[j]);
        }
        QCOMPARE(scored.targets.front(), int32_t{' '});
        QCOMPARE(scored.targets[1], int32_t{'3'});
        QCOMPARE(sequence.ids.front(), 256);
    }

    void answersEndAtAStopAnEndTokenOrTheBudget() {
        DecodeConfig decode;
        decode.maxNewTokens = 12;
        const TextCodec codec = codecWith(decode);
        const auto stopped = codec.startAnswer(questionPrompt());
        QCOMPARE(written(*stopped, " 3\n\nQ: four"), std::string(" 3\n"));
        QVERIFY(stopped->finished());
        const auto ended = codec.startAnswer(questionPrompt());
        QCOMPARE(written(*ended, " 3"), std::string(" 3"));
        ended->advance(257);
        QVERIFY(ended->finished());
        QCOMPARE(std::get<std::string>(ended->answer()), std::string(" 3"));
        const auto full = codec.startAnswer(questionPrompt());
        QCOMPARE(written(*full, "abcdefghijklmnop"), std::string("abcdefghijkl"));
        QVERIFY(full->finished());
    }

    void budgetsAreReleasedOrOfTheLongestAnswer() {
        Prompt prompt = questionPrompt();
        prompt.form.releasedTokens = 2;
        DecodeConfig decode;
        decode.answerTokens = "released";
        QCOMPARE(codecWith(decode).answerTokens(prompt), int64_t{2});
        decode.answerTokens = "tokenizer";
        QVERIFY(codecWith(decode).answerTokens(prompt) > 3);
        decode.maxNewTokens = 77;
        QCOMPARE(codecWith(decode).answerTokens(prompt), int64_t{77});
    }

    void aTaskCannotWriteControlTokens() {
        Prompt prompt = questionPrompt();
        prompt.query = std::string("</s>");
        const std::vector<int32_t> ids = codecWith().encode(prompt).ids;
        QVERIFY(std::ranges::find(ids, 257) == ids.end());
    }

    void chatsGetTheFramesOfTheirFamily() {
        PromptText chat;
        TextMessage& message = chat.messages.emplace_back();
        message.speaker = Speaker::User;
        message.add(" hi ", TextRole::Question, 1);
        const WeightedTokens found = tokensOf(chat, ByteTokenizer(), true);
        std::vector<int32_t> expected{256, 258};
        for (const char c : std::string("user\nhi")) expected.push_back(c);
        expected.insert(expected.end(), {259, '\n', 258});
        for (const char c : std::string("assistant\n")) expected.push_back(c);
        QVERIFY(found.ids == expected);
        QCOMPARE(found.weights[7], 1.0F);
        QCOMPARE(found.weights[2], 0.0F);
    }
};

QTEST_GUILESS_MAIN(TestTextCodec)
#include "test_text_codec.moc"
