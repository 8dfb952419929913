#include "ui/browse/gallery_panel.h"
#include "ui/edit/before_after.h"
#include "ui/edit/edit_operations.h"
#include "ui/edit/edit_page.h"
#include "ui/grids/grid_clipboard.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/status_line.h"
#include "ui/setup/setup_page.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QTabWidget>
#include <nlohmann/json.hpp>

namespace ttt {

void MainWindow::connectEditor() {
    const std::pair<const char*, EditTool> tools[] = {{"edit.draw", EditTool::Draw},
                                                      {"edit.select", EditTool::Select},
                                                      {"edit.fill", EditTool::Fill},
                                                      {"edit.pick", EditTool::Pick}};
    for (const auto& [id, tool] : tools) {
        actions_->on(id, this, [this, chosen = tool] { edit_->setTool(chosen); });
    }
    actions_->get("edit.draw")->setChecked(true);
    for (const GridOperation& operation : gridOperations()) {
        const QString id = QString::fromStdString(operation.id);
        actions_->on(id, this, [this, id] { edit_->performOperation(id); });
    }
    for (QAction* action : actions_->all()) {
        if (!action->property("onGrid").toBool()) continue;
        for (const bool output : {false, true}) edit_->canvas(output).addAction(action);
    }
    QUndoGroup& group = edit_->undoGroup();
    actions_->on("edit.undo", &group, &QUndoGroup::undo);
    actions_->on("edit.redo", &group, &QUndoGroup::redo);
    connectTaskCommands();
    connectCopying();
    connect(&runsPanel_->model(), &RunListModel::refreshed, this, &MainWindow::followResults);
    connect(edit_, &EditPage::taskEdited, this, [this](const TaskEntryPtr& entry) {
        showTask(entry);
        gallery_->mark(entry->qualified());
    });
    connect(edit_, &EditPage::problem, notice_, &NoticeBar::tell);
    connect(edit_, &EditPage::told, status_, &StatusLine::tell);
    connect(edit_, &EditPage::documentChanged, this, &MainWindow::refreshEditCommands);
    connect(pages_, &QTabWidget::currentChanged, this, &MainWindow::refreshEditCommands);
    connect(queue_, &RunQueue::runClosed, &edit_->beforeAfter(), &BeforeAfter::readRuns);
    connect(queue_, &RunQueue::changed, this, [this] {
        if (!queue_->current()) edit_->beforeAfter().setRunning(false);
    });
    refreshEditCommands();
}

void MainWindow::connectTaskCommands() {
    actions_->on("edit.cut", this, [this] { edit_->copy(true); });
    actions_->on("edit.paste", edit_, &EditPage::paste);
    actions_->on("edit.select-all", edit_, &EditPage::selectAll);
    actions_->on("edit.exchange-colours", edit_, &EditPage::exchangeColours);
    actions_->on("edit.copy-input", edit_, &EditPage::copyInputToOutput);
    actions_->on("task.new", this, [this] {
        edit_->createTask();
        showPage(EditPageIndex);
    });
    actions_->on("task.save", edit_, &EditPage::save);
    actions_->on("task.rename", edit_, &EditPage::askName);
    actions_->on("task.revert", edit_, &EditPage::revert);
    actions_->on("task.delete", edit_, &EditPage::askToDelete);
    actions_->on("task.add-demonstration", this, [this] { edit_->addPair(false); });
    actions_->on("task.add-test", this, [this] { edit_->addPair(true); });
    actions_->on("task.duplicate-pair", edit_, &EditPage::duplicatePair);
    actions_->on("task.remove-pair", edit_, &EditPage::removePair);
    actions_->on("task.pair-up", this, [this] { edit_->movePair(-1); });
    actions_->on("task.pair-down", this, [this] { edit_->movePair(1); });
    actions_->on("task.output-known", edit_, &EditPage::toggleOutput);
    actions_->on("task.run-both", this, &MainWindow::runBoth);
}

// Outside the editor the grid with the focus is copied; where none has it, the task.
void MainWindow::connectCopying() {
    const auto focused = [] {
        const auto* view = qobject_cast<GridView*>(QApplication::focusWidget());
        return view ? view->grid() : nullptr;
    };
    const auto copyTask = [this] {
        if (!task_) return;
        QGuiApplication::clipboard()->setText(
            QString::fromStdString(toArcJson(task_->task).dump()));
        status_->tell(tr("Copied the task"));
    };
    const auto withGrid = [this, focused](auto copy) {
        return [this, focused, copy] {
            const Grid* grid = focused();
            if (grid) copy(*grid);
            status_->tell(grid ? tr("Copied a grid")
                               : tr("Click a grid first, or move to it with the Tab key"));
        };
    };
    actions_->on("browse.copy-text", this, withGrid([](const Grid& grid) {
                     QGuiApplication::clipboard()->setText(QString::fromStdString(grid.toText()));
                 }));
    actions_->on("browse.copy-picture", this, withGrid([](const Grid& grid) {
                     QGuiApplication::clipboard()->setImage(clipboardPicture(grid));
                 }));
    actions_->on("browse.copy-task", this, copyTask);
    actions_->on("edit.copy", this, [this, focused, copyTask] {
        if (page() == EditPageIndex) return edit_->copy(false);
        const Grid* grid = focused();
        if (grid == nullptr) return copyTask();
        QGuiApplication::clipboard()->setMimeData(clipboardData(*grid).release());
        status_->tell(tr("Copied a grid"));
    });
}

// The newest run of a task counts.
void MainWindow::followResults() {
    QHash<QString, LastResult> results;
    for (const RunSummary& run : runsPanel_->model().all()) {
        if (!run.solvedWithTtt || run.manifest.taskIds.size() != 1) continue;
        const QString id = QString::fromStdString(run.manifest.taskIds[0]);
        if (results.contains(id)) continue;
        results[id] = *run.solvedWithTtt ? LastResult::Solved : LastResult::NotSolved;
    }
    gallery_->setLastResults(results);
}

// Commands of the editor work on its page only: an undo elsewhere would change what is not seen.
void MainWindow::refreshEditCommands() {
    EditDocument* document = edit_->document();
    const bool here = document != nullptr && page() == EditPageIndex;
    for (QAction* action : actions_->all()) {
        const QString id = action->objectName();
        if (id.startsWith("edit.") || id.startsWith("task.")) action->setEnabled(here);
    }
    for (const char* id : {"task.new", "edit.copy"}) actions_->get(id)->setEnabled(true);
    if (!here) return;
    QUndoStack& stack = document->stack();
    const auto name = [this](const char* id, const QString& word, const QString& step, bool can) {
        actions_->get(id)->setText(step.isEmpty() ? word : word + ' ' + step);
        actions_->get(id)->setEnabled(can);
    };
    name("edit.undo", tr("&Undo"), stack.undoText(), stack.canUndo());
    name("edit.redo", tr("&Redo"), stack.redoText(), stack.canRedo());
    const bool copied = !document->provisional();
    for (const char* id : {"task.rename", "task.revert", "task.delete", "task.run-both"}) {
        actions_->get(id)->setEnabled(copied);
    }
    actions_->get("task.save")->setEnabled(copied && (document->modified() || !document->saved()));
}

// The original under the name it has, so that its run is found as any other of it.
void MainWindow::runBoth() {
    EditDocument* document = edit_->document();
    if (document == nullptr) return;
    edit_->publishNow();
    if (!setup_->issues().empty()) {
        startRun(); // says what is wrong
        return;
    }
    FewShotTask original = document->namedOriginal();
    if (document->parentId().isEmpty()) original.id += "-blank";
    queue_->start({{original}, setup_->config()});
    queue_->start({{document->task()}, setup_->config()});
    edit_->beforeAfter().setRunning(true);
    status_->tell(tr("Ready"));
}

} // namespace ttt
