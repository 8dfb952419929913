#include "tests/support/colour_vision.h"
#include "tests/ui/open_window.h"
#include "ui/browse/filter_panel.h"
#include "ui/browse/gallery_panel.h"
#include "ui/grids/grid_clipboard.h"
#include "ui/grids/grid_image.h"
#include "ui/grids/grid_view.h"
#include "ui/help/command_palette.h"
#include "ui/help/guided_tour.h"
#include "ui/help/help_dialog.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/results/results_page.h"
#include "ui/setup/config_form.h"
#include "ui/setup/setup_page.h"
#include "ui/view/layouts.h"

#include <QComboBox>
#include <QInputDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPushButton>
#include <QSplitter>
#include <QTextBrowser>
#include <QTimer>
#include <QtTest>

using namespace ttt;
using test::Vision;

class TestLook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void colourDistancesAreThoseOfTheLiterature();
    void distinctPaletteStaysApartForEveryEye();
    void inkReadsOnEveryColourOfEveryPalette();
    void paletteIsChosenInTheWindow();
    void picturesKeepTheOfficialColours();
    void gridsAreDrawnInTheScreensOwnPixels();
    void textGrowsAndShrinks();
    void layoutsAreSavedRestoredAndDeleted();
    void builtInLayoutsShowTheirPages();
    void layoutOfAnotherVersionIsLeftAlone();
    void everyCommandIsInAMenuThePaletteAndTheSheet();
    void thePaletteDoesWhatIsTyped();
    void thePaletteLeavesOutWhatCannotBeDone();
    void everyHelpPageIsThere();
    void theTourGoesThroughTheWindow();
    void workIsKeptBetweenStarts();

private:
    std::unique_ptr<MainWindow> open();
    QSplitter& splitter(MainWindow& window, const char* name) {
        return *window.findChild<QSplitter*>(QString(name));
    }

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

void TestLook::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestLook::cleanup() {
    theme_->setTextScale(1);
    theme_->chooseArcPalette(ArcPalette::Official);
    QSettings().clear();
}

std::unique_ptr<MainWindow> TestLook::open() {
    return test::openWindow(test::scriptedServices(), *theme_);
}

void TestLook::colourDistancesAreThoseOfTheLiterature() {
    // Sharma, Wu and Dalal (2005), table 1.
    const auto near = [](double a, double b) { return std::abs(a - b) < 1e-4; };
    QVERIFY(near(test::ciede2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}), 2.0425));
    QVERIFY(near(test::ciede2000({50, 2.5, 0}, {73, 25, -18}), 27.1492));
    QVERIFY(near(test::ciede2000({2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}), 0.9082));
    // The official palette, as measured before with the same simulation.
    const ArcColours& official = arcColours(ArcPalette::Official);
    const auto about = [&](Vision vision, double expected) {
        return std::abs(test::smallestDistance(official, vision) - expected) < 0.1;
    };
    QVERIFY(about(Vision::Normal, 21.2));
    QVERIFY(about(Vision::Protan, 6.4));
    QVERIFY(about(Vision::Deutan, 5.6));
    QVERIFY(about(Vision::Tritan, 11.2));
}

void TestLook::distinctPaletteStaysApartForEveryEye() {
    for (const Vision vision : {Vision::Normal, Vision::Protan, Vision::Deutan, Vision::Tritan}) {
        const double least = test::smallestDistance(arcColours(ArcPalette::Distinct), vision);
        qInfo("vision %d: least CIEDE2000 distance %.1f", int(vision), least);
        QVERIFY2(least >= 11.5, qPrintable(QString::number(least)));
    }
    QCOMPARE(arcColours(ArcPalette::Distinct)[0], arcColours(ArcPalette::Official)[0]);
}

void TestLook::inkReadsOnEveryColourOfEveryPalette() {
    for (const ArcPalette palette : {ArcPalette::Official, ArcPalette::Distinct}) {
        for (const QRgb colour : arcColours(palette)) {
            QVERIFY2(contrast(QColor(colour), QColor(inkOn(colour))) >= 4.5,
                     qPrintable(QColor(colour).name()));
        }
    }
}

