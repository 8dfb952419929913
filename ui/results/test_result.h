// One test of a run: its input, the answer without TTT, both attempts and the true output in a
// row, with wrong cells marked, over the candidates that were voted on.
#pragma once

#include "ui/runs/run_record.h"

#include <QFrame>

class QGridLayout;

namespace ttt {

class CandidateStrip;
class TitledGrid;

class TestResult : public QFrame {
    Q_OBJECT
public:
    // alone: the only test, which may take the whole page
    TestResult(const FewShotTask& task, int test, bool alone, QWidget* parent = nullptr);

    void refresh(const RunRecord& run);
    void setDigits(bool digits);
    // How the answers are shown; takes effect with the next refresh.
    void setAnswersHidden(bool hidden) { hidden_ = hidden; }
    void setConfidenceShown(bool shown) { confidence_ = shown; }
    TitledGrid& without() { return *without_; }
    TitledGrid& truth() { return *truth_; }
    TitledGrid& attempt(int index) { return *(index == 0 ? first_ : second_); }

private:
    void placeAlone(QGridLayout& layout);
    void placeInARow(QGridLayout& layout);

    FewShotTask task_;
    int test_;
    TitledGrid* input_;
    TitledGrid* without_;
    TitledGrid* first_;
    TitledGrid* second_;
    TitledGrid* truth_;
    CandidateStrip* candidates_;
    bool hidden_ = false;
    bool confidence_ = false;
};

} // namespace ttt
