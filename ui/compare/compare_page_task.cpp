// The compare page's chosen task: reading its runs, their curves and predictions.
#include "ui/background.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/prediction_row.h"
#include "ui/compare/verdict_model.h"
#include "ui/live/loss_plot.h"

#include <QComboBox>
#include <QRegularExpression>
#include <QTableView>
#include <algorithm>

namespace ttt {

namespace {

struct ReadRuns {
    std::vector<RunRecordPtr> runs;
    QString problem;
};

// Of "task-s3" the 3; empty where the folder's name has no seed, as with a single one.
QString seedOf(const std::filesystem::path& run) {
    static const QRegularExpression pattern(QStringLiteral("-s(\\d+)$"));
    return pattern.match(QString::fromStdString(run.filename().string())).captured(1);
}

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
    fillSeeds();
    readTaskRuns();
}

// The seed that was chosen stays from task to task.
void ComparePage::fillSeeds() {
    const QSignalBlocker quiet(seeds_);
    const QString kept = seeds_->currentData().toString();
    seeds_->clear();
    if (const ComparedTask* task = chosenTask()) {
        QStringList seeds;
        for (const auto& runs : task->runs) {
            for (const auto& run : runs) {
                if (runs.size() > 1 && !seeds.contains(seedOf(run))) seeds << seedOf(run);
            }
        }
        for (const QString& seed : seeds) seeds_->addItem(tr("Seed %1").arg(seed), seed);
    }
    seeds_->setCurrentIndex(std::max(seeds_->count() > 0 ? 0 : -1, seeds_->findData(kept)));
    seeds_->setVisible(seeds_->count() > 1);
}

// A folder with one run of the task has it for every seed; empty where the task was not run.
std::filesystem::path ComparePage::chosenRunOf(const ComparedTask& task, size_t folder) const {
    const auto& runs = task.runs[folder];
    if (runs.size() == 1) return runs.front();
    const QString seed = seeds_->currentData().toString();
    const auto found = std::ranges::find(runs, seed, seedOf);
    return found == runs.end() ? std::filesystem::path() : *found;
}

void ComparePage::readTaskRuns() {
    const int request = ++readingRuns_;
    const ComparedTask* task = chosenTask();
    if (task == nullptr) {
        showTaskRuns(std::vector<RunRecordPtr>(folders_.size()));
        return;
    }
    std::vector<std::filesystem::path> folders;
    for (size_t i = 0; i < task->runs.size(); ++i) folders.push_back(chosenRunOf(*task, i));
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
    const std::filesystem::path run = chosenRunOf(*task, static_cast<size_t>(folder));
    if (run.empty()) {
        Q_EMIT problem(tr("This task was not run there"), QString::fromStdString(task->id));
        return;
    }
    Q_EMIT runAsked(run);
}

} // namespace ttt
