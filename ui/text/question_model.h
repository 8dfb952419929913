// The questions of a text task with their targets and the answers that a run gave, before and after
// training, as a table. Used by the text page and by the results of text tasks; what it shows is
// read from the run's record.
#pragma once

#include "ui/runs/run_record.h"

#include <QAbstractTableModel>

namespace ttt {

// A grid as "10x10", a text as it is in one line.
QString inOneLine(const Value& value);

class QuestionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Question, Target, Without, With, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    void showTask(const FewShotTask& task);
    // The run's first task; its answers follow as refresh is called.
    void showRun(const RunRecordPtr& run);
    void refresh();
    void setTargetsHidden(bool hidden);
    const FewShotTask& task() const { return task_; }
    // The leading answer of a test; nothing where there is none yet.
    std::optional<Value> answer(int test, bool withTtt) const;
    // "12 of 50 right without TTT, 31 of 50 with it"; empty before the first answer.
    QString summary() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(int row, int column) const;
    std::optional<bool> right(int row, bool withTtt) const;
    std::vector<std::optional<Value>> readAnswers(bool withTtt) const;

    FewShotTask task_;
    RunRecordPtr run_;
    std::vector<std::optional<Value>> without_; // one a test
    std::vector<std::optional<Value>> with_;
    bool hidden_ = false;
};

} // namespace ttt
