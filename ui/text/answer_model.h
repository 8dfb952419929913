// One question's answers side by side: without TTT, as it was at the step under the cursor, and
// with TTT; raw output, how the answer is read from it, what was read, target and verdict. A model
// of six rows for the text page.
#pragma once

#include "core/tasks/candidate.h"
#include "core/tasks/few_shot_task.h"

#include <QAbstractTableModel>
#include <optional>

namespace ttt {

struct ShownAnswer {
    std::optional<Candidate> candidate; // nothing where there is none (yet)
    QString why;                        // then: why not
};

// How an answer is read from what a model writes under a prompt format, in words.
QString readingRule(const FewShotTask& task, const std::string& format);

class AnswerModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Row { Raw, Rule, Answer, Target, Verdict, LogProbability, Rows };
    enum Column { Without, AtStep, With, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    // target: nothing where it is not known or hidden, which `hidden` tells apart.
    void show(const std::array<ShownAnswer, Columns>& answers, const QString& rule,
              const std::optional<Value>& target, bool hidden);
    void setStep(qint64 step); // of the column in the middle

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(int row, int column) const;

    std::array<ShownAnswer, Columns> answers_;
    QString rule_;
    std::optional<Value> target_;
    bool hidden_ = false;
    qint64 step_ = 0;
};

} // namespace ttt
