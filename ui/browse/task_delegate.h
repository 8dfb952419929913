// Draws one task of the gallery: its first pair as a thumbnail over its id and level. Thumbnails
// are made when they are first painted and kept in a bounded least-recently-used cache, so that
// only what is visible costs anything.
#pragma once

#include "ui/browse/task_list_model.h"

#include <QCache>
#include <QImage>
#include <QStyledItemDelegate>

namespace ttt {

struct ThemeColours;

class TaskDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit TaskDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    int cachedThumbnails() const { return static_cast<int>(cache_.count()); }
    static QSize cardSize();

private:
    const QImage& thumbnail(const TaskEntry& entry, qreal scale, const ThemeColours& colours) const;

    mutable QCache<QString, QImage> cache_; // cost: bytes
};

} // namespace ttt
