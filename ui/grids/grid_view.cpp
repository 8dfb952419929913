#include "ui/grids/grid_view.h"

#include "core/tasks/text_answers.h"
#include "ui/grids/grid_accessible.h"
#include "ui/grids/grid_image.h"
#include "ui/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace ttt {

namespace {

// Dark core, light ring, dark rim: one of the three shows on every colour of the palette.
void paintWrongMark(QPainter& painter, const QRect& cell) {
    if (cell.width() < 9) {
        const int inset = cell.width() >= 5 ? 1 : 0;
        painter.fillRect(cell.adjusted(inset, inset, -inset, -inset), Qt::white);
        painter.fillRect(cell.adjusted(inset + 1, inset + 1, -inset - 1, -inset - 1), Qt::black);
        return;
    }
    const QPointF centre = QRectF(cell).center() + QPointF(0.5, 0.5);
    const double radius = std::clamp(cell.width() * 0.24, 3.0, 7.0);
    painter.setPen(QPen(Qt::black, 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(centre, radius, radius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::black);
    painter.drawEllipse(centre, radius * 0.6, radius * 0.6);
}

} // namespace

GridView::GridView(QWidget* parent) : QWidget(parent) {
    offerGridTables();
    setMinimumSize(24, 24);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

const Grid* GridView::grid() const { return value_ ? std::get_if<Grid>(&*value_) : nullptr; }

int GridView::rows() const {
    const int own = grid() ? grid()->height() : 0;
    return expected_ ? std::max(own, expected_->height()) : own;
}

int GridView::columns() const {
    const int own = grid() ? grid()->width() : 0;
    return expected_ ? std::max(own, expected_->width()) : own;
}

void GridView::showValue(const Value& value, const QString& name) {
    const auto* text = std::get_if<std::string>(&value);
    if (text && strippedText(*text).empty()) return showNothing(tr("empty text"), name);
    value_ = value;
    name_ = name;
    why_.clear();
    refresh();
}

void GridView::showNothing(const QString& why, const QString& name) {
    value_.reset();
    name_ = name;
    why_ = why;
    refresh();
}

void GridView::setExpected(const std::optional<Grid>& expected) {
    expected_ = expected;
    changes_ = false;
    refresh();
}

void GridView::setChangesFrom(const std::optional<Grid>& earlier) {
    expected_ = earlier;
    changes_ = true;
    refresh();
}

void GridView::setBrowsable(bool browsable) {
    browsable_ = browsable;
    setFocusPolicy(browsable ? Qt::StrongFocus : Qt::NoFocus);
    setMouseTracking(browsable);
}

void GridView::setDigits(bool digits) {
    digits_ = digits;
    refresh();
}

void GridView::setConfidence(const std::vector<float>& probabilities) {
    confidence_ = probabilities;
    update();
}

void GridView::setLargestCell(int pixels) {
    largestCell_ = pixels;
    refresh();
}

void GridView::refresh() {
    diff_.reset();
    image_ = {};
    imageCell_ = 0;
    QString description = why_;
    if (const Grid* shown = grid()) {
        description = sizeText(*shown);
        if (expected_) {
            diff_ = changes_ ? changedCells(*shown, *expected_) : compareGrids(*shown, *expected_);
            description += ", " + diff_->text;
        }
    } else if (value_) {
        description = QString::fromStdString(std::get<std::string>(*value_));
    }
    setCellCursor(cursor_);
    setAccessibleName(name_.isEmpty() ? QStringLiteral("grid") : name_);
    setAccessibleDescription(description);
    setToolTip(name_.isEmpty() ? description : name_ + ": " + description);
    tellGridChanged(*this);
    if (pointed_) point(pointed_); // its value may be another one now
    update();
}

void GridView::point(const std::optional<CellPlace>& cell) {
    pointed_ = cell;
    Q_EMIT pointedAt(cell ? describe(*cell) : QString());
}

int GridView::cellPixels() const {
    return fittingCell(rows(), columns(), width(), height(), largestCell_);
}

QPoint GridView::origin() const {
    const int cell = cellPixels();
    return {(width() - columns() * cell) / 2, (height() - rows() * cell) / 2};
}

QRect GridView::cellRect(int row, int column) const {
    const int cell = cellPixels();
    return {origin() + QPoint(column * cell, row * cell), QSize(cell, cell)};
}

QSize GridView::sizeHint() const { return {140, 140}; }

void GridView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Grid* shown = grid();
    if (shown == nullptr) {
        const bool text = value_.has_value();
        painter.setPen(text ? palette().color(QPalette::Text) : themeColours(palette()).muted);
        const QString content =
            text ? QString::fromStdString(std::get<std::string>(*value_)) : why_;
        painter.drawText(rect().adjusted(6, 6, -6, -6), Qt::AlignCenter | Qt::TextWordWrap,
                         content);
        return;
    }
    const int cell = cellPixels();
    const qreal ratio = devicePixelRatioF();
    if (image_.isNull() || imageCell_ != cell || imageRatio_ != ratio) {
        image_ = gridImageFor(ratio, *shown, {.cell = cell, .digits = digits_});
        imageCell_ = cell;
        imageRatio_ = ratio;
    }
    painter.drawImage(origin(), image_);
    paintConfidence(painter);
    if (diff_) {
        paintSizeMarks(painter);
        paintMarks(painter);
    }
    paintOver(painter);
}

void GridView::paintOver(QPainter& painter) const {
    if (!browsable_ || !hasFocus() || grid() == nullptr) return;
    const QRect cell = cellRect(cursor_.row, cursor_.column);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::white, 3));
    painter.drawRect(cell);
    painter.setPen(QPen(Qt::black, 1));
    painter.drawRect(cell);
}

