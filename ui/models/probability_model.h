// The likeliest next tokens with their probabilities, as a table with bars. Part of the playground.
#pragma once

#include "core/api/text_queries.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace ttt {

class ProbabilityModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Token, Id, Probability, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    void show(std::vector<TokenProbability> tokens);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override; // UserRole: share, 0 to 1
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<TokenProbability> tokens_;
};

// Draws Qt::UserRole as a bar behind the text.
class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace ttt
