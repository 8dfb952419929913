#include "ui/browse/task_delegate.h"

#include "ui/grids/grid_image.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kCacheBytes = 12 << 20;
constexpr int kCardWidth = 152;
constexpr int kPictureHeight = 72;
constexpr int kArrowWidth = 12;
constexpr int kMargin = 8;
constexpr int kLargestCell = 16;

// area in device pixels, of which scale are one of the window's.
void drawCentred(QPainter& painter, const Value& value, const QRect& area, qreal scale) {
    const Grid* grid = std::get_if<Grid>(&value);
    if (grid == nullptr) return;
    const int cell = fittingCell(grid->height(), grid->width(), area.width(), area.height(),
                                 qRound(kLargestCell * scale));
    const QImage image = gridImage(*grid, {.cell = cell, .lines = cell >= 5});
    const QPoint corner = area.center() - QPoint(image.width() / 2, image.height() / 2);
    painter.drawImage(corner, image);
    // Without it a black grid would end nowhere on a dark card.
    painter.setPen(QColor(kGridLine));
    painter.drawRect(QRect(corner, image.size()).adjusted(0, 0, -1, -1));
}

// The first demonstration as far as there is room, and its answer.
void drawText(QPainter& painter, const FewShotTask& task, const QSize& size,
              const ThemeColours& colours) {
    const auto textOf = [](const Value& value) {
        return QString::fromStdString(std::get<std::string>(value)).simplified();
    };
    QFont small = painter.font();
    small.setPixelSize(11);
    painter.setFont(small);
    const QFontMetrics metrics(small);
    const int lines = (size.height() - metrics.height() - 2) / metrics.height();
    const QRect question(0, 0, size.width(), lines * metrics.height());
    painter.setPen(colours.text);
    painter.setClipRect(question);
    painter.drawText(question, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     textOf(task.examples[0].input).left(160));
    painter.setClipping(false);
    painter.setPen(colours.accent);
    painter.drawText(
        QRect(0, question.bottom() + 2, size.width(), metrics.height()),
        Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText("→ " + textOf(task.examples[0].output), Qt::ElideRight, size.width()));
}

QImage drawThumbnail(const FewShotTask& task, qreal scale, const ThemeColours& colours) {
    const QSize size(kCardWidth - 2 * kMargin, kPictureHeight);
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    if (isText(task)) {
        painter.scale(scale, scale);
        drawText(painter, task, size, colours);
        painter.end();
        image.setDevicePixelRatio(scale);
        return image;
    }
    const int side = (image.width() - static_cast<int>(kArrowWidth * scale)) / 2;
    drawCentred(painter, task.examples[0].input, QRect(0, 0, side, image.height()), scale);
    drawCentred(painter, task.examples[0].output,
                QRect(image.width() - side, 0, side, image.height()), scale);
    painter.end();
    image.setDevicePixelRatio(scale);
    return image;
}

void drawArrow(QPainter& painter, const QPointF& centre, const QColor& colour) {
    painter.setPen(QPen(colour, 1.5));
    painter.drawLine(centre - QPointF(4, 0), centre + QPointF(3, 0));
    painter.drawLine(centre + QPointF(4, 0), centre + QPointF(1, -3));
    painter.drawLine(centre + QPointF(4, 0), centre + QPointF(1, 3));
}

} // namespace

TaskDelegate::TaskDelegate(QObject* parent) : QStyledItemDelegate(parent), cache_(kCacheBytes) {}

// Grows with the size of the text.
QSize TaskDelegate::cardSize() {
    const int line = QFontMetrics(QApplication::font()).height();
    return {kCardWidth, kMargin + kPictureHeight + 2 + std::max(20, line + 4) + 6};
}

QSize TaskDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return cardSize();
}

const QImage& TaskDelegate::thumbnail(const TaskEntry& entry, qreal scale,
                                      const ThemeColours& colours) const {
    const bool dark = colours.dark && isText(entry.task); // grids look the same in both themes
    const QString key = QStringLiteral("%1 %2 %3%4")
                            .arg(entry.serial)
                            .arg(scale)
                            .arg(int(chosenArcPalette()))
                            .arg(dark ? " dark" : "");
    if (const QImage* cached = cache_.object(key)) return *cached;
    auto* image = new QImage(drawThumbnail(entry.task, scale, colours));
    cache_.insert(key, image, static_cast<qsizetype>(image->sizeInBytes()));
    return *cache_.object(key);
}

void TaskDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    const auto* model = qobject_cast<const TaskListModel*>(index.model());
    const TaskEntryPtr entry = model ? model->entryAt(index.row()) : nullptr;
    if (!entry) return;
    const ThemeColours& colours = themeColours(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(option.rect).adjusted(3.5, 3.5, -3.5, -3.5);
    painter->setPen(QPen(selected || hovered ? colours.accent : colours.border, selected ? 2 : 1));
    painter->setBrush(selected ? colours.window : colours.surface);
    painter->drawRoundedRect(card, 6, 6);
    const QRect picture = option.rect.adjusted(kMargin, kMargin, -kMargin, 0);
    painter->drawImage(picture.topLeft(),
                       thumbnail(*entry, painter->device()->devicePixelRatioF(), colours));
    if (!isText(entry->task))
        drawArrow(*painter, QPointF(option.rect.center().x(), picture.top() + kPictureHeight / 2.0),
                  colours.muted);
    const QRect line =
        option.rect.adjusted(kMargin + 3, kMargin + kPictureHeight + 2, -kMargin - 3, -6);
    const LastResult result = model->lastResult(*entry);
    QString id = QString::fromStdString(entry->task.id);
    if (result != LastResult::NotRun) { // told by shape as well as colour
        const bool solved = result == LastResult::Solved;
        id.prepend(solved ? QStringLiteral("✓ ") : QStringLiteral("✗ "));
    }
    painter->setPen(result == LastResult::Solved ? colours.good : colours.text);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(id, Qt::ElideMiddle, line.width()));
    // A family's long name needs the whole line.
    if (option.fontMetrics.horizontalAdvance(id + "  " + entry->level) <= line.width()) {
        painter->setPen(colours.muted);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, entry->level);
    }
    painter->restore();
}

} // namespace ttt
