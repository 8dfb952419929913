// Episodes as training would see them: the demonstrations, then the query whose answer is trained
// on, with how they were made. Drawn when visible only.
#pragma once

#include "core/api/engine.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace ttt {

class EpisodeListModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setPreview(EpisodePreview preview);
    const Episode& at(int row) const { return preview_.episodes[static_cast<size_t>(row)]; }
    int64_t tokensAt(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    EpisodePreview preview_;
};

class EpisodeDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

class EpisodeStrip : public QListView {
    Q_OBJECT
public:
    explicit EpisodeStrip(QWidget* parent = nullptr);
    void showPreview(EpisodePreview preview);
    EpisodeListModel& episodes() { return *model_; }

private:
    EpisodeListModel* model_;
};

// "rotate-90, colours permuted, without demonstration 2"
QString describe(const Provenance& provenance);

} // namespace ttt
