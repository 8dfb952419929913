// The demonstrations of a text task before a run: rows are chosen with check boxes, moved, edited,
// added and removed. What the run gets is arranged(); without a change it is the task itself, whose
// demonstrations are drawn by seed.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/few_shot_task.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace ttt {

class Actions;
class ItemModel;

class DemonstrationsPane : public QWidget {
    Q_OBJECT
public:
    explicit DemonstrationsPane(const Actions& actions, QWidget* parent = nullptr);

    // The rows as the config draws them, unless the same task has been changed by hand.
    void showTask(const FewShotTask& task, const RunConfig& config);
    bool changed() const;
    // Of the shown task, with at most config.task.items questions where rows were changed; BadInput
    // where nothing would be shown or asked. Any other task as it is.
    FewShotTask arranged(const FewShotTask& task, const RunConfig& config) const;

    void finishEditing(); // what stands in an open editor counts
    void moveRow(int by);
    void addRow();
    void removeRow();
    void reset();
    // Asks for a file; what went wrong, or nothing.
    QString saveAs();
    void saveTo(const QString& file); // throws as writeFileAtomically does

    ItemModel& items() { return *model_; }
    QTableView& table() { return *table_; }

Q_SIGNALS:
    void edited();

private:
    void refresh();

    FewShotTask task_; // as it was given
    FewShotTask drawn_;
    ItemModel* model_;
    QTableView* table_;
    QLabel* note_;
};

} // namespace ttt
