#include "ui/models/probability_model.h"

#include "ui/text/token_model.h"
#include "ui/theme.h"

#include <QPainter>
#include <cmath>

namespace ttt {

void ProbabilityModel::show(std::vector<TokenProbability> tokens) {
    beginResetModel();
    tokens_ = std::move(tokens);
    endResetModel();
}

int ProbabilityModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(tokens_.size());
}

int ProbabilityModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant ProbabilityModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const TokenProbability& token = tokens_[static_cast<size_t>(index.row())];
    const double share = std::exp(token.logProbability);
    if (role == Qt::UserRole && index.column() == Probability) return share;
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Token:
        return visiblePiece(token.piece);
    case Id:
        return static_cast<qlonglong>(token.id);
    default:
        return QStringLiteral("%1 %").arg(100 * share, 0, 'f', 2);
    }
}

QVariant ProbabilityModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const QString titles[] = {tr("Token"), tr("Id"), tr("Probability")};
    const QString tips[] = {tr("· is a space, ⏎ a line break"), tr("In the model's vocabulary"),
                            tr("That this token comes next")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const double share = index.data(Qt::UserRole).toDouble();
    QColor ink = themeColours(option.palette).accent;
    ink.setAlpha(80);
    const QRect area = option.rect.adjusted(2, 3, -2, -3);
    painter->fillRect(
        QRect(area.topLeft(), QSize(static_cast<int>(share * area.width()), area.height())), ink);
    QStyledItemDelegate::paint(painter, option, index);
}

} // namespace ttt
