// The compare page's chosen task: reading its runs, their curves and predictions.
#include "ui/background.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/prediction_row.h"
#include "ui/compare/verdict_model.h"
#include "ui/live/loss_plot.h"

#include <QComboBox>
#include <QTableView>

namespace ttt {

namespace {

struct ReadRuns {
    std::vector<RunRecordPtr> runs;
    QString problem;
};

// The run of the first seed; none where the task was not run.
ReadRuns readRuns(const std::vector<std::filesystem::path>& folders, QThread* home) {
    ReadRuns read;
    for (const auto& folder : folders) {
        RunRecordPtr record;
        try {
            if (!folder.empty()) {
                record = std::make_shared<RunRecord>(readRunFolder(folder));
                record->moveToThread(home);
            }
        } catch (const std::exception& problem) {
            read.problem = QString::fromUtf8(problem.what());
        }
        read.runs.push_back(record);
    }
    return read;
}

} // namespace

const ComparedTask* ComparePage::chosenTask() const {
    const QModelIndex index = filter_->mapToSource(verdictsView_->currentIndex());
    return index.isValid() ? &verdicts_->task(index.row()) : nullptr;
}

void ComparePage::chooseTask() {
    const int request = ++readingRuns_;
    const ComparedTask* task = chosenTask();
    if (task == nullptr) {
        showTaskRuns(std::vector<RunRecordPtr>(folders_.size()));
        return;
    }
    std::vector<std::filesystem::path> folders;
    for (const auto& runs : task->runs) {
        folders.push_back(runs.empty() ? std::filesystem::path() : runs.front());
    }
    inBackground(
        this, [folders, home = thread()] { return readRuns(folders, home); },
        [this, request](ReadRuns read) {
            if (request != readingRuns_) return;
            if (!read.problem.isEmpty()) {
                Q_EMIT problem(tr("A run of this task cannot be read"), read.problem);
            }
            showTaskRuns(std::move(read.runs));
        });
}

void ComparePage::showTaskRuns(std::vector<RunRecordPtr> runs) {
    runs_ = std::move(runs);
    plot_->clear();
    for (size_t i = 0; i < runs_.size() && i < folders_.size(); ++i) {
        if (!runs_[i] || folders_[i].slot >= LossPlot::kMostCurves) continue;
        plot_->setCurve(folders_[i].slot, nameOfSlot(folders_[i].slot) + ": " + runs_[i]->label(),
                        runs_[i]->data().steps);
    }
    fillTests();
    refreshGrids();
    Q_EMIT shown();
}

void ComparePage::fillTests() {
    const QSignalBlocker quiet(tests_);
    tests_->clear();
    const ComparedTask* chosen = chosenTask();
    for (const RunRecordPtr& run : runs_) {
        if (!run || chosen == nullptr || tests_->count() > 0) continue;
        for (const FewShotTask& task : run->data().tasks) {
            if (qualifiedId(task.set, task.id) != chosen->id) continue;
            for (size_t test = 0; test < task.queries.size(); ++test) {
                tests_->addItem(
                    tr("%1, test %2").arg(QString::fromStdString(chosen->id)).arg(test + 1));
            }
        }
    }
    tests_->setVisible(tests_->count() > 0);
}

void ComparePage::refreshGrids() {
    const ComparedTask* chosen = chosenTask();
    const int test = tests_->currentIndex();
    if (chosen == nullptr || test < 0) {
        predictions_->show({}, {}, 0);
        return;
    }
    std::vector<PredictionRow::Prediction> predictions;
    for (size_t i = 0; i < runs_.size() && i < folders_.size(); ++i) {
        predictions.push_back({nameOfSlot(folders_[i].slot), runs_[i], {}});
        if (!runs_[i] || hidden_) continue;
        for (const FewShotTask& task : runs_[i]->data().tasks) {
            const auto index = static_cast<size_t>(test);
            if (qualifiedId(task.set, task.id) != chosen->id || index >= task.queries.size()) {
                continue;
            }
            predictions.back().truth = task.queries[index].output;
        }
    }
    predictions_->show(predictions, chosen->id, test);
}

void ComparePage::openChosenRun() {
    const ComparedTask* task = chosenTask();
    if (task == nullptr) return;
    const int column = verdictsView_->currentIndex().column() - 1;
    const int folder = column >= 0 && column < static_cast<int>(task->runs.size())
                           ? column
                           : std::max(0, chosenRun());
    const auto& runs = task->runs[static_cast<size_t>(folder)];
    if (runs.empty()) {
        Q_EMIT problem(tr("This task was not run there"), QString::fromStdString(task->id));
        return;
    }
    Q_EMIT runAsked(runs.front());
}

} // namespace ttt
