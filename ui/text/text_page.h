// Text tasks as the model reads them: the questions, the exact prompt or training text with the
// tokens that the loss sees, and for a run the answers before, at the step under the one cursor,
// and after, with the probability of each option. Asks the engine through the run queue, a moment
// after the last change and only while it is visible.
#pragma once

#include "core/api/engine.h"
#include "ui/browse/task_library.h"
#include "ui/runs/run_record.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QStackedWidget;
class QTableView;
class QTimer;

namespace ttt {

class AnswerModel;
class OptionBars;
class QuestionModel;
class RunQueue;
class TokenModel;
class TokenView;

class TextPage : public QWidget {
    Q_OBJECT
public:
    // tokens: the command that shows tokens with ids.
    TextPage(RunQueue& queue, QAction* tokens, QWidget* parent = nullptr);

    void showTask(const TaskEntryPtr& task); // keeps a run of the same task
    void showRun(const RunRecordPtr& run);
    // Of the next run. modelReadsText: whether its model is a language model.
    void setConfig(const RunConfig& config, bool modelReadsText);
    void setAnswersHidden(bool hidden);
    void showStep(qint64 step, qint64 last); // where the cursor of the live page stands
    void stepQuestion(int by);

    QuestionModel& questions() { return *questions_; }
    QTableView& questionTable() { return *questionTable_; }
    TokenView& tokenView() { return *tokenView_; }
    TokenModel& tokens() { return *tokens_; }
    AnswerModel& answers() { return *answers_; }
    OptionBars& options() { return *options_; }
    QComboBox& texts() { return *texts_; }
    QSlider& slider() { return *slider_; }
    QString note() const; // the line under the text
    int question() const;

Q_SIGNALS:
    void stepAsked(qint64 step);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeQuestions();
    QWidget* makeText(QAction* tokens);
    QWidget* makeAnswers();
    void connectParts();
    const RunConfig& config() const; // of the shown run, else of the next
    void showQuestions();
    void schedule();
    void askTokens();
    void showTokens(const TokenInspection& tokens);
    void showWhyNot(const QString& why);
    void fillTexts(int episodes);
    void refreshAnswers();

    RunQueue& queue_;
    TaskEntryPtr task_;
    RunRecordPtr run_;
    RunConfig config_;
    bool modelReadsText_ = false;
    bool hidden_ = false;
    bool old_ = true; // the shown text
    qint64 step_ = 0;
    QuestionModel* questions_;
    TokenModel* tokens_;
    AnswerModel* answers_;
    QTableView* questionTable_ = nullptr;
    QLabel* summary_ = nullptr;
    QComboBox* texts_ = nullptr;
    QStackedWidget* stack_ = nullptr;
    TokenView* tokenView_ = nullptr;
    QTableView* tokenTable_ = nullptr;
    QLabel* note_ = nullptr;
    QLabel* stepLabel_ = nullptr;
    QSlider* slider_ = nullptr;
    QTableView* answerTable_ = nullptr;
    OptionBars* options_ = nullptr;
    QTimer* pause_;
};

} // namespace ttt
