#include "ui/edit/grid_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

namespace ttt {

GridCanvas::GridCanvas(QWidget* parent) : GridView(parent) {
    setBrowsable(true);
    setLargestCell(60);
}

void GridCanvas::showGrid(const Grid& grid, const QString& name) {
    base_ = grid;
    gesture_ = Gesture::None;
    if (selection_) {
        const GridBox kept = clipped(*selection_, grid);
        selection_ = kept.empty() ? std::nullopt : std::optional(kept);
    }
    showValue(grid, name);
}

void GridCanvas::setTool(EditTool tool) {
    tool_ = tool;
    setCursor(tool == EditTool::Select ? Qt::ArrowCursor : Qt::CrossCursor);
}

void GridCanvas::setColours(uint8_t colour, uint8_t other) {
    colour_ = colour;
    other_ = other;
}

void GridCanvas::select(const std::optional<GridBox>& box) {
    selection_ = box;
    update();
}

void GridCanvas::tell(const QString& name, const Grid& grid) {
    if (grid != base_) Q_EMIT edited(name, grid);
}

void GridCanvas::paste(const Grid& patch) {
    if (grid() == nullptr) return;
    const CellPlace corner =
        selection_ ? CellPlace{selection_->top, selection_->left} : cellCursor();
    selection_ = clipped({corner.row, corner.column, patch.height(), patch.width()}, base_);
    tell(tr("Paste"), pasted(base_, patch, corner));
    update();
}

CellPlace GridCanvas::cellNear(const QPoint& position) const {
    const QRect first = cellRect(0, 0);
    const double cell = std::max(1, cellPixels());
    return {static_cast<int>(std::floor((position.y() - first.top()) / cell)),
            static_cast<int>(std::floor((position.x() - first.left()) / cell))};
}

void GridCanvas::useTool(CellPlace cell, bool other) {
    const uint8_t ink = other ? other_ : colour_;
    if (tool_ == EditTool::Pick) {
        Q_EMIT picked(base_.at(cell.row, cell.column), other);
    } else if (tool_ == EditTool::Fill) {
        tell(tr("Flood fill"), floodFilled(base_, cell, ink));
    } else {
        tell(tr("Draw"), painted(base_, {cell}, ink));
    }
}

void GridCanvas::mousePressEvent(QMouseEvent* event) {
    GridView::mousePressEvent(event);
    const std::optional<CellPlace> cell = cellAt(event->pos());
    if (grid() == nullptr || gesture_ != Gesture::None) return;
    const bool other = event->button() == Qt::RightButton;
    if (event->button() == Qt::MiddleButton) {
        if (cell) Q_EMIT picked(base_.at(cell->row, cell->column), false);
        return;
    }
    anchor_ = last_ = cellNear(event->pos());
    if (tool_ == EditTool::Select) {
        const bool inside = selection_ && selection_->contains(anchor_);
        gesture_ = inside ? Gesture::Moving : Gesture::Selecting;
        movedFrom_ = inside ? *selection_ : GridBox{};
        if (!inside) select(cell ? std::optional(boxBetween(*cell, *cell)) : std::nullopt);
    } else if (tool_ == EditTool::Draw) {
        gesture_ = Gesture::Stroke;
        ink_ = other ? other_ : colour_;
        showValue(painted(*grid(), {anchor_}, ink_), accessibleName());
    } else if (cell) {
        useTool(*cell, other);
    }
}

void GridCanvas::mouseMoveEvent(QMouseEvent* event) {
    GridView::mouseMoveEvent(event);
    if (gesture_ == Gesture::None || grid() == nullptr) return;
    const CellPlace cell = cellNear(event->pos());
    if (cell == last_) return;
    if (gesture_ == Gesture::Stroke) {
        showValue(painted(*grid(), lineBetween(last_, cell), ink_), accessibleName());
    } else if (gesture_ == Gesture::Selecting) {
        const GridBox box = clipped(boxBetween(anchor_, cell), base_);
        select(box.empty() ? std::nullopt : std::optional(box));
    } else {
        const CellPlace corner{movedFrom_.top + cell.row - anchor_.row,
                               movedFrom_.left + cell.column - anchor_.column};
        const bool copies = event->modifiers().testFlag(Qt::ControlModifier);
        const Grid left = copies ? base_ : boxFilled(base_, movedFrom_, 0);
        showValue(pasted(left, cropped(base_, movedFrom_), corner), accessibleName());
        const GridBox box =
            clipped({corner.row, corner.column, movedFrom_.height, movedFrom_.width}, base_);
        select(box.empty() ? std::nullopt : std::optional(box));
    }
    last_ = cell;
}

void GridCanvas::mouseReleaseEvent(QMouseEvent*) {
    const Gesture ended = gesture_;
    gesture_ = Gesture::None;
    if (grid() == nullptr) return;
    const Grid result = *grid();
    if (ended == Gesture::Stroke) tell(tr("Draw"), result);
    if (ended == Gesture::Moving) tell(tr("Move the selection"), result);
}

// Arrows move the cursor, with Shift they extend the selection from where it began.
void GridCanvas::moveWithKeys(QKeyEvent* event) {
    const bool extends = event->modifiers().testFlag(Qt::ShiftModifier);
    if (extends && !selection_) anchor_ = cellCursor();
    GridView::keyPressEvent(event);
    if (extends) select(boxBetween(anchor_, cellCursor()));
}

void GridCanvas::keyPressEvent(QKeyEvent* event) {
    if (grid() == nullptr) return event->ignore();
    const int key = event->key();
    const bool digit = key >= Qt::Key_0 && key <= Qt::Key_9;
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (digit && modifiers == Qt::NoModifier) {
        Q_EMIT picked(key - Qt::Key_0, false);
    } else if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter) {
        useTool(cellCursor(), false);
    } else if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
        const GridBox box = selection_.value_or(boxBetween(cellCursor(), cellCursor()));
        tell(tr("Clear"), boxFilled(base_, box, 0));
    } else if (key == Qt::Key_Escape && selection_) {
        select(std::nullopt);
    } else {
        moveWithKeys(event);
    }
}

// Esc clears the selection before it stops a run.
bool GridCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && selection_ &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return GridView::event(event);
}

void GridCanvas::focusInEvent(QFocusEvent* event) {
    GridView::focusInEvent(event);
    Q_EMIT activated();
}

void GridCanvas::paintOver(QPainter& painter) const {
    if (selection_ && grid() != nullptr) {
        const QRect area = cellRect(selection_->top, selection_->left)
                               .united(cellRect(selection_->top + selection_->height - 1,
                                                selection_->left + selection_->width - 1));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::white, 3));
        painter.drawRect(area);
        painter.setPen(QPen(Qt::black, 2, Qt::DashLine));
        painter.drawRect(area);
    }
    GridView::paintOver(painter);
}

} // namespace ttt
