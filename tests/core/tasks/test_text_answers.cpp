#include "core/tasks/bbh_tasks.h"
#include "core/tasks/text_answers.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

using namespace ttt;
using nlohmann::json;

class TestTextAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void extractionEqualsTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_extract.jsonl");
        const auto lines = test::readGoldenLines("bbh_extract.jsonl");
        QVERIFY(lines.size() > 50);
        for (const json& line : lines) {
            const TextForm& form = findBbhTask(line.at("task").get<std::string>()).form;
            const std::string answer =
                extractAnswer(line.at("raw").get<std::string>(), form.answer);
            QCOMPARE(answer, line.at("extracted").get<std::string>());
            QCOMPARE(isSameText(answer, line.at("target").get<std::string>()),
                     line.at("correct").get<bool>());
        }
    }

    void emptyTextGivesAnEmptyAnswer() {
        for (const auto& [kind, name] : kAnswerKinds) {
            const bool asItIs = kind == AnswerKind::Line || kind == AnswerKind::Text;
            for (const char* raw : {"", "  \n"}) QCOMPARE(extractAnswer(raw, kind), std::string());
            QCOMPARE(extractAnswer(".", kind), std::string(asItIs ? "." : ""));
        }
    }

    void linesAndTextsAreReadAsTheyAre() {
        QCOMPARE(extractAnswer(" St. Ives - A \n\nb", AnswerKind::Line),
                 std::string("st. ives - a"));
        QCOMPARE(extractAnswer(" 1.5\n 2\n", AnswerKind::Text), std::string("1.5\n 2"));
    }

    void lettersAreCharactersNotBytes() {
        QCOMPARE(extractAnswer(" \xC3\x84rger", AnswerKind::Letter), std::string("(\xC3\xA4)"));
    }

    void whiteSpaceAndCaseArePythons_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("lower");
        // Values of str.strip().lower() in CPython 3.11.
        QTest::newRow("ascii") << " A b\t\r\n"
                               << "a b";
        QTest::newRow("separators") << QString("\x1c\x1fX\x1d") << "x";
        QTest::newRow("next line") << QString::fromUtf8("\xC2\x85X\xC2\x85") << "x";
        QTest::newRow("unicode spaces")
            << QString::fromUtf8("\xE2\x80\x83\xE3\x80\x80X\xC2\xA0") << "x";
        QTest::newRow("zero width stays")
            << QString::fromUtf8("\xE2\x80\x8BX") << QString::fromUtf8("\xE2\x80\x8Bx");
        QTest::newRow("umlauts") << QString::fromUtf8("\xC3\x84\xC3\x96")
                                 << QString::fromUtf8("\xC3\xA4\xC3\xB6");
        QTest::newRow("cyrillic") << QString::fromUtf8("\xD0\x94\xD0\x90")
                                  << QString::fromUtf8("\xD0\xB4\xD0\xB0");
        QTest::newRow("dotted i") << QString::fromUtf8("\xC4\xB0")
                                  << QString::fromUtf8("i\xCC\x87");
        QTest::newRow("final sigma") << QString::fromUtf8("\xCE\x9F\xCE\xA3 \xCE\xA3")
                                     << QString::fromUtf8("\xCE\xBF\xCF\x82 \xCF\x83");
        QTest::newRow("sharp s") << QString::fromUtf8("\xE1\xBA\x9E")
                                 << QString::fromUtf8("\xC3\x9F");
    }
    void whiteSpaceAndCaseArePythons() {
        QFETCH(QString, text);
        QFETCH(QString, lower);
        QCOMPARE(lowerCase(strippedText(text.toStdString())), lower.toStdString());
    }

    void invalidBytesStay() {
        for (const std::string text : {"\xFF\xC3", "a\xE2\x80", "\x80", "\xF5\x80\x80\x80"}) {
            QCOMPARE(lowerCase(text), text);
            QCOMPARE(strippedText(" " + text + " "), text);
        }
    }

    void gridsAreRightCellByCell() {
        const Value grid = Grid::fromText("12 34");
        QVERIFY(isRightAnswer(grid, grid));
        QVERIFY(!isRightAnswer(grid, Grid::fromText("12 33")));
        QVERIFY(!isRightAnswer(grid, std::string("12 34")));
        QVERIFY(isRightAnswer(std::string("(b) "), std::string("(B)")));
    }
};

QTEST_GUILESS_MAIN(TestTextAnswers)
#include "test_text_answers.moc"