void TestLook::paletteIsChosenInTheWindow() {
    const auto window = open();
    window->showTask(test::mirrorEntry());
    GridView* grid = nullptr;
    for (GridView* view : window->findChildren<GridView*>()) {
        if (view->accessibleName() == "Demonstration 1 input") grid = view;
    }
    QVERIFY(grid != nullptr);
    const auto colourOf = [&](int row, int column) {
        return test::pixel(*grid, grid->cellRect(row, column).center());
    };
    QCOMPARE(colourOf(0, 1), arcColours(ArcPalette::Official)[2]);
    window->actions().get("view.palette-distinct")->trigger();
    QCOMPARE(colourOf(0, 1), arcColours(ArcPalette::Distinct)[2]);
    QVERIFY(grid->describe({0, 1}).contains("pink 2"));
    window->actions().get("view.palette-official")->trigger();
    QCOMPARE(colourOf(0, 1), arcColours(ArcPalette::Official)[2]);
}

// What goes through the clipboard has the colours that other programs know.
void TestLook::picturesKeepTheOfficialColours() {
    theme_->chooseArcPalette(ArcPalette::Distinct);
    const Grid grid = Grid::fromText("01234 56789");
    QVERIFY(gridFromPicture(clipboardPicture(grid)).grid == grid);
    QCOMPARE(clipboardPicture(grid).pixel(12, 36), arcColours(ArcPalette::Official)[5]);
}

void TestLook::gridsAreDrawnInTheScreensOwnPixels() {
    const Grid grid = Grid::fromText("12 34");
    const QImage twice = gridImageFor(2, grid, {.cell = 10});
    QCOMPARE(twice.size(), QSize(41, 41));
    QCOMPARE(twice.devicePixelRatio(), 2.0);
    QCOMPARE(twice.pixel(20, 30), kGridLine); // one pixel of the screen, not two
    QCOMPARE(twice.pixel(21, 30), arcColour(4));
    QCOMPARE(gridImageFor(1.25, grid, {.cell = 10}).width(), 27); // 12.5 is drawn as 13
}

