// A text task on the task page: how it is asked, and its demonstrations and questions as a table.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <QTableView>
#include <QWidget>

class QLabel;

namespace ttt {

class ItemModel;

// Columns as wide as they are read: short ones by content, the column `wide` takes what is left.
void prepareTextTable(QTableView& table, int wide);

class ItemTable : public QWidget {
    Q_OBJECT
public:
    explicit ItemTable(QWidget* parent = nullptr);
    void showTask(const FewShotTask& task);
    void setAnswersHidden(bool hidden);
    ItemModel& items() { return *model_; }
    QTableView& table() { return *table_; }

private:
    ItemModel* model_;
    QLabel* form_;
    QTableView* table_;
};

} // namespace ttt
