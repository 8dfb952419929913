// A task before and after its edits: which values changed, cell by cell, over what the newest runs
// of the original and of the copy answered and what they came to. Reads those runs on the thread
// pool; starting them is the window's business.
#pragma once

#include "core/tasks/edit/task_edits.h"
#include "ui/runs/run_record.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace ttt {

class TitledGrid;

class BeforeAfter : public QWidget {
    Q_OBJECT
public:
    explicit BeforeAfter(std::filesystem::path runsFolder, QWidget* parent = nullptr);

    void showTasks(const FewShotTask& original, const FewShotTask& edited);
    void readRuns();               // again, as after a run
    void setRunning(bool running); // both were started and are not over
    QString summary() const;
    QString verdicts() const; // of the two runs, and in which parameters they differ
    const RunRecordPtr& run(bool edited) const { return runs_[edited ? 1 : 0]; }
    const std::vector<TitledGrid*>& grids() const { return grids_; } // pairs: before, after

Q_SIGNALS:
    void runBothAsked();
    void runsRead();

private:
    void rebuild();
    void addRow(const QString& title, const std::optional<Value>& before,
                const std::optional<Value>& after, bool marksChanges);
    void addChanges();
    void addAnswers();
    void showAnswer(TitledGrid& grid, int side, size_t test);
    void refreshVerdicts();

    std::filesystem::path runsFolder_;
    FewShotTask original_;
    FewShotTask edited_;
    RunRecordPtr runs_[2];
    int generation_ = 0;
    bool running_ = false;
    QLabel* summary_;
    QLabel* verdicts_;
    QVBoxLayout* rows_;
    std::vector<TitledGrid*> grids_;
};

} // namespace ttt
