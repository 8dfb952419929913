#include "ui/browse/task_list_model.h"

#include "ui/words.h"

#include <algorithm>

namespace ttt {

TaskListModel::TaskListModel(QObject* parent) : QAbstractListModel(parent) {}

void TaskListModel::setEntries(std::vector<TaskEntryPtr> entries) {
    beginResetModel();
    entries_ = std::move(entries);
    refilter();
    endResetModel();
}

void TaskListModel::setFilter(const QString& text, const QString& set) {
    beginResetModel();
    filter_ = TaskFilter(text, set);
    refilter();
    endResetModel();
}

void TaskListModel::setOrder(TaskOrder order) {
    if (order == order_) return;
    beginResetModel();
    order_ = order;
    refilter();
    endResetModel();
}

void TaskListModel::setLastResults(QHash<QString, LastResult> results) {
    if (results == results_) return;
    beginResetModel();
    results_ = std::move(results);
    refilter();
    endResetModel();
}

LastResult TaskListModel::lastResult(const TaskEntry& entry) const {
    return results_.isEmpty() ? LastResult::NotRun
                              : results_.value(entry.qualified(), LastResult::NotRun);
}

void TaskListModel::refilter() {
    shown_.clear();
    std::ranges::copy_if(entries_, std::back_inserter(shown_), [this](const TaskEntryPtr& entry) {
        return filter_.accepts(*entry, lastResult(*entry));
    });
    sortShown();
}

// Equal ones stay as listed.
void TaskListModel::sortShown() {
    const auto by = [this](auto key) { std::ranges::stable_sort(shown_, {}, key); };
    switch (order_) {
    case TaskOrder::AsListed:
        break;
    case TaskOrder::Name:
        by([](const TaskEntryPtr& entry) -> const std::string& { return entry->task.id; });
        break;
    case TaskOrder::Side:
        by([](const TaskEntryPtr& entry) { return entry->facts.side; });
        break;
    case TaskOrder::Cells:
        by([](const TaskEntryPtr& entry) { return entry->facts.cells; });
        break;
    case TaskOrder::Colours:
        by([](const TaskEntryPtr& entry) { return entry->facts.colours; });
        break;
    case TaskOrder::Pairs:
        by([](const TaskEntryPtr& entry) { return entry->facts.pairs; });
        break;
    case TaskOrder::LastResult:
        by([this](const TaskEntryPtr& entry) { return -static_cast<int>(lastResult(*entry)); });
        break;
    }
}

TaskEntryPtr TaskListModel::entryAt(int row) const {
    return row >= 0 && row < rowCount() ? shown_[static_cast<size_t>(row)] : nullptr;
}

int TaskListModel::rowOf(const QString& qualified) const {
    const auto found = std::ranges::find_if(
        shown_, [&](const TaskEntryPtr& entry) { return entry->qualified() == qualified; });
    return found == shown_.end() ? -1 : static_cast<int>(found - shown_.begin());
}

int TaskListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant TaskListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const TaskEntry& entry = *shown_[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(entry.task.id);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1, %2%3, %4")
            .arg(QString::fromStdString(entry.task.id),
                 setTitle(QString::fromStdString(entry.task.set)),
                 entry.level.isEmpty() ? QString() : ", " + entry.level,
                 counted(static_cast<qint64>(entry.task.examples.size()), tr("demonstration"),
                         tr("demonstrations")));
    case QualifiedRole:
        return entry.qualified();
    case LevelRole:
        return entry.level;
    case SetRole:
        return QString::fromStdString(entry.task.set);
    default:
        return {};
    }
}

} // namespace ttt
