#include "ui/compare/parameter_diff_model.h"

namespace ttt {

void ParameterDiffModel::setConfigs(const RunConfig& first, const RunConfig& second) {
    beginResetModel();
    differences_ = differingFields({first, second});
    endResetModel();
}

int ParameterDiffModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(differences_.size());
}

int ParameterDiffModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3;
}

QVariant ParameterDiffModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const FieldDifference& difference = differences_[static_cast<size_t>(index.row())];
    if (index.column() == 0) return QString::fromStdString(difference.path);
    return QString::fromStdString(difference.values[static_cast<size_t>(index.column() - 1)]);
}

QVariant ParameterDiffModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QString titles[] = {tr("Parameter"), tr("Run A"), tr("Run B")};
    return section >= 0 && section < 3 ? titles[section] : QVariant();
}

} // namespace ttt
