// What a run came to: one sentence of verdict, its numbers, and one card a test.
#pragma once

#include "ui/runs/run_record.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace ttt {

class TestResult;

class ResultsPage : public QWidget {
    Q_OBJECT
public:
    explicit ResultsPage(QWidget* parent = nullptr);

    void showRun(const RunRecordPtr& run);
    void setDigits(bool digits);
    QString verdict() const;
    const std::vector<TestResult*>& tests() const { return tests_; }

private:
    void refresh();
    void refreshVerdict();

    RunRecordPtr run_;
    QLabel* verdict_;
    QLabel* numbers_;
    QVBoxLayout* cards_;
    std::vector<TestResult*> tests_;
    bool digits_ = false;
};

// Tests of the run that are exactly right within the attempts; known: with a public answer.
struct Tests {
    int right = 0;
    int known = 0;
    int answered = 0;
};
Tests countRight(const RunRecord& run, bool withTtt);

} // namespace ttt
