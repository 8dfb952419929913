#include "tests/ui/ui_support.h"
#include "ui/grids/grid_image.h"
#include "ui/grids/grid_view.h"

#include <QtTest>

using namespace ttt;

class TestGridView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCellHasItsColourAndEveryLineTheGrey();
    void smallCellsHaveNoLines();
    void digitsAreWrittenInInkThatReads();
    void inkReadsOnEveryArcColour();
    void themesAreReadable_data();
    void themesAreReadable();
    void differencesAreSaidInWords_data();
    void differencesAreSaidInWords();
    void wrongCellHasATwoToneMarkAndRightCellsNone();
    void missingAreaIsHatched();
    void extraAreaHasADottedOutline();
    void gridGrowsWithTheWidget();
    void anEmptyTextIsSaid();
};

void TestGridView::everyCellHasItsColourAndEveryLineTheGrey() {
    const Grid grid = Grid::fromText("01234 56789");
    const QImage image = gridImage(grid, {.cell = 10});
    QCOMPARE(image.size(), QSize(51, 21));
    for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 5; ++column) {
            QCOMPARE(image.pixel(column * 10 + 5, row * 10 + 5), arcColour(grid.at(row, column)));
            QCOMPARE(image.pixel(column * 10, row * 10 + 5), kGridLine);
            QCOMPARE(image.pixel(column * 10 + 5, row * 10), kGridLine);
        }
    }
    QCOMPARE(image.pixel(50, 20), kGridLine);
}

void TestGridView::smallCellsHaveNoLines() {
    const QImage image = gridImage(Grid::fromText("12 34"), {.cell = 2});
    QCOMPARE(image.size(), QSize(4, 4));
    QCOMPARE(image.pixel(0, 0), arcColour(1));
    QCOMPARE(image.pixel(3, 3), arcColour(4));
}

void TestGridView::digitsAreWrittenInInkThatReads() {
    const QImage image = gridImage(Grid::fromText("04"), {.cell = 30, .digits = true});
    QVERIFY(test::countColour(image, QRect(1, 1, 28, 28), 0xffffffff) > 5);  // white on black
    QVERIFY(test::countColour(image, QRect(31, 1, 28, 28), 0xff000000) > 5); // black on yellow
}

void TestGridView::inkReadsOnEveryArcColour() {
    for (int value = 0; value < 10; ++value) {
        const QColor colour(arcColour(value));
        QVERIFY2(contrast(colour, QColor(inkOn(arcColour(value)))) >= 4.5, arcColourName(value));
    }
}

void TestGridView::themesAreReadable_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestGridView::themesAreReadable() {
    QFETCH(bool, dark);
    const ThemeColours& colours = themeColours(dark);
    for (const QColor& back : {colours.window, colours.surface}) {
        for (const QColor& text : {colours.text, colours.muted, colours.good, colours.bad,
                                   colours.accent, colours.second}) {
            QVERIFY2(contrast(back, text) >= 4.5, qPrintable(back.name() + " " + text.name()));
        }
    }
    QVERIFY(contrast(colours.accent, colours.accentText) >= 4.5);
}

void TestGridView::differencesAreSaidInWords_data() {
    QTest::addColumn<QString>("predicted");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("text");
    QTest::newRow("same") << "12 34"
                          << "12 34"
                          << "exactly right";
    QTest::newRow("one cell") << "12 35"
                              << "12 34"
                              << "1 of 4 cells differ";
    QTest::newRow("wider") << "123 456"
                           << "12 45"
                           << "size 2×3, expected 2×2";
    QTest::newRow("taller, the rest equal") << "12 34 56"
                                            << "12 34"
                                            << "size 3×2, expected 2×2";
    QTest::newRow("narrower prefix") << "1 3"
                                     << "12 34"
                                     << "size 2×1, expected 2×2";
}

void TestGridView::differencesAreSaidInWords() {
    QFETCH(QString, predicted);
    QFETCH(QString, expected);
    QFETCH(QString, text);
    const GridDiff diff = compareGrids(Grid::fromText(predicted.toStdString()),
                                       Grid::fromText(expected.toStdString()));
    QCOMPARE(diff.text, text);
    QCOMPARE(diff.exact(), text == "exactly right");
}

void TestGridView::wrongCellHasATwoToneMarkAndRightCellsNone() {
    GridView view;
    view.resize(200, 200);
    view.showValue(Grid::fromText("11 12"), "prediction");
    view.setExpected(Grid::fromText("11 11"));
    const QImage image = view.grab().toImage();
    const auto inside = [&](int row, int column) {
        return view.cellRect(row, column).adjusted(2, 2, -2, -2);
    };
    QCOMPARE(image.pixel(inside(1, 1).center()), 0xff000000); // the dark core
    QVERIFY(test::countColour(image, inside(1, 1), 0xffffffff) > 20);
    QCOMPARE(image.pixel(inside(0, 0).center()), arcColour(1));
    QCOMPARE(test::countColour(image, inside(0, 0), arcColour(1)),
             inside(0, 0).width() * inside(0, 0).height());
    QVERIFY(view.accessibleDescription().contains("1 of 4 cells differ"));
}

void TestGridView::missingAreaIsHatched() {
    GridView view;
    view.resize(200, 200);
    view.showValue(Grid::fromText("33 33"), "prediction");
    view.setExpected(Grid::fromText("333 333 333"));
    const QImage image = view.grab().toImage();
    const QRgb ink = themeColours(view.palette()).muted.rgb();
    const QRect missing = view.cellRect(2, 2).adjusted(2, 2, -2, -2);
    const int hatched = test::countColour(image, missing, ink);
    QVERIFY(hatched > 20);
    QVERIFY(hatched < missing.width() * missing.height() / 2);
    QCOMPARE(image.pixel(view.cellRect(0, 0).center()), arcColour(3));
}

void TestGridView::extraAreaHasADottedOutline() {
    GridView view;
    view.resize(200, 200);
    view.showValue(Grid::fromText("333 333"), "prediction");
    view.setExpected(Grid::fromText("33 33"));
    const QImage image = view.grab().toImage();
    const QRect extra = view.cellRect(0, 2).united(view.cellRect(1, 2));
    QVERIFY(test::countColour(image, extra, 0xff000000) > 20);
    QVERIFY(test::countColour(image, extra, 0xffffffff) > 20);
    // The outline only, not the area.
    QCOMPARE(image.pixel(view.cellRect(0, 2).center()), arcColour(3));
}

void TestGridView::gridGrowsWithTheWidget() {
    GridView view;
    view.setLargestCell(100);
    view.showValue(Grid::fromText("12 34"), "grid");
    view.resize(101, 101);
    QCOMPARE(view.cellPixels(), 50);
    view.resize(41, 101);
    QCOMPARE(view.cellPixels(), 20);
}

void TestGridView::anEmptyTextIsSaid() {
    GridView view;
    view.resize(200, 100);
    view.showValue(std::string("(A)"), "answer");
    QCOMPARE(view.accessibleDescription(), QString("(A)"));
    view.showValue(std::string(" \n"), "answer");
    QCOMPARE(view.accessibleDescription(), QString("empty text"));
    const QImage said = view.grab().toImage();
    view.showNothing({});
    QVERIFY(said != view.grab().toImage());
}

QTEST_MAIN(TestGridView)
#include "test_grid_view.moc"
