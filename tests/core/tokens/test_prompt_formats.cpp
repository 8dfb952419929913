#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/data_sets.h"
#include "core/tasks/item_draw.h"
#include "core/tokens/prompt_format.h"
#include "tests/support/random_tasks.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <map>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

fs::path sharedBbh() { return test::sharedFolder() / "data" / "bbh"; }

AdaptConfig lossOf(const std::string& loss, int64_t start = 0, double before = 0) {
    AdaptConfig config;
    config.loss = loss;
    config.lossStart = start;
    config.lossBeforeStart = before;
    return config;
}

Prompt promptOf(const FewShotTask& task, size_t query) {
    Prompt prompt;
    prompt.demonstrations = task.examples;
    prompt.query = task.queries.at(query).input;
    prompt.form = task.form;
    return prompt;
}

Episode episodeOf(const FewShotTask& task) {
    Episode episode;
    episode.demonstrations = task.examples;
    episode.query = {task.queries.at(0).input, task.queries.at(0).output.value()};
    episode.form = task.form;
    return episode;
}

// The pairs of a golden training text in the released layout.
Episode episodeFrom(const std::string& text, const TextForm& form) {
    Episode episode;
    episode.form = form;
    size_t at = text.find("Q: ");
    while (at != std::string::npos) {
        const size_t answer = text.find("\nA: ", at);
        const size_t end = text.find("\n\n", answer);
        episode.demonstrations.push_back(
            {text.substr(at + 3, answer - at - 3), text.substr(answer + 4, end - answer - 4)});
        at = text.find("Q: ", end);
    }
    episode.query = episode.demonstrations.back();
    episode.demonstrations.pop_back();
    return episode;
}

// The pieces between the cuts, each with the largest weight in it.
std::vector<std::pair<std::string, float>> piecesOf(const TextMessage& message) {
    std::vector<std::pair<std::string, float>> pieces;
    std::vector<size_t> ends = message.cuts;
    if (ends.empty() || ends.back() != message.text.size()) ends.push_back(message.text.size());
    size_t begin = 0;
    for (const size_t end : ends) {
        float weight = 0;
        for (const TextSpan& span : message.spans) {
            if (span.begin < end && span.end > begin) weight = std::max(weight, span.weight);
        }
        pieces.emplace_back(message.text.substr(begin, end - begin), weight);
        begin = end;
    }
    return pieces;
}

std::string countedText(const TextMessage& message) {
    std::string text;
    for (const TextSpan& span : message.spans) {
        if (span.weight > 0) text += message.text.substr(span.begin, span.end - span.begin);
    }
    return text;
}

bool coversItsText(const TextMessage& message) {
    size_t at = 0;
    for (const TextSpan& span : message.spans) {
        if (span.begin != at || span.end <= span.begin) return false;
        at = span.end;
    }
    return at == message.text.size();
}

const TextMessage& messageOf(const PromptText& text, Speaker speaker) {
    return *std::ranges::find(text.messages, speaker, &TextMessage::speaker);
}

} // namespace

