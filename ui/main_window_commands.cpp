#include "ui/browse/demonstration.h"
#include "ui/browse/gallery_panel.h"
#include "ui/browse/pairs_view.h"
#include "ui/compare/compare_page.h"
#include "ui/edit/edit_page.h"
#include "ui/header_bar.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/results/results_page.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/status_line.h"
#include "ui/setup/demonstrations_pane.h"
#include "ui/setup/setup_page.h"
#include "ui/text/item_table.h"
#include "ui/text/text_page.h"

#include <QApplication>
#include <QFileDialog>
#include <QListView>
#include <QMessageBox>
#include <QTabWidget>

namespace ttt {

namespace {

void focusFirst(QWidget& pane) {
    for (QWidget* child : pane.findChildren<QWidget*>()) {
        if (child->isVisible() && child->isEnabled() &&
            (child->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && !child->focusProxy()) {
            child->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

} // namespace

void MainWindow::connectCommands() {
    actions_->on("file.open", this, &MainWindow::openFile);
    actions_->on("file.open-folder", this, &MainWindow::openFolder);
    actions_->on("file.open-run", this, &MainWindow::openRun);
    actions_->on("file.quit", this, &QWidget::close);
    actions_->on("browse.filter", this, [this] {
        left_->setCurrentWidget(gallery_);
        gallery_->focusFilter();
    });
    actions_->on("browse.previous", this, [this] { gallery_->step(-1); });
    actions_->on("browse.next", this, [this] { gallery_->step(1); });
    actions_->on("browse.more-episodes", this, [this] {
        gallery_->setSetFilter("synth");
        library_->makeMore();
    });
    actions_->on("browse.runs", this, [this] {
        left_->setCurrentIndex(1);
        runsPanel_->view().setFocus(Qt::ShortcutFocusReason);
    });
    actions_->on("browse.compare", this, [this] {
        left_->setCurrentIndex(1);
        runsPanel_->compareSelected();
    });
    actions_->on("run.start", this, &MainWindow::startRun);
    actions_->on("run.stop", queue_, &RunQueue::stopCurrent);
    actions_->on("run.current", this, [this] {
        if (const RunRecordPtr run = queue_->current()) showRun(run);
        showPage(LivePageIndex);
    });
    actions_->on("run.demonstration", this, &MainWindow::startDemonstration);
    actions_->on("help.about", this, &MainWindow::showAbout);
}

void MainWindow::connectViewCommands() {
    const std::pair<const char*, Page> pages[] = {{"view.task", TaskPage},
                                                  {"view.edit", EditPageIndex},
                                                  {"view.setup", SetupPageIndex},
                                                  {"view.live", LivePageIndex},
                                                  {"view.results", ResultsPageIndex},
                                                  {"view.compare", ComparePageIndex},
                                                  {"view.text", TextPageIndex},
                                                  {"view.models", ModelsPageIndex}};
    for (const auto& [id, page] : pages) {
        actions_->on(id, this, [this, shown = page] { showPage(shown); });
    }
    connect(actions_->get("view.digits"), &QAction::toggled, this, [this](bool digits) {
        pairs_->setDigits(digits);
        edit_->setDigits(digits);
        live_->setDigits(digits);
        results_->setDigits(digits);
        compare_->setDigits(digits);
    });
    connect(actions_->get("view.differences"), &QAction::toggled, pairs_,
            &PairsView::setDifferences);
    connect(actions_->get("view.hide-answers"), &QAction::toggled, this, [this](bool hidden) {
        pairs_->setAnswersHidden(hidden);
        items_->setAnswersHidden(hidden);
        text_->setAnswersHidden(hidden);
        live_->setAnswersHidden(hidden);
        results_->setAnswersHidden(hidden);
        compare_->setAnswersHidden(hidden);
    });
    actions_->on("view.next-pane", this, [this] { movePane(1); });
    actions_->on("view.previous-pane", this, [this] { movePane(-1); });
}

void MainWindow::startRun() {
    edit_->publishNow(); // the last stroke counts
    setup_->demonstrations().finishEditing();
    if (!task_) {
        notice_->tell(tr("Choose a task first"), tr("Click one in the gallery on the left."));
        return;
    }
    if (!setup_->issues().empty()) {
        showPage(SetupPageIndex);
        notice_->tell(tr("Some parameters are out of range"),
                      tr("They are listed under the form; mend them and press Run again."));
        return;
    }
    notice_->hide();
    const bool shown = queue_->current() == nullptr;
    RunRecordPtr run;
    try {
        run = queue_->start({{setup_->arranged(task_->task)}, setup_->config()});
    } catch (const Error& problem) { // more demonstrations than the task has questions, or none
        showPage(SetupPageIndex);
        notice_->tell(tr("The task cannot be run so"), QString::fromUtf8(problem.what()));
        return;
    }
    if (!shown) {
        status_->tell(tr("Ready"));
        return;
    }
    showRun(run);
    showPage(LivePageIndex);
}

void MainWindow::startDemonstration() {
    try {
        const Demonstration demonstration = readDemonstration(services_.samplesFolder);
        header_->setPreset(demonstration.preset);
        setup_->usePreset(demonstration.preset);
        QStringList missing;
        for (const QString& id : demonstration.tasks) {
            const TaskEntryPtr entry = library_->find(id);
            if (entry) queue_->start({{entry->task}, setup_->config()});
            if (!entry) missing << id;
        }
        if (!missing.isEmpty()) {
            notice_->tell(tr("Some tasks of the demonstration are not there (yet)"),
                          missing.join(", "));
        }
        if (queue_->current()) showPage(LivePageIndex);
    } catch (const std::exception& problem) {
        notice_->tell(tr("The demonstration cannot be run"), QString::fromUtf8(problem.what()));
    }
}

// When a queued run becomes the first, pages that showed the one before go on with it.
void MainWindow::followQueue() {
    const RunRecordPtr first = queue_->current();
    if (first == runningRun_) return;
    const bool followed = shownRun_ == runningRun_ || !shownRun_;
    runningRun_ = first;
    if (first && followed) showRun(first);
}

void MainWindow::runClosed(const RunRecordPtr& run) {
    runsPanel_->model().refresh();
    if (run->state() == RunState::Failed) {
        QString details = run->problem();
        if (!run->data().folder.empty()) {
            details += tr("\nWhat was measured is kept in %1.")
                           .arg(QString::fromStdString(run->data().folder.string()));
        }
        notice_->tell(tr("The run failed"), details);
    }
    status_->tell(
        tr("%1: %2").arg(run->statusWord(), QString::fromStdString(run->data().tasks.front().id)));
    const bool last = queue_->current() == nullptr;
    if (last && run == shownRun_ && run->state() == RunState::Done && page() == LivePageIndex &&
        live_->following()) {
        showPage(ResultsPageIndex);
    }
    followQueue();
}

void MainWindow::refreshCommands() {
    const RunRecordPtr run = queue_->current();
    actions_->get("run.stop")->setEnabled(run && run->state() != RunState::Stopping);
    actions_->get("run.current")->setEnabled(run != nullptr);
    header_->setRunning(run != nullptr);
    const bool pausable =
        run && (run->state() == RunState::Running || run->state() == RunState::Paused);
    actions_->get("run.pause")->setEnabled(pausable);
    for (const char* id : {"run.sooner", "run.later", "run.unqueue"}) {
        actions_->get(id)->setEnabled(queue_->waiting() > 0);
    }
}

void MainWindow::openFile() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a task file"), {},
                                                      tr("Task files (*.json *.jsonl *.csv *.tsv)"
                                                         ";;All files (*)"));
    if (!file.isEmpty()) library_->open(file.toStdString());
}

void MainWindow::openFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of tasks"));
    if (!folder.isEmpty()) library_->open(folder.toStdString());
}

void MainWindow::openRun() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Open a run folder"), QString::fromStdString(services_.runsFolder.string()));
    if (!folder.isEmpty()) runsPanel_->open(folder.toStdString());
}

void MainWindow::movePane(int by) {
    const std::vector<QWidget*> panes{left_, header_, pages_};
    int current = by > 0 ? -1 : static_cast<int>(panes.size());
    for (size_t i = 0; i < panes.size(); ++i) {
        if (panes[i]->isAncestorOf(QApplication::focusWidget())) current = static_cast<int>(i);
    }
    const int count = static_cast<int>(panes.size());
    focusFirst(*panes[static_cast<size_t>((current + by + count) % count)]);
}

void MainWindow::showAbout() {
    QMessageBox::about(this, tr("About TTT Workbench"),
                       tr("<h3>TTT Workbench %1</h3><p>Test-time training on few-shot tasks "
                          "(arXiv 2411.07279).</p><p>Free software under the GNU General Public "
                          "License, version 3 or later.</p>")
                           .arg(QApplication::applicationVersion()));
}

} // namespace ttt
