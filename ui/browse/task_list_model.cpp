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
    words_ = text.toLower().replace(QChar(0x00d7), 'x').split(' ', Qt::SkipEmptyParts);
    set_ = set;
    refilter();
    endResetModel();
}

void TaskListModel::refilter() {
    shown_.clear();
    std::ranges::copy_if(entries_, std::back_inserter(shown_),
                         [this](const TaskEntryPtr& entry) { return accepts(*entry); });
}

bool TaskListModel::accepts(const TaskEntry& entry) const {
    const QString set = QString::fromStdString(entry.task.set);
    const bool inSet = set_.isEmpty() || (set_ == "subset80" && entry.inSubset80) || set == set_ ||
                       (set_ == "files" && set.isEmpty());
    return inSet && std::ranges::all_of(words_, [&](const QString& word) {
               // "1x1" means the size 1x1 and not the end of 11x1.
               const bool size = word.contains('x') && word[0].isDigit() && word.back().isDigit();
               return entry.searchText.contains(size ? ' ' + word + ' ' : word);
           });
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