void GridView::paintMarks(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing, cellPixels() >= 9);
    const int columnsShown = grid()->width();
    for (size_t i = 0; i < diff_->wrong.size(); ++i) {
        if (!diff_->wrong[i]) continue;
        const int index = static_cast<int>(i);
        paintWrongMark(painter, cellRect(index / columnsShown, index % columnsShown));
    }
}

// A bar up the left side of a cell, as long as the probability that is missing: dark in a light
// frame, which shows on every colour. Certain cells have none.
void GridView::paintConfidence(QPainter& painter) const {
    const Grid& shown = *grid();
    if (confidence_.size() != static_cast<size_t>(shown.area())) return;
    const int cell = cellPixels();
    const int thickness = std::clamp(cell / 6, 2, 6);
    for (int row = 0; row < shown.height(); ++row) {
        for (int column = 0; column < shown.width(); ++column) {
            const float p = confidence_[static_cast<size_t>(row * shown.width() + column)];
            const int length = qRound((1 - std::clamp(p, 0.0F, 1.0F)) * static_cast<float>(cell));
            if (length < 1) continue;
            const QRect box = cellRect(row, column).adjusted(1, 1, 0, 0);
            const QRect bar(box.left(), box.bottom() - length + 1, thickness, length);
            painter.fillRect(bar, Qt::white);
            painter.fillRect(QRect(bar.left(), bar.top(), thickness - 1, length), Qt::black);
        }
    }
}

void GridView::paintSizeMarks(QPainter& painter) const {
    const Grid& shown = *grid();
    const Grid& wanted = *expected_;
    const QRect own = cellRect(0, 0).united(cellRect(shown.height() - 1, shown.width() - 1));
    const QRect truth = cellRect(0, 0).united(cellRect(wanted.height() - 1, wanted.width() - 1));
    const QRegion missing = QRegion(truth) - QRegion(own);
    const QColor ink = themeColours(palette()).muted;
    for (const QRect& area : missing) painter.fillRect(area, QBrush(ink, Qt::BDiagPattern));
    if (!missing.isEmpty()) {
        painter.setPen(QPen(ink, 1));
        painter.drawRect(truth);
    }
    for (const QRect& area : QRegion(own) - QRegion(truth)) {
        const QRect inside = area.adjusted(2, 2, -2, -2);
        painter.setPen(QPen(Qt::white, 3));
        painter.drawRect(inside);
        painter.setPen(QPen(Qt::black, 3, Qt::DotLine));
        painter.drawRect(inside);
    }
}

