#include "core/base/error.h"
#include "core/base/files.h"
#include "core/tasks/data_sets.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/table/text_table.h"
#include "core/tasks/text_answers.h"
#include "core/tasks/text_options.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <cmath>

using namespace ttt;

namespace {

FewShotTask fromLines(const std::string& text) {
    return textTableFromJsonLines(text, "own", "own.jsonl");
}

FewShotTask fromCsv(const std::string& text) {
    return textTableFromRows(text, ',', "own", "own.csv");
}

const std::string& textOf(const Value& value) { return std::get<std::string>(value); }

std::string manyRows(int count) {
    std::string text = "question,answer\n";
    for (int i = 0; i < count; ++i) {
        text += "Is " + std::to_string(i) + " even?," + (i % 2 == 0 ? "yes" : "no") + "\n";
    }
    return text;
}

} // namespace

class TestTextTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void splitsAreTakenAsTheyAre() {
        const FewShotTask task =
            fromLines("{\"instruction\": \"Add.\", \"answer_format\": \"A number.\"}\n"
                      "{\"question\": \"1+1\", \"answer\": 2, \"split\": \"demonstration\"}\n\n"
                      "{\"input\": \"2+2\", \"target\": \"4\", \"split\": \"test\"}\n"
                      "{\"question\": \"3+3\", \"split\": \"test\"}");
        QCOMPARE(task.id, std::string("own"));
        QCOMPARE(task.form.instruction, std::string("Add."));
        QCOMPARE(task.form.answerFormat, std::string("A number."));
        QCOMPARE(task.examples.size(), size_t(1));
        QCOMPARE(textOf(task.examples[0].output), std::string("2"));
        QCOMPARE(task.queries.size(), size_t(2));
        QVERIFY(!task.queries[1].output.has_value());
        QCOMPARE(task.itemCount, 0);
    }

    void longTablesAreDrawnBySeed() {
        const FewShotTask task = fromCsv(manyRows(30));
        QCOMPARE(task.itemCount, 30);
        QCOMPARE(task.examples.size(), size_t(kReleasedShots));
        QCOMPARE(task.queries.size(), size_t(20));
        QCOMPARE(task.form.choices, 2);
        QVERIFY(drawn(task, {43, 4, 5}).queries.size() == 5);
    }

    void shortTablesAskTheirLastRow() {
        const FewShotTask task =
            fromCsv("Question,Answer\n\"a, b\",\"one \"\"two\"\"\"\nc\"d,\"x\ny\"\n");
        QCOMPARE(task.examples.size(), size_t(1));
        QCOMPARE(textOf(task.examples[0].input), std::string("a, b"));
        QCOMPARE(textOf(task.examples[0].output), std::string("one \"two\""));
        QCOMPARE(textOf(task.queries[0].input), std::string("c\"d"));
        QCOMPARE(textOf(*task.queries[0].output), std::string("x\ny"));
        QVERIFY(task.form.answer == AnswerKind::Text);
    }

    void theKindReadsEveryAnswerAsItIs_data() {
        QTest::addColumn<QString>("answers");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* answers, AnswerKind kind) {
            QTest::newRow(answers) << QString(answers) << static_cast<int>(kind);
        };
        row("Yes No -7", AnswerKind::Word);
        row("(A) (B) (A)", AnswerKind::Letter);
        row("1.5 2 2.25", AnswerKind::Line);
        row("2024-05-01 2023-12-31 2024", AnswerKind::Word);
        row("St._Ives Rome Oslo", AnswerKind::Line);
        row("apple_pear fig_plum kiwi", AnswerKind::Sequence);
        row("one-two_three four five", AnswerKind::Line);
    }
    void theKindReadsEveryAnswerAsItIs() {
        QFETCH(QString, answers);
        QFETCH(int, kind);
        std::string table = "question,answer\n";
        for (const QString& answer : answers.split(' ')) {
            table += "q," + QString(answer).replace('_', ' ').toStdString() + "\n";
        }
        const FewShotTask task = fromCsv(table);
        QCOMPARE(static_cast<int>(task.form.answer), kind);
        for (const Example& shown : task.examples) {
            const std::string said = " " + textOf(shown.output) + "\n\nQ: more";
            QVERIFY(isSameText(extractAnswer(said, task.form.answer), textOf(shown.output)));
        }
    }

    void rowsWithoutAnswerAreAsked() {
        const FewShotTask task = fromCsv("question,answer\r\n1,(A)\r\n2,(B)\r\n3,\r\n");
        QCOMPARE(task.examples.size(), size_t(2));
        QCOMPARE(task.queries.size(), size_t(1));
        QVERIFY(task.form.answer == AnswerKind::Letter);
    }

    void writtenTasksAreReadBack() {
        FewShotTask task = fromLines("{\"question\": \"é\\n1\", \"answer\": \"x y\"}\n"
                                     "{\"question\": \"2\", \"answer\": \"z\"}\n"
                                     "{\"question\": \"3\"}\n");
        QCOMPARE(task.examples.size(), size_t(2));
        task.form.reasoned = {{"a", "b. So the answer is c."}};
        const FewShotTask back = textTableFromJsonLines(toJsonLines(task), task.id, "again");
        QVERIFY(back == task);
    }

    void wrongFilesNameTheLine_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("lines");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* text, bool lines, const char* place,
                            const char* said) {
            QTest::newRow(name) << QString(text) << lines << QString(place) << QString(said);
        };
        row("reasoned is no list",
            "{\"instruction\": \"Go.\", \"reasoned\": 1}\n{\"question\": \"1\", \"answer\": \"2\"}",
            true, "own.jsonl:1", "expected a list");
        row("no reasoning",
            "{\"instruction\": \"Go.\", \"reasoned\": [{\"question\": \"1\"}]}\n"
            "{\"question\": \"1\", \"answer\": \"2\"}",
            true, "own.jsonl:1", "reasoning");
        row("not JSON", "{\"question\": \"1\", \"answer\": \"2\"}\nhello", true, "own.jsonl:2", "");
        row("no question", "{\"answer\": \"2\"}", true, "own.jsonl:1", "\"question\"");
        row("a list", "[1]", true, "own.jsonl:1", "array");
        row("answer of objects", "{\"question\": \"1\", \"answer\": {}}", true, "own.jsonl:1",
            "object");
        row("empty", "", true, "own.jsonl", "0 demonstrations");
        row("one row", "{\"question\": \"1\", \"answer\": \"2\"}", true, "own.jsonl",
            "0 demonstrations");
        row("unknown split", "{\"question\": \"1\", \"answer\": \"2\", \"split\": \"dev\"}", true,
            "own.jsonl:1", "\"dev\"");
        row("no head", "1,2\n3,4\n", false, "own.csv:1", "columns question and answer");
        row("fields", "question,answer\na,b\nc\n", false, "own.csv:3", "found 1 fields");
        row("open quote", "question,answer\na,b\n\"c,d\n", false, "own.csv:3", "not closed");
        row("after quote", "question,answer\n\"c\"d,e\n", false, "own.csv:2", "closing");
        row("empty question", "question,answer\na,b\n ,c\n", false, "own.csv:3", "empty");
        row("empty file", "", false, "own.csv:1", "columns");
        row("a demonstration without answer", "question,answer,split\na,,demonstration\n", false,
            "own.csv:2", "needs an answer");
    }

    void wrongFilesNameTheLine() {
        QFETCH(QString, text);
        QFETCH(bool, lines);
        QFETCH(QString, place);
        QFETCH(QString, said);
        try {
            lines ? fromLines(text.toStdString()) : fromCsv(text.toStdString());
            QFAIL("expected an error");
        } catch (const Error& error) {
            const QString what = QString::fromUtf8(error.what());
            QVERIFY2(what.contains(place), qPrintable(what));
            QVERIFY2(what.contains(said), qPrintable(what));
        }
    }

    void bytesThatAreNoTextAreRefused() {
        QVERIFY_EXCEPTION_THROWN(fromCsv("question,answer\n\xff,b\nc,d\n"), Error);
    }

    void theCatalogFindsTables() {
        QTemporaryDir folder;
        const std::filesystem::path path =
            std::filesystem::path(folder.path().toStdString()) / "parity.csv";
        writeFileAtomically(path, manyRows(12));
        TaskCatalog catalog("/nowhere", "/nowhere");
        const FewShotTask task = catalog.find(path.string());
        QCOMPARE(task.id, std::string("parity"));
        QCOMPARE(task.queries.size(), size_t(2));
        QVERIFY(catalog.select(path.string()).tasks == std::vector{task});
    }

    void optionsOfQuestions() {
        TextForm form;
        form.answer = AnswerKind::Letter;
        QCOMPARE(optionsOf(form, {}, Value("Which?\nOptions:\n(A) a\n(B) b\n(C) c")),
                 (std::vector<std::string>{"(A)", "(B)", "(C)"}));
        QVERIFY(optionsOf(form, {}, Value("no letters (B)")).empty());
        form = {"", "Answer with only 'Yes' or 'No'.", AnswerKind::Word, 1, 2};
        QCOMPARE(optionsOf(form, {}, Value("q")), (std::vector<std::string>{"Yes", "No"}));
        form.answerFormat.clear();
        const std::vector<Example> shown{{"a", "no"}, {"b", "yes"}, {"c", "no"}};
        QCOMPARE(optionsOf(form, shown, Value("q")), (std::vector<std::string>{"no", "yes"}));
        form.choices = 0;
        QVERIFY(optionsOf(form, shown, Value("q")).empty());
        QVERIFY(optionsOf(form, shown, Value(Grid(1, 1))).empty());
    }

    void sharesAddUpToOne() {
        const std::vector<double> shares = sharesOf({std::log(0.2), std::log(0.6)});
        QVERIFY(std::abs(shares[0] - 0.25) < 1e-12 && std::abs(shares[1] - 0.75) < 1e-12);
        QCOMPARE(sharesOf({-5000, -5000}), (std::vector<double>{0.5, 0.5}));
    }
};

QTEST_GUILESS_MAIN(TestTextTable)
#include "test_text_table.moc"
