// A user's way through the window, with the real engine where it is built, the shipped model and
// real tasks: browse, edit, setup, run, scrub, results, compare, look. Every step is played with
// mouse and keys, checked, and photographed into TTT_TOUR_DIR; TTT_TOUR_THEME (light, dark) and
// QT_SCALE_FACTOR say how.
#include "core/synth/synth_set.h"
#include "tests/ui/tour/player.h"
#include "tests/ui/tour/tour_engine.h"
#include "tests/ui/ui_support.h"
#include "ui/browse/filter_panel.h"
#include "ui/browse/gallery_panel.h"
#include "ui/browse/welcome_panel.h"
#include "ui/compare/compare_page.h"
#include "ui/edit/before_after.h"
#include "ui/edit/edit_page.h"
#include "ui/edit/grid_canvas.h"
#include "ui/grids/titled_grid.h"
#include "ui/help/command_palette.h"
#include "ui/help/guided_tour.h"
#include "ui/help/help_dialog.h"
#include "ui/live/live_page.h"
#include "ui/live/loss_plot.h"
#include "ui/main_window.h"
#include "ui/results/results_page.h"
#include "ui/results/views_dialog.h"
#include "ui/runs/queue_panel.h"
#include "ui/runs/runs_panel.h"
#include "ui/setup/config_form.h"
#include "ui/setup/episode_strip.h"
#include "ui/setup/field_editor.h"
#include "ui/setup/loss_strip.h"
#include "ui/setup/setup_page.h"

#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

using namespace ttt;

namespace {

constexpr char kTask[] = "arc1-eval:66e6c45b"; // small, solved after a few steps and not before
constexpr int kRunMs = 120000;

template <typename Widget>
Widget* named(QWidget& within, const QString& accessibleName) {
    for (Widget* widget : within.findChildren<Widget*>()) {
        if (widget->accessibleName() == accessibleName && widget->isVisible()) return widget;
    }
    return nullptr;
}

} // namespace

class TestTour : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void welcomeAndGuidedTour();
    void browse();
    void edit();
    void setup();
    void run();
    void results();
    void scrub();
    void queueAndCompare();
    void beforeAndAfter();
    void suites();
    void failures();
    void look();
    void help();
    void cleanupTestCase();

private:
    QTabBar& pageTabs() { return *named<QTabBar>(*window_, "Pages"); }
    void setField(const QString& path, const QString& text);
    void waitForRuns();
    void close(QWidget& dialog);

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
    std::unique_ptr<MainWindow> window_;
    std::unique_ptr<test::Player> player_;
};

void TestTour::initTestCase() {
    if (!std::filesystem::exists(defaultArcFolder())) {
        QSKIP("the public ARC tasks are not installed (packaging/setup.sh)");
    }
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
    const QString dark = qEnvironmentVariable("TTT_TOUR_THEME", "light");
    theme_->choose(dark == "dark" ? ThemeChoice::Dark : ThemeChoice::Light);
    QSettings().setValue("view/theme", dark);
    WindowServices services;
    services.makeEngine = test::makeTourEngine;
    services.arcFolder = defaultArcFolder();
    services.factsFolder = resourceFolder() / "arc";
    services.madeSet = synthSet();
    services.runsFolder = userDataFolder() / "runs";
    services.editedFolder = userDataFolder() / "edited";
    services.samplesFolder = resourceFolder() / "samples";
    window_ = std::make_unique<MainWindow>(std::move(services), *theme_);
    QSignalSpy loaded(&window_->library(), &TaskLibrary::publicSetsLoaded);
    window_->resize(1280, 800);
    window_->setVisible(true);
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    if (loaded.isEmpty()) QVERIFY(loaded.wait(20000));
    player_ = std::make_unique<test::Player>(
        *window_, qEnvironmentVariable("TTT_TOUR_DIR", QDir::tempPath() + "/ttt-tour"));
}

void TestTour::cleanupTestCase() {
    if (window_) window_->close();
    window_.reset();
}

void TestTour::waitForRuns() {
    QTRY_VERIFY_WITH_TIMEOUT(window_->queue().current() == nullptr, kRunMs);
    QTest::qWait(50);
}

// Not every window system gives the focus back by itself.
void TestTour::close(QWidget& dialog) {
    dialog.close();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
}