void TestLook::textGrowsAndShrinks() {
    const auto window = open();
    const double normal = QApplication::font().pointSizeF();
    const QSize card = window->gallery().view().gridSize();
    for (int i = 0; i < 10; ++i) QTest::keyClick(window.get(), Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(theme_->textScale(), 2.0);
    QCOMPARE(QApplication::font().pointSizeF(), 2 * normal);
    QVERIFY(window->gallery().view().gridSize().height() > card.height());
    QVERIFY(window->fontInfo().pointSizeF() > 1.8 * normal);
    QTest::keyClick(window.get(), Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(theme_->textScale(), 1.5);
    QTest::keyClick(window.get(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(QApplication::font().pointSizeF(), normal);
    QCOMPARE(window->gallery().view().gridSize(), card);
}

// The name is typed into the dialog that asks for it.
void TestLook::layoutsAreSavedRestoredAndDeleted() {
    const auto window = open();
    const auto answer = [](const QString& name) {
        QTimer::singleShot(0, [name] {
            auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog != nullptr);
            dialog->setTextValue(name);
            dialog->accept();
        });
    };
    QSplitter& main = splitter(*window, "main-splitter");
    main.setSizes({300, main.width() - 300});
    window->showPage(MainWindow::SetupPageIndex);
    const QList<int> sizes = main.sizes();
    answer("narrow / mine");
    window->actions().get("view.layout-save")->trigger();
    QCOMPARE(window->layouts().own(), QStringList{"narrow / mine"});
    window->layouts().compare();
    QVERIFY(!window->layouts().leftShown());
    QCOMPARE(window->page(), int(MainWindow::ComparePageIndex));
    answer("narrow / mine");
    window->actions().get("view.layout-restore")->trigger();
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
    QVERIFY(window->layouts().leftShown());
    QCOMPARE(main.sizes(), sizes);
    answer("narrow / mine");
    window->actions().get("view.layout-delete")->trigger();
    QVERIFY(window->layouts().own().isEmpty());
    QVERIFY(!window->layouts().restore("narrow / mine"));
}

void TestLook::builtInLayoutsShowTheirPages() {
    const auto window = open();
    QSplitter& main = splitter(*window, "main-splitter");
    const auto key = [&](int digit) {
        QTest::keyClick(window.get(), Qt::Key(Qt::Key_0 + digit),
                        Qt::ControlModifier | Qt::AltModifier);
    };
    key(1);
    QCOMPARE(window->page(), int(MainWindow::TaskPage));
    const int wide = main.sizes()[0];
    key(2);
    QCOMPARE(window->page(), int(MainWindow::LivePageIndex));
    QVERIFY(main.sizes()[0] < wide);
    key(3);
    QCOMPARE(window->page(), int(MainWindow::ComparePageIndex));
    QVERIFY(!window->layouts().leftShown());
    QVERIFY(!window->actions().get("view.left")->isChecked());
    window->actions().get("view.left")->trigger();
    QVERIFY(window->layouts().leftShown());
}

void TestLook::layoutOfAnotherVersionIsLeftAlone() {
    const auto window = open();
    window->layouts().save("mine");
    QSettings settings;
    settings.beginGroup("layouts");
    settings.setValue(settings.childGroups().at(0) + "/version", 99);
    settings.endGroup();
    settings.sync();
    QVERIFY(window->layouts().own().isEmpty());
    QVERIFY(!window->layouts().restore("mine"));
}

void TestLook::everyCommandIsInAMenuThePaletteAndTheSheet() {
    const auto window = open();
    const CommandPalette palette(window->actions().all());
    const QString sheet = HelpDialog::keys(window->actions());
    QList<QAction*> inMenus;
    QList<QMenu*> menus = window->menuBar()->findChildren<QMenu*>();
    for (const QMenu* menu : menus) inMenus += menu->actions();
    int commands = 0;
    for (QAction* action : window->actions().all()) {
        if (action->isSeparator()) continue;
        ++commands;
        const QString id = action->objectName();
        QVERIFY2(inMenus.contains(action), qPrintable(id));
        QVERIFY2(palette.shown().contains(action), qPrintable(id));
        QVERIFY2(sheet.contains(action->statusTip()), qPrintable(id));
        for (const QKeySequence& keys : action->shortcuts()) {
            QVERIFY2(sheet.contains(keys.toString(QKeySequence::NativeText)), qPrintable(id));
            QVERIFY2(action->toolTip().contains(keys.toString(QKeySequence::NativeText)),
                     qPrintable(id));
        }
    }
    QCOMPARE(palette.shown().size(), commands);
}

void TestLook::thePaletteDoesWhatIsTyped() {
    const auto window = open();
    QAction* filter = window->actions().get("browse.filter");
    filter->trigger();
    auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    QVERIFY(field != nullptr); // where Ctrl+K would delete to the end of the line
    QTest::keyClick(field, Qt::Key_K, Qt::ControlModifier);
    QPointer<CommandPalette> palette = window->findChild<CommandPalette*>();
    QVERIFY(palette && QTest::qWaitForWindowActive(palette));
    QTest::keyClicks(&palette->filter(), "dark");
    QCOMPARE(palette->chosen(), window->actions().get("view.theme-dark"));
    QTest::keyClick(&palette->filter(), Qt::Key_Return);
    QTRY_COMPARE(theme_->choice(), ThemeChoice::Dark);
    QTRY_VERIFY(palette.isNull());
    CommandPalette other(window->actions().all());
    other.filter().setText("curves export"); // in any order, and in the explanation too
    QCOMPARE(other.chosen(), window->actions().get("live.export"));
    other.filter().setText("no such command");
    QVERIFY(other.chosen() == nullptr && other.shown().isEmpty());
    theme_->choose(ThemeChoice::Light);
}

void TestLook::thePaletteLeavesOutWhatCannotBeDone() {
    const auto window = open();
    QAction* stop = window->actions().get("run.stop");
    QVERIFY(!stop->isEnabled()); // nothing runs
    QSignalSpy triggered(stop, &QAction::triggered);
    CommandPalette palette(window->actions().all());
    palette.filter().setText(stop->statusTip());
    QCOMPARE(palette.shown(), QList<QAction*>{stop});
    QTest::keyClick(&palette.filter(), Qt::Key_Return);
    QTest::qWait(10);
    QCOMPARE(triggered.count(), 0);
    QCOMPARE(palette.shown().size(), 1); // it stays open
}

void TestLook::everyHelpPageIsThere() {
    const auto window = open();
    QTest::keyClick(window.get(), Qt::Key_F1);
    auto* help = window->findChild<HelpDialog*>();
    QVERIFY(help != nullptr);
    QCOMPARE(help->shown(), QString("keys"));
    auto* text = help->findChild<QTextBrowser*>();
    QVERIFY(text->toPlainText().contains("Flood fill"));
    for (const QString& page : help->pages()) {
        help->showPage(page);
        QCOMPARE(help->shown(), page);
        QVERIFY2(text->toPlainText().size() > 400, qPrintable(page));
        // A picture that was not made leaves no gap; one that was can be read.
        const QString markdown = HelpDialog::page(page);
        QRegularExpressionMatchIterator pictures =
            QRegularExpression("!\\[[^]]+\\]\\(([^)]+)\\)").globalMatch(markdown);
        while (pictures.hasNext()) {
            const QString file = TTT_SOURCE_DIR "/resources/help/" + pictures.next().captured(1);
            if (QFile::exists(file)) QVERIFY2(!QImage(file).isNull(), qPrintable(file));
        }
    }
    QTest::keyClick(window.get(), Qt::Key_F1, Qt::ControlModifier);
    QCOMPARE(help->shown(), QString("first-steps"));
    QCOMPARE(window->findChildren<HelpDialog*>().size(), 1);
}

void TestLook::theTourGoesThroughTheWindow() {
    const auto window = open();
    window->actions().get("help.tour")->trigger();
    QPointer<GuidedTour> tour = window->findChild<GuidedTour*>();
    QVERIFY(tour && tour->isVisible());
    QSet<int> pages;
    for (int stop = 0; stop < tour->stops(); ++stop) {
        QCOMPARE(tour->stop(), stop);
        QVERIFY2(window->rect().contains(tour->geometry()), qPrintable(QString::number(stop)));
        pages << window->page();
        if (stop + 1 < tour->stops()) QTest::keyClick(tour, Qt::Key_Right);
    }
    QCOMPARE(pages.size(), 6);
    QTest::keyClick(tour, Qt::Key_Left);
    QCOMPARE(tour->stop(), tour->stops() - 2);
    QTest::keyClick(tour, Qt::Key_Escape);
    QTRY_VERIFY(tour.isNull());
}

void TestLook::workIsKeptBetweenStarts() {
    {
        const auto window = open();
        window->actions().get("view.palette-distinct")->trigger();
        theme_->setTextScale(1.3);
        window->layouts().setLeftShown(false);
        window->gallery().setTextFilter("10x10");
        window->gallery().filters().choice("Colours").setCurrentIndex(2);
        window->showPage(MainWindow::SetupPageIndex);
        RunConfig config = window->setup().config();
        config.adapt.steps = 321;
        window->setup().setConfig(config);
        window->close();
    }
    theme_->setTextScale(1);
    theme_->chooseArcPalette(ArcPalette::Official);
    const auto window = open();
    QCOMPARE(chosenArcPalette(), ArcPalette::Distinct);
    QCOMPARE(theme_->textScale(), 1.3);
    QVERIFY(!window->layouts().leftShown());
    QCOMPARE(window->gallery().filterState().at(0), QString("10x10"));
    QCOMPARE(window->gallery().filters().choice("Colours").currentIndex(), 2);
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
    QCOMPARE(window->setup().config().adapt.steps, int64_t(321));
    QCOMPARE(window->setup().form().changedFields(), 1);
}

QTEST_MAIN(TestLook)
#include "test_look.moc"