class TestPromptFormats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bbhPromptsEqualTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_prompts.jsonl");
        const auto lines = test::readGoldenLines("bbh_prompts.jsonl");
        QVERIFY(!lines.empty());
        const PromptFormat& format = findPromptFormat("few-shot", false);
        for (const json& line : lines) {
            const int shots = line.at("shots").get<int>();
            const FewShotTask task =
                drawn(loadBbhTask(sharedBbh(), line.at("task").get<std::string>()),
                      {line.at("seed").get<uint64_t>(), shots, 0});
            const auto position = line.at("eval_position").get<size_t>();
            const PromptText text = format.question(promptOf(task, position));
            QCOMPARE(text.messages.size(), size_t{1});
            QVERIFY(!text.isChat() && !text.endToken && text.messages[0].cuts.empty());
            QCOMPARE(text.messages[0].text, line.at("prompt").get<std::string>());
            QCOMPARE(task.items[static_cast<size_t>(shots) + position], line.at("item").get<int>());
            QVERIFY(task.queries[position].output == Value(line.at("target").get<std::string>()));
            QCOMPARE(task.form.releasedTokens, line.at("max_new_tokens").get<int>());
            QVERIFY(format.stops() == std::vector{line.at("stop").get<std::string>()});
        }
    }

    void trainingTextsEqualTheGoldenMasks() {
        TTT_NEEDS_GOLDEN("bbh_masks.jsonl");
        const PromptFormat& format = findPromptFormat("few-shot", false);
        for (const json& line : test::readGoldenLines("bbh_masks.jsonl")) {
            const std::string whole = line.at("text").get<std::string>();
            if (line.at("task") == "edge") continue; // no question to lay out
            const TextForm& form = findBbhTask(line.at("task").get<std::string>()).form;
            const Episode episode = episodeFrom(whole, form);

            const PromptText outputs = format.training(episode, lossOf("outputs"));
            QCOMPARE(outputs.messages.at(0).text, whole);
            const json& segments = line.at("all_outputs").at("segments");
            const auto pieces = piecesOf(outputs.messages[0]);
            QCOMPARE(pieces.size(), segments.size());
            for (size_t i = 0; i < pieces.size(); ++i) {
                QCOMPARE(pieces[i].first, segments[i][0].get<std::string>());
                QCOMPARE(pieces[i].second, segments[i][1].get<float>());
            }
            QVERIFY(outputs.endToken && outputs.endWeight == 0 && outputs.beginWeight == 0);

            // Two tokens are counted, three for a number that the tokenizer splits: the text after
            // the last "A:", and the counts' last token is no end token.
            const PromptText last = format.training(episode, lossOf("label"));
            QCOMPARE(last.messages.at(0).text, whole);
            QCOMPARE(countedText(last.messages[0]), whole.substr(whole.rfind("A:") + 2));
            QVERIFY(!last.endToken);
            QVERIFY(line.at("last_output").at("counted").back() == 1);

            const PromptText all = format.training(episode, lossOf("all"));
            QCOMPARE(countedText(all.messages.at(0)), whole);
            QVERIFY(all.messages[0].cuts.empty());
            QVERIFY(all.endToken && all.endWeight == 1 && all.beginWeight == 1);
            for (const PromptText* text : {&outputs, &last, &all}) {
                QVERIFY(coversItsText(text->messages[0]));
            }
        }
    }

    void earlyAnswersCountAsTheConfigSays() {
        Episode episode;
        episode.demonstrations = {{"a", "1"}, {"b", "2"}};
        episode.query = {"c", "3"};
        const PromptText text =
            findPromptFormat("few-shot", false).training(episode, lossOf("outputs", 1, 0.25));
        std::vector<float> weights;
        for (const TextSpan& span : text.messages[0].spans) {
            if (span.role == TextRole::Answer) weights.push_back(span.weight);
        }
        QVERIFY((weights == std::vector<float>{0.25F, 1, 1}));
        QVERIFY(text.messages[0].text.starts_with("Q: a\nA: 1\n\nQ: b"));
    }

    void budgetsHoldEveryTargetOfTheFiles() {
        if (!fs::exists(sharedBbh())) QSKIP("no BBH files: set TTT_SHARED_DIR");
        const PromptFormat& format = findPromptFormat("few-shot", false);
        for (const FewShotTask& task : loadBbhFolder(sharedBbh()).tasks) {
            for (size_t i = 0; i < task.queries.size(); ++i) {
                size_t longest = 0;
                for (const std::string& answer : format.longestAnswers(promptOf(task, i))) {
                    longest = std::max(longest, answer.size());
                }
                const std::string target =
                    format.answerText(task.queries[i].output.value_or(std::string()));
                // A few films are named instead of lettered; the released extractor cannot read
                // those.
                const bool isLetter = task.form.answer == AnswerKind::Letter;
                if (isLetter && target.size() != 4) continue;
                QVERIFY2(target.size() <= longest, (task.id + target).c_str());
            }
        }
    }

    void linesAndTextsMayBeAsLongAsTheQuestion() {
        const PromptFormat& format = findPromptFormat("few-shot", false);
        Prompt prompt;
        prompt.query = std::string("Sort these words.\nList: well-known apple pear");
        const auto longest = [&](AnswerKind kind) {
            prompt.form.answer = kind;
            size_t size = 0;
            for (const std::string& answer : format.longestAnswers(prompt)) {
                size = std::max(size, answer.size());
            }
            return size;
        };
        QCOMPARE(longest(AnswerKind::Line), std::string(" well-known apple pear").size());
        QCOMPARE(longest(AnswerKind::Sequence), longest(AnswerKind::Line));
        QVERIFY(longest(AnswerKind::Text) > longest(AnswerKind::Line));
        QVERIFY(longest(AnswerKind::Word) < longest(AnswerKind::Line));
    }

    void aConclusionsFullStopIsNotTheAnswers() {
        const PromptFormat& format = findPromptFormat("chain-of-thought", false);
        for (const AnswerKind kind : {AnswerKind::Line, AnswerKind::Text}) {
            TextForm form;
            form.answer = kind;
            QCOMPARE(format.readAnswer("Add. So the answer is 1.5.", form),
                     std::optional<Value>("1.5"));
        }
    }

    void chainsOfThoughtEndInAnAnswer_data() {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("answer");
        QTest::newRow("concluded") << "First, 2 and 2. So the answer is (B)."
                                   << "(b)";
        QTest::newRow("the last one") << "The answer is (A)? No, the answer is (C)"
                                      << "(c)";
        QTest::newRow("colon") << "The answer is: B"
                               << "(b)";
        QTest::newRow("last line") << "I think of it.\n(D)"
                                   << "(d)";
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("cut off") << "so the answer is"
                                 << "";
    }
    void chainsOfThoughtEndInAnAnswer() {
        QFETCH(QString, raw);
        QFETCH(QString, answer);
        TextForm form;
        form.answer = AnswerKind::Letter;
        const PromptFormat& format = findPromptFormat("chain-of-thought", false);
        QVERIFY(format.readAnswer(raw.toStdString(), form) == Value(answer.toStdString()));
    }

    void chainsOfThoughtCueTheQuestion() {
        Prompt prompt;
        prompt.demonstrations = {{"a", "1"}};
        prompt.query = "b";
        prompt.form.instruction = "Count.";
        const PromptFormat& format = findPromptFormat("chain-of-thought", false);
        QCOMPARE(format.question(prompt).messages.at(0).text,
                 std::string("Count.\n\nQ: a\nA: So the answer is 1.\n\nQ: b\nA: Let's think step "
                             "by step."));
        QVERIFY(format.readAnswer(format.answerText(std::string("7")), {}) == Value("7"));
    }

    void reasonedExamplesTakeThePlaceOfDemonstrations() {
        Prompt prompt;
        prompt.demonstrations = {{"a", "1"}};
        prompt.query = "b";
        prompt.form.instruction = "Count.";
        prompt.form.answerFormat = "Answer with only an integer.";
        prompt.form.reasoned = {{"c", "Let's think step by step.\nc is 3. So the answer is 3."},
                                {"b", "This is the question itself."}};
        const PromptFormat& format = findPromptFormat("chain-of-thought", false);
        QCOMPARE(format.question(prompt).messages.at(0).text,
                 std::string("Count.\n\nQ: c\nA: Let's think step by step.\nc is 3. So the answer "
                             "is 3.\n\nQ: b\nA: Let's think step by step."));
        // Nothing is shown to a model that is asked without demonstrations.
        prompt.demonstrations.clear();
        QCOMPARE(format.question(prompt).messages.at(0).text,
                 std::string("Count. Answer with only an integer.\n\nQ: b\nA: Let's think step by "
                             "step."));
        QCOMPARE(findPromptFormat("few-shot", false).question(prompt).messages.at(0).text,
                 std::string("Count. Answer with only an integer.\n\nQ: b\nA:"));
    }

    void arcPromptsEqualTheGoldens() {
        TTT_NEEDS_GOLDEN("arc_prompts.jsonl");
        TaskCatalog catalog = test::arcCatalog();
        int compared = 0;
        for (const json& line : test::readGoldenLines("arc_prompts.jsonl")) {
            const std::string kind = line.at("format").get<std::string>();
            const std::map<std::string, std::string> names{{"new_format", "numpy"},
                                                           {"barc_train", "colour-words"},
                                                           {"barc_inference", "colour-words"}};
            if (!names.contains(kind)) continue;
            const FewShotTask task = catalog.find(line.at("task").get<std::string>());
            const PromptFormat& format = findPromptFormat(names.at(kind), true);
            const PromptText asked = format.question(promptOf(task, 0));
            const PromptText trained = format.training(episodeOf(task), lossOf("outputs"));
            const PromptText& shown = kind == "barc_train" ? trained : asked;
            const json& messages = line.at("messages");
            for (size_t i = 0; i < 2; ++i) {
                QCOMPARE(shown.messages.at(i).text, messages[i].at("content").get<std::string>());
            }
            const auto answer = messages[2].at("content").get<std::string>();
            QCOMPARE(format.answerText(*task.queries[0].output), answer);
            QCOMPARE(trained.messages.at(2).text, answer);
            QVERIFY(format.readAnswer(answer, {}) == task.queries[0].output);
            for (const TextMessage& message : trained.messages) QVERIFY(coversItsText(message));
            ++compared;
        }
        QCOMPARE(compared, 12);
    }

    void arcLossesCountWholeOutputs_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("numpy") << "numpy";
        QTest::newRow("colour-words") << "colour-words";
    }
    void arcLossesCountWholeOutputs() {
        QFETCH(QString, name);
        const PromptFormat& format = findPromptFormat(name.toStdString(), true);
        Episode episode;
        const Grid one = Grid::fromText("1");
        const Grid two = Grid::fromText("2");
        const Grid three = Grid::fromText("3");
        episode.demonstrations = {{one, one}, {two, two}, {one, three}};
        episode.query = {two, one};
        const bool numpy = name == "numpy";
        const Speaker shows = numpy ? Speaker::System : Speaker::User;
        const PromptText outputs = format.training(episode, lossOf("outputs", 1));
        QCOMPARE(countedText(messageOf(outputs, shows)),
                 std::string(numpy ? "[[2]]#[[3]]#" : "Red\nGreen\n"));
        QCOMPARE(messageOf(outputs, shows).frameWeight, 0.0F);
        const TextMessage& answer = messageOf(outputs, Speaker::Assistant);
        QCOMPARE(countedText(answer), answer.text);
        QCOMPARE(answer.frameWeight, 1.0F);
        const PromptText label = format.training(episode, lossOf("label"));
        QVERIFY(countedText(messageOf(label, shows)).empty());
        QCOMPARE(countedText(messageOf(label, Speaker::Assistant)), answer.text);
        const PromptText all = format.training(episode, lossOf("all"));
        for (const TextMessage& message : all.messages) {
            QCOMPARE(countedText(message), message.text);
            QCOMPARE(message.frameWeight, 1.0F);
        }
    }

    void arcAnswersReadAsInTheGoldens() {
        TTT_NEEDS_GOLDEN("arc_decode.jsonl");
        for (const json& line : test::readGoldenLines("arc_decode.jsonl")) {
            const std::string kind = line.at("format").get<std::string>();
            const std::string text = line.at("text").get<std::string>();
            const PromptFormat& format =
                findPromptFormat(kind == "new_format" ? "numpy" : "colour-words", true);
            const std::optional<Value> read = format.readAnswer(text, {});
            // Numbers that are no colours and a row without cells are no grids here.
            std::optional<Value> expected;
            if (!line.at("grid").is_null() && text.find("300") == std::string::npos) {
                const auto rows = line.at("grid").get<std::vector<std::vector<int>>>();
                const bool legal = std::ranges::all_of(rows, [](const std::vector<int>& row) {
                    return !row.empty() &&
                           std::ranges::all_of(row, [](int c) { return c >= 0 && c < kColours; });
                });
                if (legal) expected = Grid::fromRows(rows);
            }
            QVERIFY2(read == expected, text.c_str());
        }
    }

    void randomGridsReadBack() {
        Rng random(7);
        for (int i = 0; i < 200; ++i) {
            Grid grid(random.between(1, 30), random.between(1, 30));
            for (int r = 0; r < grid.height(); ++r) {
                for (int c = 0; c < grid.width(); ++c) {
                    grid.at(r, c) = static_cast<uint8_t>(random.below(10));
                }
            }
            for (const char* name : {"numpy", "colour-words"}) {
                const PromptFormat& format = findPromptFormat(name, true);
                QVERIFY(format.readAnswer(format.answerText(grid), {}) == Value(grid));
            }
        }
    }

    void formatsGoWithTheirValues() {
        QVERIFY(&findPromptFormat("auto", true) == &findPromptFormat("numpy", true));
        QVERIFY(&findPromptFormat("auto", false) == &findPromptFormat("few-shot", false));
        for (const auto& [name, grids] :
             {std::pair{"numpy", false}, {"few-shot", true}, {"x", true}}) {
            try {
                findPromptFormat(name, grids);
                QFAIL(name);
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::BadInput);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPromptFormats)
#include "test_prompt_formats.moc"