// A number is typed over the old one.
void TestTour::setField(const QString& path, const QString& text) {
    QWidget* editor = window_->setup().form().editor(path)->focusProxy();
    QVERIFY(editor != nullptr);
    for (QWidget* parent = editor->parentWidget(); parent; parent = parent->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(parent)) area->ensureWidgetVisible(editor, 0);
    }
    QTest::qWait(20);
    QVERIFY(player_->click(*editor, QPoint(20, editor->height() / 2)));
    player_->key(Qt::Key_A, Qt::ControlModifier);
    player_->type(text);
    player_->key(Qt::Key_Tab);
}

void TestTour::welcomeAndGuidedTour() {
    player_->photograph("welcome");
    auto* welcome = window_->findChild<WelcomePanel*>();
    QVERIFY(welcome && welcome->isVisible());
    QVERIFY(player_->click(*named<QPushButton>(*welcome, "Take the tour")));
    auto* tour = window_->findChild<GuidedTour*>();
    QVERIFY(tour != nullptr);
    player_->photograph("guided-tour");
    for (int stop = 1; stop < tour->stops(); ++stop) {
        QVERIFY(player_->click(*named<QPushButton>(*tour, "The next stop")));
        QCOMPARE(tour->stop(), stop);
        QVERIFY(window_->rect().contains(tour->geometry()));
        if (stop == 3) player_->photograph("guided-tour-setup");
    }
    QPointer<GuidedTour> gone(tour);
    player_->key(Qt::Key_Escape);
    QTRY_VERIFY(gone.isNull());
    window_->showPage(MainWindow::TaskPage);
}

void TestTour::browse() {
    GalleryPanel& gallery = window_->gallery();
    QCOMPARE(gallery.model().rowCount() > 1900, true);
    player_->key(Qt::Key_F, Qt::ControlModifier);
    player_->type("easy");
    QTRY_VERIFY(gallery.model().rowCount() < 1900);
    QVERIFY(player_->click(*named<QToolButton>(gallery, "Filters and order")));
    QTest::qWait(30);
    QVERIFY(player_->choose(gallery.filters().choice("Size"), 1));
    QVERIFY(player_->choose(gallery.filters().choice("Colours"), 1));
    QVERIFY(gallery.model().rowCount() > 0);
    player_->photograph("filters");
    QVERIFY(player_->click(*named<QPushButton>(gallery, "Clear the filters")));
    QVERIFY(player_->click(*named<QToolButton>(gallery, "Filters and order")));
    player_->key(Qt::Key_F, Qt::ControlModifier);
    player_->type("arc1-eval 66e6c45b");
    QTRY_COMPARE(gallery.model().rowCount(), 1);
    QVERIFY(player_->clickItem(gallery.view(), gallery.model().index(0)));
    QVERIFY(window_->windowTitle().startsWith("66e6c45b"));
    player_->photograph("task");
    player_->key(Qt::Key_U, Qt::ControlModifier);
    player_->key(Qt::Key_G, Qt::ControlModifier);
    GridView* grid = named<GridView>(*window_, "Demonstration 1 output");
    QVERIFY(grid != nullptr);
    player_->point(*grid, grid->cellRect(0, 0).center());
    player_->photograph("task-differences");
    player_->key(Qt::Key_U, Qt::ControlModifier);
    player_->key(Qt::Key_G, Qt::ControlModifier);
}

void TestTour::edit() {
    QVERIFY(player_->clickTab(pageTabs(), "Edit"));
    GridCanvas& canvas = window_->edit().canvas(true);
    player_->key(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(player_->click(canvas, canvas.cellRect(1, 1).center()));
    player_->key(Qt::Key_4);
    QVERIFY(player_->drag(canvas, canvas.cellRect(1, 0).center(), canvas.cellRect(1, 3).center()));
    player_->key(Qt::Key_F);
    player_->key(Qt::Key_7);
    QVERIFY(player_->click(canvas, canvas.cellRect(2, 1).center()));
    player_->key(Qt::Key_D);
    QCOMPARE(int(canvas.grid()->at(1, 2)), 4);
    QVERIFY(window_->edit().document()->stack().count() >= 3);
    player_->photograph("edit");
    player_->key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window_->edit().document()->stack().canRedo());
    window_->edit().publishNow();
}

