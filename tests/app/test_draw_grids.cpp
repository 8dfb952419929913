#include <QtTest/QtTest>

#include "app/commands/tasks/draw_grids.h"

using namespace ttt;

class TestDrawGrids : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gridsStandSideBySide() {
        const std::string drawn = drawValues(
            {{"a", Grid::fromText("12 34 56")}, {"long title", Grid::fromText("7")}, {"c", {}}},
            false);
        QCOMPARE(drawn, std::string("a      long title   c\n"
                                    "1 2    7            -\n"
                                    "3 4\n"
                                    "5 6\n"));
    }

    void coloursAreTwoColumnsACell() {
        const std::string drawn = drawValues({{"a", Grid::fromText("1")}}, true);
        QCOMPARE(drawn, std::string("a\n\x1b[48;2;30;147;255m  \x1b[0m\n"));
    }

    void whatDoesNotFitGoesIntoTheNextRow() {
        const TitledValue wide{"wide", Grid(1, 30)};
        const std::string drawn = drawValues({wide, wide}, false, 80);
        QCOMPARE(QString::fromStdString(drawn).count('\n'), 5); // two blocks of two and a gap
    }

    void textIsShownAsItIs() {
        QCOMPARE(drawValues({{"answer", Value("Yes")}}, true), std::string("answer\nYes\n"));
    }
};

QTEST_GUILESS_MAIN(TestDrawGrids)
#include "test_draw_grids.moc"
