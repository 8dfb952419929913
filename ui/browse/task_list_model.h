// The tasks of the gallery after its filters, as a flat list model. Keeps pointers to the library's
// entries; knows nothing of how they are drawn.
#pragma once

#include "ui/browse/task_library.h"

#include <QAbstractListModel>

namespace ttt {

class TaskListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { QualifiedRole = Qt::UserRole + 1, LevelRole, SetRole };

    explicit TaskListModel(QObject* parent = nullptr);

    void setEntries(std::vector<TaskEntryPtr> entries);
    // text: words that must all occur in the search text; set: a set's name, "subset80", or empty
    // for all. An entry without a set belongs to "files".
    void setFilter(const QString& text, const QString& set);

    TaskEntryPtr entryAt(int row) const;
    int rowOf(const QString& qualified) const; // -1 if filtered out
    int total() const { return static_cast<int>(entries_.size()); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void refilter();
    bool accepts(const TaskEntry& entry) const;

    std::vector<TaskEntryPtr> entries_;
    std::vector<TaskEntryPtr> shown_;
    QStringList words_;
    QString set_;
};

} // namespace ttt
