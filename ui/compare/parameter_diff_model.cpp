#include "ui/compare/parameter_diff_model.h"

#include <QFont>

namespace ttt {

void ParameterDiffModel::show(const std::vector<FieldDifference>& differences,
                              const QStringList& names, int baseline) {
    beginResetModel();
    differences_ = differences;
    names_ = names;
    baseline_ = baseline;
    endResetModel();
}

int ParameterDiffModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(differences_.size());
}

int ParameterDiffModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 1 + static_cast<int>(names_.size());
}

QVariant ParameterDiffModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const FieldDifference& difference = differences_[static_cast<size_t>(index.row())];
    const auto valueOf = [&](int run) { return difference.values[static_cast<size_t>(run)]; };
    if (role == Qt::FontRole && index.column() > 0 && baseline_ >= 0) {
        QFont font;
        font.setBold(valueOf(index.column() - 1) != valueOf(baseline_));
        return font;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    return QString::fromStdString(index.column() == 0 ? difference.path
                                                      : valueOf(index.column() - 1));
}

QVariant ParameterDiffModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    if (section == 0) return tr("Parameter");
    return section <= names_.size() ? QVariant(names_[section - 1]) : QVariant();
}

} // namespace ttt