std::optional<CellPlace> GridView::cellAt(const QPoint& position) const {
    const QPoint from = position - origin();
    const int cell = std::max(1, cellPixels());
    if (grid() == nullptr || from.x() < 0 || from.y() < 0) return std::nullopt;
    const CellPlace place{from.y() / cell, from.x() / cell};
    return grid()->contains(place.row, place.column) ? std::optional(place) : std::nullopt;
}

void GridView::setCellCursor(CellPlace cell) {
    if (grid() == nullptr) return;
    cursor_ = {std::clamp(cell.row, 0, grid()->height() - 1),
               std::clamp(cell.column, 0, grid()->width() - 1)};
    update();
}

QString GridView::describe(CellPlace cell) const {
    const Grid* shown = grid();
    if (shown == nullptr || !shown->contains(cell.row, cell.column)) return toolTip();
    const auto named = [](uint8_t value) {
        return QStringLiteral("%1 %2").arg(arcColourName(value)).arg(value);
    };
    const uint8_t value = shown->at(cell.row, cell.column);
    QString text = QStringLiteral("row %1, column %2: %3")
                       .arg(cell.row + 1)
                       .arg(cell.column + 1)
                       .arg(named(value));
    if (confidence_.size() == static_cast<size_t>(shown->area())) {
        const int index = cell.row * shown->width() + cell.column;
        const float p = confidence_[static_cast<size_t>(index)];
        text += QStringLiteral(", probability %1 %").arg(qRound(p * 100));
    }
    if (expected_ && expected_->contains(cell.row, cell.column) &&
        expected_->at(cell.row, cell.column) != value) {
        text += QStringLiteral(", %1 %2").arg(changes_ ? QStringLiteral("before")
                                                       : QStringLiteral("expected"),
                                              named(expected_->at(cell.row, cell.column)));
    }
    return text;
}

bool GridView::event(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        image_ = {};
        update();
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto cell = cellAt(help->pos());
        QToolTip::showText(help->globalPos(), cell ? describe(*cell) : toolTip(), this);
        return true;
    }
    return QWidget::event(event);
}

void GridView::keyPressEvent(QKeyEvent* event) {
    CellPlace to = cursor_;
    switch (event->key()) {
    case Qt::Key_Left:
        --to.column;
        break;
    case Qt::Key_Right:
        ++to.column;
        break;
    case Qt::Key_Up:
        --to.row;
        break;
    case Qt::Key_Down:
        ++to.row;
        break;
    case Qt::Key_Home:
        to.column = 0;
        break;
    case Qt::Key_End:
        to.column = kMaxSide;
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    if (!browsable_ || grid() == nullptr) return QWidget::keyPressEvent(event);
    setCellCursor(to);
    tellCellFocused(*this);
    point(cursor_);
}

void GridView::mousePressEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->pos());
    if (!browsable_ || !cell) return QWidget::mousePressEvent(event);
    setCellCursor(*cell);
    point(cell);
}

void GridView::mouseMoveEvent(QMouseEvent* event) {
    if (!browsable_) return QWidget::mouseMoveEvent(event);
    point(cellAt(event->pos()));
}

void GridView::leaveEvent(QEvent*) {
    if (browsable_) point(std::nullopt);
}

void GridView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (browsable_ && grid() != nullptr) {
        tellCellFocused(*this);
        point(cursor_);
    }
    update();
}

} // namespace ttt