void TestTour::setup() {
    window_->gallery().choose(kTask); // the original again
    player_->key(Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window_->page(), int(MainWindow::SetupPageIndex));
    QTRY_VERIFY_WITH_TIMEOUT(window_->setup().episodes().episodes().rowCount() > 0, 30000);
    setField("adapt.steps", "24");
    setField("run.snapshot_every", "4");
    QCOMPARE(window_->setup().config().adapt.steps, int64_t(24));
    QTest::qWait(600); // the preview follows the last change
    player_->photograph("setup");
    QTabBar* bar = named<QTabBar>(window_->setup(), "Episodes, or where the loss looks");
    QVERIFY(bar && player_->clickTab(*bar, "Where the loss looks"));
    QTRY_VERIFY(window_->setup().losses().losses().rowCount() >= 3);
    player_->photograph("setup-losses");
    QVERIFY(player_->clickTab(*bar, "Episodes"));
    player_->key(Qt::Key_K, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(QApplication::clipboard()->text().startsWith(
        "ttt run arc1-eval:66e6c45b --config quick --set adapt.steps=24"));
}

void TestTour::run() {
    QSignalSpy closed(&window_->queue(), &RunQueue::runClosed);
    player_->key(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(window_->page(), int(MainWindow::LivePageIndex));
    const RunRecordPtr run = window_->queue().current();
    QVERIFY(run != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(run->data().steps.size() >= 8, kRunMs);
    player_->key(Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE(run->state(), RunState::Paused);
    player_->photograph("live-paused");
    player_->key(Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, kRunMs);
    QCOMPARE(run->state(), RunState::Done);
    QCOMPARE(run->data().steps.size(), size_t(24));
    QTRY_COMPARE(window_->page(), int(MainWindow::ResultsPageIndex));
}

void TestTour::results() {
    const QString verdict = window_->results().verdict();
    if (test::tourEngineIsReal()) {
        QVERIFY2(verdict.contains("right with it"), qPrintable(verdict));
    }
    player_->photograph("results");
    player_->key(Qt::Key_I, Qt::ControlModifier);
    player_->key(Qt::Key_H, Qt::ControlModifier);
    player_->photograph("results-hidden-confidence");
    player_->key(Qt::Key_I, Qt::ControlModifier);
    player_->key(Qt::Key_H, Qt::ControlModifier);
    player_->key(Qt::Key_E, Qt::ControlModifier);
    auto* views = window_->results().findChild<ViewsDialog*>();
    QTRY_VERIFY(views && views->isVisible());
    QVERIFY(views->model().rowCount() > 0);
    player_->photograph("views", views);
    close(*views);
}

void TestTour::scrub() {
    player_->key(Qt::Key_3, Qt::ControlModifier);
    LossPlot& plot = window_->live().plot();
    auto* canvas = plot.findChild<QWidget*>();
    QTRY_VERIFY(plot.repaints() > 0);
    const int middle = canvas->height() / 2;
    QVERIFY(
        player_->drag(*canvas, QPoint(plot.pixelOf(24), middle), QPoint(plot.pixelOf(6), middle)));
    QCOMPARE(window_->live().cursor(), qint64(6));
    QCOMPARE(window_->live().prediction().view().accessibleName(), QString("Predicted at step 4"));
    player_->key(Qt::Key_Right);
    QCOMPARE(window_->live().cursor(), qint64(7));
    player_->photograph("scrub");
}

void TestTour::queueAndCompare() {
    player_->key(Qt::Key_2, Qt::ControlModifier);
    setField("adapt.steps", "8");
    player_->key(Qt::Key_Return, Qt::ControlModifier);
    player_->key(Qt::Key_Return, Qt::ControlModifier);
    player_->key(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(window_->queue().waiting() >= 1);
    player_->key(Qt::Key_R, Qt::ControlModifier);
    player_->photograph("queue");
    player_->key(Qt::Key_Delete, Qt::ControlModifier | Qt::ShiftModifier);
    waitForRuns();
    RunListModel& runs = window_->runs().model();
    QTRY_VERIFY(runs.rowCount() >= 3);
    QSignalSpy shown(&window_->compare(), &ComparePage::shown);
    QListView& view = window_->runs().view();
    QVERIFY(player_->clickItem(view, runs.index(0)));
    QVERIFY(player_->clickItem(view, runs.index(runs.rowCount() - 1), Qt::ControlModifier));
    player_->key(Qt::Key_D, Qt::ControlModifier);
    QTRY_COMPARE(window_->page(), int(MainWindow::ComparePageIndex));
    QTRY_VERIFY(window_->compare().plot().lastStep() == 24);
    player_->photograph("compare");
}

void TestTour::beforeAndAfter() {
    window_->gallery().setTextFilter({});
    window_->gallery().setSetFilter("edited");
    QTRY_COMPARE(window_->gallery().model().rowCount(), 1);
    QTabBar* left = named<QTabBar>(*window_, "Tasks or runs");
    QVERIFY(left && player_->clickTab(*left, "Tasks"));
    QVERIFY(player_->clickItem(window_->gallery().view(), window_->gallery().model().index(0)));
    player_->key(Qt::Key_6, Qt::ControlModifier);
    QTabBar* sheets = named<QTabBar>(window_->edit(), "Grids, or before and after");
    QVERIFY(sheets && player_->clickTab(*sheets, "Before and after"));
    QSignalSpy closed(&window_->queue(), &RunQueue::runClosed);
    QVERIFY(player_->click(*named<QPushButton>(window_->edit(), "Run the original and the copy")));
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 2, kRunMs);
    BeforeAfter& sheet = window_->edit().beforeAfter();
    QTRY_VERIFY(sheet.run(false) && sheet.run(true));
    player_->key(Qt::Key_6, Qt::ControlModifier);
    player_->photograph("before-and-after");
}

// Needs suite folders, which take longer than a tour: TTT_TOUR_SUITES=one:another.
void TestTour::suites() {
    const QStringList folders = qEnvironmentVariable("TTT_TOUR_SUITES").split(':');
    if (folders.size() < 2) QSKIP("TTT_TOUR_SUITES does not name two suite folders");
    ComparePage& page = window_->compare();
    QSignalSpy shown(&page, &ComparePage::shown);
    page.compare({folders[0].toStdString(), folders[1].toStdString()});
    player_->key(Qt::Key_5, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(page.verdictsView().model()->rowCount() > 1, 20000);
    QTRY_VERIFY(player_->clickItem(page.verdictsView(), page.verdictsView().model()->index(1, 1)));
    QTRY_VERIFY(!shown.isEmpty());
    player_->photograph("suites");
}

// Pictures for the help of runs that went wrong: TTT_TOUR_FAILURES=few-cells:FOLDER,....
void TestTour::failures() {
    const QStringList runs =
        qEnvironmentVariable("TTT_TOUR_FAILURES").split(',', Qt::SkipEmptyParts);
    if (runs.isEmpty()) QSKIP("TTT_TOUR_FAILURES names no run folders");
    for (const QString& run : runs) {
        QSignalSpy opened(&window_->runs(), &RunsPanel::opened);
        window_->open(run.section(':', 1).toStdString());
        QTRY_COMPARE(opened.count(), 1);
        QTRY_COMPARE(window_->page(), int(MainWindow::ResultsPageIndex));
        QVERIFY2(window_->results().verdict().contains("Not solved"), qPrintable(run));
        player_->photograph("failure-" + run.section(':', 0, 0), &window_->results());
    }
}

void TestTour::look() {
    window_->gallery().setSetFilter({});
    window_->gallery().choose(kTask);
    player_->key(Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(window_->page(), int(MainWindow::TaskPage));
    window_->actions().get("view.palette-distinct")->trigger();
    player_->photograph("layout-browse-distinct-colours");
    window_->actions().get("view.palette-official")->trigger();
    player_->key(Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(window_->page(), int(MainWindow::LivePageIndex));
    player_->photograph("layout-train");
    window_->actions().get("view.layout-reset")->trigger();
    for (int i = 0; i < 3; ++i) player_->key(Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(theme_->textScale(), 1.5);
    player_->key(Qt::Key_2, Qt::ControlModifier);
    player_->photograph("large-text-setup");
    player_->key(Qt::Key_1, Qt::ControlModifier);
    player_->photograph("large-text-task");
    player_->key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(theme_->textScale(), 1.0);
}

void TestTour::help() {
    player_->key(Qt::Key_K, Qt::ControlModifier);
    auto* palette = window_->findChild<CommandPalette*>();
    QVERIFY(palette && QTest::qWaitForWindowActive(palette));
    player_->type("layout");
    player_->photograph("command-palette", palette);
    QCOMPARE(palette->chosen()->text().remove('&').contains("layout"), true);
    close(*palette);
    player_->key(Qt::Key_F1);
    auto* help = window_->findChild<HelpDialog*>();
    QVERIFY(help && QTest::qWaitForWindowActive(help));
    QCOMPARE(help->shown(), QString("keys"));
    player_->photograph("keys", help);
    help->showPage("results");
    player_->photograph("help", help);
    help->close();
}

QTEST_MAIN(TestTour)
#include "test_tour.moc"
