// What a run came to: one sentence of verdict, its numbers, and one card a test.
#pragma once

#include "ui/runs/run_record.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace ttt {

class QuestionModel;
class TestResult;

class ResultsPage : public QWidget {
    Q_OBJECT
public:
    explicit ResultsPage(QWidget* parent = nullptr);

    void showRun(const RunRecordPtr& run);
    void setDigits(bool digits);
    void setAnswersHidden(bool hidden); // held H, or the button, shows them for that long
    void setConfidenceShown(bool shown);
    void showViews(); // every view's answer and the votes, in a window of its own
    QString verdict() const;
    QTableView& questions() { return *table_; } // in place of cards for a task of texts
    const std::vector<TestResult*>& tests() const { return tests_; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    void setPeeking(bool peeking);
    void refresh();
    void refreshVerdict();
    void showCards();

    RunRecordPtr run_;
    QLabel* verdict_;
    QLabel* numbers_;
    QVBoxLayout* cards_;
    std::vector<TestResult*> tests_;
    QPushButton* peek_;
    QStackedWidget* stack_ = nullptr; // cards, or a table of questions
    QuestionModel* questions_ = nullptr;
    QTableView* table_ = nullptr;
    bool digits_ = false;
    bool hidden_ = false;
    bool peeking_ = false;
    bool confidence_ = false;
};

// Tests of the run that are exactly right within the attempts; known: with a public answer.
struct Tests {
    int right = 0;
    int known = 0;
    int answered = 0;
};
Tests countRight(const RunRecord& run, bool withTtt);

} // namespace ttt
