// One row a loss: the first training episode with the cells that this loss looks at in their
// colours, framed, and all others faded; text episodes as their tokens. The form's own loss is
// marked.
#pragma once

#include "ui/setup/loss_cells.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace ttt {

struct LossPicture {
    Choice loss;
    TokenInspection tokens; // of the first episode under this loss
};

class LossListModel : public QAbstractListModel {
    Q_OBJECT
public:
    struct Row {
        LossPicture picture;
        std::optional<std::vector<PairWeights>> cells;
        bool chosen = false;
    };

    using QAbstractListModel::QAbstractListModel;
    void show(const Episode& episode, std::vector<LossPicture> losses, const std::string& chosen);
    void clear();
    const Episode& episode() const { return episode_; }
    const Row& at(int row) const { return rows_[static_cast<size_t>(row)]; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    Episode episode_;
    std::vector<Row> rows_;
};

class LossDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

class LossStrip : public QListView {
    Q_OBJECT
public:
    explicit LossStrip(QWidget* parent = nullptr);
    LossListModel& losses() { return *model_; }

private:
    LossListModel* model_;
};

} // namespace ttt
