// The questions and answers of a text task as a table: which are shown as demonstrations, in which
// order, and what they say. Read-only on the task page; on the setup page rows are chosen, moved
// and edited, and the task that a run then gets is made here.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <QAbstractTableModel>

namespace ttt {

class ItemModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Shown, Question, Answer, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    // The demonstrations first, checked, then the questions. Of a task of grids no rows.
    void showTask(const FewShotTask& task);
    void setEditable(bool editable);
    void setAnswersHidden(bool hidden); // of rows that are not shown
    bool changed() const { return edits_ > 0; }
    int edits() const { return edits_; }
    int shownCount() const;
    // Where the row then is; the same where it cannot move.
    int move(int row, int by);
    void addRow();
    void removeRow(int row);

    // The task as it was given while nothing has changed. Else a task of the user's that knows its
    // origin, with the checked rows as demonstrations and the others with an answer to be asked;
    // BadInput where there would be none of one kind, or where a demonstration says nothing.
    FewShotTask arranged() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void edited();

private:
    struct Item {
        std::string question;
        std::string answer; // empty where it is not known
        bool shown = false;
    };
    void noteEdit();

    FewShotTask task_;
    std::vector<Item> items_;
    int edits_ = 0;
    bool editable_ = false;
    bool hidden_ = false;
};

} // namespace ttt
