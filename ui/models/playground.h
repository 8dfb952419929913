// A small playground: a prompt, its continuation by the chosen language model token by token, and
// the probabilities of what comes next. Asks the engine through the run queue; knows nothing of the
// list of models.
#pragma once

#include "core/api/text_queries.h"

#include <QWidget>
#include <memory>
#include <stop_token>

class QAction;
class QDoubleSpinBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTableView;

namespace ttt {

class ProbabilityModel;
class RunQueue;

class Playground : public QWidget {
    Q_OBJECT
public:
    // generate, stop: their commands.
    Playground(RunQueue& queue, QAction* generate, QAction* stop, QWidget* parent = nullptr);

    // readsText: whether it can be asked at all.
    void setModel(const QueryModel& model, bool readsText);
    void generate();
    void stop(); // what was generated stays
    bool generating() const { return source_ != nullptr; }

    QPlainTextEdit& prompt() { return *prompt_; }
    QPlainTextEdit& output() { return *output_; }
    ProbabilityModel& probabilities() { return *probabilities_; }
    QSpinBox& tokens() { return *tokens_; }
    QString note() const;

Q_SIGNALS:
    void started();
    void finished(); // also after a failure or a stop
    void problem(const QString& title, const QString& details);

private:
    QWidget* makeOptions(QAction* generate, QAction* stop);
    void receive(const TokenProbability& token);
    void finish(const QString& note);

    RunQueue& queue_;
    QueryModel model_;
    bool readsText_ = false;
    std::shared_ptr<std::stop_source> source_; // of what is being generated
    int received_ = 0;
    QByteArray bytes_; // of a character that is not whole yet
    QPlainTextEdit* prompt_;
    QPlainTextEdit* output_;
    ProbabilityModel* probabilities_;
    QTableView* table_;
    QSpinBox* tokens_;
    QDoubleSpinBox* temperature_;
    QSpinBox* seed_;
    QLabel* note_;
};

} // namespace ttt
