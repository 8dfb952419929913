// Measures what the window may cost (design budgets), with all 1,920 public tasks: one Markdown
// table on standard output. Processor time of the window's thread counts, as other programs on the
// machine do not change it; the wall clock stands beside it. Run on the offscreen platform:
//   QT_QPA_PLATFORM=offscreen build/tests/ui_budgets
#include "core/runs/suites/suite.h"
#include "tests/ui/thread_clock.h"
#include "tests/ui/ui_support.h"
#include "ui/browse/gallery_panel.h"
#include "ui/compare/compare_page.h"
#include "ui/edit/edit_page.h"
#include "ui/edit/grid_canvas.h"
#include "ui/grids/grid_image.h"
#include "ui/live/loss_plot.h"
#include "ui/main_window.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QTableView>
#include <QtTest>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>

using namespace ttt;

namespace {

Grid busyGrid(int side) {
    Grid grid(side, side, 0);
    for (int i = 0; i < side * side; ++i) {
        grid.at(i / side, i % side) = static_cast<uint8_t>((i * 7 + i / side) % kColours);
    }
    return grid;
}

// The median of several goes, of processor and wall time.
void row(const char* what, double budgetMs, int goes, const std::function<void(int)>& work) {
    std::vector<double> processor;
    std::vector<double> wall;
    for (int i = 0; i < goes; ++i) {
        QElapsedTimer timer;
        timer.start();
        const double before = test::threadMs();
        work(i);
        processor.push_back(test::threadMs() - before);
        wall.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(processor);
    std::ranges::sort(wall);
    const auto middle = static_cast<size_t>(goes / 2);
    std::printf("| %s | %.2f | %.2f | %.2f | %g |%s\n", what, processor[middle], processor.back(),
                wall[middle], budgetMs, processor[middle] > budgetMs ? " over" : "");
    std::fflush(stdout);
}

void measureDrawing() {
    const Grid grid = busyGrid(30);
    for (const int cell : {4, 8, 20}) {
        const QByteArray name =
            QByteArray("draw a grid of 30 x 30, cells of ") + QByteArray::number(cell);
        row(name, 2, 50, [&](int) { (void)gridImage(grid, {.cell = cell}); });
    }
    const auto plain = [&](int) { (void)gridImage(grid, {.cell = 20}); };
    row("the same with 900 digits", 3, 50,
        [&](int) { (void)gridImage(grid, {.cell = 20, .digits = true}); });
    row("the same without", 2, 50, plain);
}

void measureWindow() {
    ThemeSwitch theme;
    WindowServices services = test::scriptedServices();
    services.arcFolder = defaultArcFolder();
    std::unique_ptr<MainWindow> window;
    row("start, to the first picture with all tasks", 1000, 3, [&](int) {
        window = std::make_unique<MainWindow>(services, theme);
        QSignalSpy loaded(&window->library(), &TaskLibrary::publicSetsLoaded);
        window->resize(1280, 800);
        window->setVisible(true);
        if (loaded.isEmpty()) (void)loaded.wait(30000);
        (void)window->grab();
    });
    std::printf("| tasks in the gallery: %d | | | | |\n", window->gallery().model().rowCount());
    auto* filter = window->gallery().findChild<QLineEdit*>();
    const QString typed = "easy 10x10";
    row("a key in the filter, to the gallery painted", 50, 10, [&](int i) {
        QTest::keyClick(filter, typed[i % typed.size()].toLatin1());
        window->gallery().view().viewport()->repaint();
    });
    filter->clear();
    QScrollBar* bar = window->gallery().view().verticalScrollBar();
    row("scroll the gallery by a page", 50, 40, [&](int i) {
        bar->setValue((i + 1) * bar->maximum() / 40);
        window->gallery().view().viewport()->repaint();
    });
    FewShotTask task = test::mirrorTask("big");
    task.examples[0] = {busyGrid(30), busyGrid(30)};
    window->showTask(makeEntry(task));
    window->showPage(MainWindow::EditPageIndex);
    QTest::qWait(50);
    GridCanvas& canvas = window->edit().canvas(false);
    QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.cellRect(0, 0).center());
    row("a stroke's next cell, to the grid painted", 16, 29, [&](int i) {
        QTest::mouseMove(&canvas, canvas.cellRect(i + 1, i + 1).center());
        QMouseEvent move(QEvent::MouseMove, canvas.cellRect(i + 1, i + 1).center(),
                         canvas.mapToGlobal(canvas.cellRect(i + 1, i + 1).center()), Qt::NoButton,
                         Qt::LeftButton, {});
        QCoreApplication::sendEvent(&canvas, &move);
        canvas.repaint();
    });
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, canvas.cellRect(29, 29).center());
    row("show another task, to its pairs painted", 50, 20, [&](int i) {
        const auto& entries = window->library().entries();
        window->showPage(MainWindow::TaskPage);
        window->showTask(entries[static_cast<size_t>(i * 90)]);
        window->repaint();
    });
}

