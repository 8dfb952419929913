// A run as it goes: phases, loss curve, and the prediction as it was at the step under the cursor,
// between the answer without TTT and the true output. The cursor follows the newest step until the
// user moves it. Shows stored runs in the same way.
#pragma once

#include "ui/runs/run_record.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

namespace ttt {

class LiveControls;
class LossPlot;
class PhaseStrip;
class StepLog;
class TitledGrid;

class LivePage : public QWidget {
    Q_OBJECT
public:
    explicit LivePage(QWidget* parent = nullptr);

    void showRun(const RunRecordPtr& run);
    void setDigits(bool digits);
    void setAnswersHidden(bool hidden); // true outputs, and what tells them
    void play(bool playing);            // moves the cursor through the run
    bool playing() const;
    void stepBy(qint64 steps);
    // Asks for a file; what went wrong, or nothing.
    QString exportCurves();
    void moveCursor(qint64 step); // as the user does

    LossPlot& plot() { return *plot_; }
    QSlider& slider();
    LiveControls& controls() { return *controls_; }
    StepLog& log() { return *log_; }
    TitledGrid& prediction() { return *predicted_; }
    qint64 cursor() const { return cursor_; }
    bool following() const; // the user has not moved the cursor

Q_SIGNALS:
    void cursorPlaced(qint64 step, qint64 last); // by the user, or as the run goes on

private:
    QWidget* makeUpper();
    void connectControls();
    QWidget* makeGrids();
    void fillTests();
    void refreshState();
    void refreshSteps();
    void refreshMarks();
    void refreshGrids();
    void showWithoutTtt(const std::string& id, int test, const std::optional<Value>& truth);
    void showAtCursor(const std::string& id, int test, const std::optional<Value>& truth);
    void refreshAgreement(const std::string& id, int test);
    void placeCursor(qint64 step);
    // Of the chosen task's test, unless answers are hidden.
    std::optional<Value> shownTruth(const FewShotTask& task, int test) const;
    // The chosen task and test of the run; null where there is no run.
    const FewShotTask* chosen(int& test) const;

    RunRecordPtr run_;
    PhaseStrip* phases_;
    QLabel* numbers_;
    LossPlot* plot_;
    StepLog* log_;
    LiveControls* controls_;
    QComboBox* tests_;
    QLabel* agreement_;
    TitledGrid* without_;
    TitledGrid* predicted_;
    TitledGrid* truth_;
    qint64 cursor_ = 0;
    bool hidden_ = false;
};

} // namespace ttt
