// Runs and suites side by side: a table of what is compared with its baseline, each task's verdict,
// the parameters in which they differ and no others, and of the chosen task the curves and the
// predictions next to the true output. Folders are read on the thread pool.
#pragma once

#include "ui/compare/compared_runs.h"
#include "ui/runs/run_record.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace ttt {

class LossPlot;
class ParameterDiffModel;
class PredictionRow;
class TitledGrid;
class VerdictFilter;
class VerdictModel;

class ComparePage : public QWidget {
    Q_OBJECT
public:
    explicit ComparePage(QWidget* parent = nullptr);

    // In place of what is compared; the first becomes the baseline.
    void compare(const std::vector<std::filesystem::path>& folders);
    void add(const std::filesystem::path& folder); // does nothing where it is there
    void removeChosen();
    void pinChosen();
    void openChosenRun(); // of the chosen task and column
    void setDigits(bool digits);
    void setAnswersHidden(bool hidden);
    // They ask for a file; what went wrong, or nothing.
    QString exportTableAsked();
    QString exportFigureAsked();

    const Comparison& comparison() const { return comparison_; }
    int baseline() const { return baseline_; } // index into the comparison
    ParameterDiffModel& parameters() { return *parameters_; }
    LossPlot& plot() { return *plot_; }
    QTableView& runsView() { return *runsView_; }
    QTableView& verdictsView() { return *verdictsView_; }
    QComboBox& pairFilter() { return *pairFilter_; }
    QComboBox& seeds() { return *seeds_; }
    QString statistics() const;
    // Null where there is no such run.
    TitledGrid* grid(int run, int attempt) const;

Q_SIGNALS:
    void shown(); // what was asked for is there: the folders, or the runs of a task
    void runAsked(const std::filesystem::path& folder);
    void problem(const QString& title, const QString& details);

private:
    QWidget* makeUpper();
    QWidget* makeTasks();
    QWidget* makeTask();
    void reload();
    void showComparison(Comparison comparison);
    void refreshPair();
    void chooseTask();
    void fillSeeds();
    void readTaskRuns(); // of the chosen task and seed
    std::filesystem::path chosenRunOf(const ComparedTask& task, size_t folder) const;
    void showTaskRuns(std::vector<RunRecordPtr> runs);
    void fillTests();
    void refreshGrids();
    std::optional<PairedComparison> chosenPair() const;
    const ComparedTask* chosenTask() const;
    int chosenRun() const; // row of the compared runs; -1 for none
    QStringList names() const;
    int freeSlot() const;

    std::vector<ComparedFolder> folders_;
    Comparison comparison_;
    std::vector<RunRecordPtr> runs_; // of the chosen task, one a folder; null where it was not run
    int baseline_ = 0;
    int reading_ = 0; // newest request wins
    int readingRuns_ = 0;
    bool hidden_ = false;
    ComparedRuns* compared_;
    QTableView* runsView_;
    ParameterDiffModel* parameters_;
    QTableView* parametersView_;
    QLabel* same_;
    VerdictModel* verdicts_;
    VerdictFilter* filter_;
    QTableView* verdictsView_;
    QComboBox* pairFilter_;
    QLabel* statistics_;
    QWidget* tasks_ = nullptr;
    LossPlot* plot_;
    QComboBox* seeds_; // where a folder has the task several times
    QComboBox* tests_;
    PredictionRow* predictions_;
};

} // namespace ttt