void measureCurve() {
    LossPlot plot;
    plot.resize(900, 400);
    plot.setVisible(true);
    std::vector<StepMetrics> steps(1000000);
    for (size_t i = 0; i < steps.size(); ++i) {
        steps[i].step = static_cast<int64_t>(i) + 1;
        steps[i].lossNats = 2.0 / (1 + double(i) / 1e5) + 0.1 * double((i * 37) % 100) / 100;
    }
    row("a curve of 1,000,000 points, shown", 1000, 1,
        [&](int) { plot.setCurve(0, "run", steps); });
    QTest::qWait(100);
    auto* canvas = plot.findChild<QWidget*>();
    const auto turn = [&](int i) {
        QWheelEvent wheel(canvas->rect().center(), canvas->mapToGlobal(canvas->rect().center()), {},
                          {0, i % 2 == 0 ? 120 : -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(canvas, &wheel);
        canvas->repaint();
    };
    row("zoom it by a turn of the wheel, painted", 33, 20, turn);
}

std::filesystem::path suiteOf(const std::filesystem::path& folder, int tasks, int rank) {
    SuiteSpec spec;
    spec.config.adapt.steps = 4;
    spec.config.adapt.loraRank = rank;
    spec.seeds = {0};
    for (int i = 0; i < tasks; ++i) {
        spec.tasks.push_back(test::mirrorTask("t" + std::to_string(i)));
        spec.levels.emplace_back();
    }
    const Suite made = Suite::createOrJoin(folder, spec);
    for (const SuiteUnit& unit : made.units()) {
        RunFolderWriter writer(made.runFolder(unit), made.configOf(unit), made.tasksOf(unit), {});
        RunRequest request;
        request.tasks = {withoutAnswers(made.tasksOf(unit).front())};
        request.config = made.configOf(unit);
        ScriptedEngine engine;
        writer.finish(
            engine.run(request, [&](const RunEvent& event) { writer.record(event); }, {}));
    }
    return folder;
}

// Reading is on the thread pool; the window's thread only shows.
void measureCompare() {
    QTemporaryDir folder;
    std::vector<std::filesystem::path> suites;
    for (int i = 0; i < 10; ++i) {
        suites.push_back(suiteOf(std::filesystem::path(folder.path().toStdString()) /
                                     ("suite" + std::to_string(i)),
                                 400, 4 + i));
    }
    ComparePage page;
    page.resize(1000, 700);
    page.setVisible(true);
    row("compare 10 suites of 400 tasks", 300, 3, [&](int) {
        QSignalSpy shown(&page, &ComparePage::shown);
        page.compare(suites);
        while (page.comparison().folders.size() != suites.size() || shown.isEmpty()) {
            if (!shown.wait(60000)) break;
        }
    });
    auto* model = page.verdictsView().model();
    row("sort its 400 verdicts", 100, 6, [&](int i) {
        model->sort(1, i % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
        page.repaint();
    });
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const test::UserFolders folders;
    std::puts("| operation | processor ms, median | worst | wall ms, median | budget ms |");
    std::puts("|---|---|---|---|---|");
    measureDrawing();
    measureWindow();
    measureCurve();
    measureCompare();
    return 0;
}
