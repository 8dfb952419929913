#include "ui/compare/compare_page.h"
#include "ui/live/live_controls.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/pretrain/pretraining_child.h"
#include "ui/pretrain/pretraining_window.h"
#include "ui/results/results_page.h"
#include "ui/runs/queue_panel.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/status_line.h"
#include "ui/setup/setup_page.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>

namespace ttt {

void MainWindow::open(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const std::filesystem::path folder =
        name == "manifest.json" || name == "suite.json" ? path.parent_path() : path;
    std::error_code unreadable; // then the library says what is wrong
    if (std::filesystem::exists(folder / "suite.json", unreadable)) {
        compare_->add(folder);
        showPage(ComparePageIndex);
    } else if (std::filesystem::exists(folder / "manifest.json", unreadable)) {
        runsPanel_->open(folder);
    } else {
        library_->open(path);
    }
}

void MainWindow::connectRunCommands() {
    actions_->on("run.pause", this, [this] { queue_->setPaused(!queue_->paused()); });
    actions_->on("run.retry", this, &MainWindow::runAgain);
    actions_->on("run.pretrain", this, &MainWindow::showPretraining);
    actions_->on("run.load-form", this, [this] {
        if (!shownRun_) return tellUnlessEmpty(tr("No run is shown"), tr("Open a run first."));
        setup_->setConfig(shownRun_->data().config);
        showPage(SetupPageIndex);
    });
    actions_->on("run.sooner", queuePanel_, [this] { queuePanel_->moveChosen(-1); });
    actions_->on("run.later", queuePanel_, [this] { queuePanel_->moveChosen(1); });
    actions_->on("run.unqueue", queuePanel_, [this] { queuePanel_->removeChosen(); });
    connect(queuePanel_, &QueuePanel::opened, this, [this](const RunRecordPtr& run) {
        showRun(run);
        showPage(LivePageIndex);
    });
    actions_->on("live.play", this, [this] {
        showPage(LivePageIndex);
        live_->play(!live_->playing());
    });
    actions_->on("live.back", this, [this] { live_->stepBy(-1); });
    actions_->on("live.forward", this, [this] { live_->stepBy(1); });
    actions_->on("run.copy-command", this, [this] {
        const QString line = setup_->commandLine();
        if (!line.isEmpty()) QGuiApplication::clipboard()->setText(line);
        status_->tell(line.isEmpty() ? tr("Choose a task first") : tr("Copied: %1").arg(line));
    });
    const auto exportCurves = [this] {
        tellUnlessEmpty(tr("The curves could not be exported"), live_->exportCurves());
    };
    actions_->on("live.export", this, exportCurves);
    connect(&live_->controls(), &LiveControls::exportAsked, this, exportCurves);
    connect(actions_->get("results.confidence"), &QAction::toggled, results_,
            &ResultsPage::setConfidenceShown);
    actions_->on("results.views", this, [this] {
        showPage(ResultsPageIndex);
        results_->showViews();
    });
}

void MainWindow::connectCompareCommands() {
    connect(compare_, &ComparePage::problem, notice_, &NoticeBar::tell);
    connect(compare_, &ComparePage::runAsked, runsPanel_, &RunsPanel::open);
    actions_->on("compare.add", this, &MainWindow::addToComparison);
    actions_->on("compare.remove", compare_, &ComparePage::removeChosen);
    actions_->on("compare.pin", compare_, &ComparePage::pinChosen);
    actions_->on("compare.open", compare_, &ComparePage::openChosenRun);
    actions_->on("compare.export-table", this, [this] {
        tellUnlessEmpty(tr("The table could not be exported"), compare_->exportTableAsked());
    });
    actions_->on("compare.export-figure", this, [this] {
        tellUnlessEmpty(tr("The figure could not be exported"), compare_->exportFigureAsked());
    });
}

// With the run's own task and parameters, not with those of the form.
void MainWindow::runAgain() {
    if (!shownRun_ || shownRun_->data().tasks.empty()) {
        notice_->tell(tr("No run is shown"), tr("Open a run in the list of runs first."));
        return;
    }
    const bool first = queue_->current() == nullptr;
    const RunRecordPtr run = queue_->start({shownRun_->data().tasks, shownRun_->data().config});
    if (!first) return;
    showRun(run);
    showPage(LivePageIndex);
}

void MainWindow::showPretraining() {
    if (pretraining_ == nullptr) {
        pretraining_ = new PretrainingWindow(services_.runsFolder.parent_path() / "pretraining",
                                             defaultTrainingProgram(), this);
    }
    pretraining_->show();
    pretraining_->raise();
    pretraining_->activateWindow();
}

void MainWindow::addToComparison() {
    showPage(ComparePageIndex);
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Add a run or suite folder"),
                                          QString::fromStdString(services_.runsFolder.string()));
    if (!folder.isEmpty()) compare_->add(folder.toStdString());
}

void MainWindow::tellUnlessEmpty(const QString& title, const QString& problem) {
    if (!problem.isEmpty()) notice_->tell(title, problem);
}

} // namespace ttt
