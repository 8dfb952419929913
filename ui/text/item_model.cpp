#include "ui/text/item_model.h"

#include "core/base/error.h"
#include "core/tasks/arc_json.h"

#include <algorithm>

namespace ttt {

namespace {

std::string textOf(const Value& value) {
    const std::string* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string() : *text;
}

} // namespace

void ItemModel::showTask(const FewShotTask& task) {
    beginResetModel();
    task_ = task;
    edits_ = 0;
    items_.clear();
    const bool text =
        !task.queries.empty() && std::holds_alternative<std::string>(task.queries.front().input);
    if (text) {
        for (const Example& shown : task.examples) {
            items_.push_back({textOf(shown.input), textOf(shown.output), true});
        }
        for (const Query& query : task.queries) {
            items_.push_back(
                {textOf(query.input), query.output ? textOf(*query.output) : std::string(), false});
        }
    }
    endResetModel();
}

void ItemModel::setEditable(bool editable) { editable_ = editable; }

void ItemModel::setAnswersHidden(bool hidden) {
    hidden_ = hidden;
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, Answer), index(rowCount() - 1, Answer));
}

int ItemModel::shownCount() const {
    return static_cast<int>(std::ranges::count_if(items_, &Item::shown));
}

int ItemModel::move(int row, int by) {
    const int to = std::clamp(row + by, 0, rowCount() - 1);
    if (row < 0 || row >= rowCount() || to == row) return row;
    beginMoveRows({}, row, row, {}, to > row ? to + 1 : to);
    const Item item = items_[static_cast<size_t>(row)];
    items_.erase(items_.begin() + row);
    items_.insert(items_.begin() + to, item);
    endMoveRows();
    noteEdit();
    return to;
}

void ItemModel::addRow() {
    beginInsertRows({}, 0, 0);
    items_.insert(items_.begin(), {tr("New question").toStdString(), "?", true});
    endInsertRows();
    noteEdit();
}

void ItemModel::removeRow(int row) {
    if (row < 0 || row >= rowCount()) return;
    beginRemoveRows({}, row, row);
    items_.erase(items_.begin() + row);
    endRemoveRows();
    noteEdit();
}

void ItemModel::noteEdit() {
    ++edits_;
    Q_EMIT edited();
}

FewShotTask ItemModel::arranged() const {
    if (!changed()) return task_;
    FewShotTask task;
    task.id = task_.id + "-own";
    task.form = task_.form;
    task.origin = task_.origin.value_or(
        TaskOrigin{qualifiedId(task_.set, task_.id), taskHash(task_), edits_});
    for (const Item& item : items_) {
        if (item.shown && (item.answer.empty() || item.question.empty())) {
            throw Error(ErrorKind::BadInput, task.id,
                        "a demonstration needs a question and an answer");
        }
        if (item.shown) {
            task.examples.push_back({item.question, item.answer});
        } else {
            task.queries.push_back({item.question, item.answer.empty()
                                                       ? std::nullopt
                                                       : std::optional<Value>(item.answer)});
        }
    }
    if (task.queries.empty()) {
        throw Error(ErrorKind::BadInput, task.id,
                    "every row is a demonstration: none is left to be asked");
    }
    return task;
}

int ItemModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

int ItemModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant ItemModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Item& item = items_[static_cast<size_t>(index.row())];
    const QString question = QString::fromStdString(item.question);
    const bool hide = hidden_ && !item.shown;
    switch (role) {
    case Qt::CheckStateRole:
        if (index.column() == Shown && editable_) return item.shown ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::EditRole:
        if (index.column() == Shown) return {};
        return index.column() == Question ? question : QString::fromStdString(item.answer);
    case Qt::ToolTipRole:
        return index.column() == Question ? question : QVariant();
    case Qt::AccessibleTextRole:
    case Qt::DisplayRole:
        if (index.column() == Shown) return item.shown ? tr("shown") : tr("asked");
        if (index.column() == Question) return question.simplified();
        if (hide) return tr("hidden");
        return item.answer.empty() ? tr("not known") : QString::fromStdString(item.answer);
    default:
        return {};
    }
}

bool ItemModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!editable_ || !checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    Item& item = items_[static_cast<size_t>(index.row())];
    if (role == Qt::CheckStateRole && index.column() == Shown) {
        const bool shown = value.toInt() == Qt::Checked;
        if (shown == item.shown) return true;
        item.shown = shown;
    } else if (role == Qt::EditRole && index.column() != Shown) {
        std::string& text = index.column() == Question ? item.question : item.answer;
        const std::string given = value.toString().toStdString();
        if (given == text) return true;
        text = given;
    } else {
        return false;
    }
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), Columns - 1));
    noteEdit();
    return true;
}

Qt::ItemFlags ItemModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!editable_ || !index.isValid()) return flags;
    return flags | (index.column() == Shown ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable);
}

QVariant ItemModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical && role == Qt::DisplayRole) return section + 1;
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const QString titles[] = {tr("Use"), tr("Question"), tr("Answer")};
    const QString tips[] = {tr("Shown as a demonstration, or asked"), tr("What is asked"),
                            tr("The right answer")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

} // namespace ttt
