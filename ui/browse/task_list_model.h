// The tasks of the gallery after its filters, as a flat list model. Keeps pointers to the library's
// entries; knows nothing of how they are drawn.
#pragma once

#include "ui/browse/task_library.h"

#include <QAbstractListModel>
#include <QHash>

namespace ttt {

class TaskListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { QualifiedRole = Qt::UserRole + 1, LevelRole, SetRole };

    explicit TaskListModel(QObject* parent = nullptr);

    void setEntries(std::vector<TaskEntryPtr> entries);
    // As TaskFilter reads them.
    void setFilter(const QString& text, const QString& set);
    void setOrder(TaskOrder order);
    // What the last run of a task came to, by qualified id.
    void setLastResults(QHash<QString, LastResult> results);
    LastResult lastResult(const TaskEntry& entry) const;

    TaskEntryPtr entryAt(int row) const;
    int rowOf(const QString& qualified) const; // -1 if filtered out
    int total() const { return static_cast<int>(entries_.size()); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void refilter();
    void sortShown();

    std::vector<TaskEntryPtr> entries_;
    std::vector<TaskEntryPtr> shown_;
    TaskFilter filter_;
    TaskOrder order_ = TaskOrder::AsListed;
    QHash<QString, LastResult> results_;
};

} // namespace ttt
