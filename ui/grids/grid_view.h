// Shows one value of a task, a grid as large as fits or a text. With an expected grid it marks
// what is wrong by shape: a two-tone disc on a wrong cell, hatching where the answer is too small,
// a dotted outline where it is too large. Browsable, it tells the cell under the mouse and has a
// cell cursor that the arrow keys move. Pages put it under captions; it does not edit.
#pragma once

#include "core/tasks/edit/grid_edits.h"
#include "core/tasks/few_shot_task.h"
#include "ui/grids/grid_diff.h"

#include <QImage>
#include <QWidget>
#include <optional>

namespace ttt {

class GridView : public QWidget {
    Q_OBJECT
public:
    explicit GridView(QWidget* parent = nullptr);

    // name: what the grid is ("demonstration 1 input"), for assistive technology.
    void showValue(const Value& value, const QString& name);
    // Instead of a value: a short explanation in muted text.
    void showNothing(const QString& why, const QString& name = {});
    void setExpected(const std::optional<Grid>& expected); // marks differences; none: no marks
    // Marks in the same way what differs from an earlier grid, but speaks of changes.
    void setChangesFrom(const std::optional<Grid>& earlier);
    void setDigits(bool digits);
    // The model's probability of each cell, row-major; marked by bars that are the longer the less
    // sure it was. Another number of values than cells: no bars.
    void setConfidence(const std::vector<float>& probabilities);
    void setLargestCell(int pixels);
    void setBrowsable(bool browsable);

    const std::optional<Value>& value() const { return value_; }
    const std::optional<GridDiff>& diff() const { return diff_; }
    int cellPixels() const;
    QRect cellRect(int row, int column) const; // in widget coordinates, grid lines included
    const Grid* grid() const;                  // null where a text or nothing is shown
    std::optional<CellPlace> cellAt(const QPoint& position) const; // none beside the grid
    CellPlace cellCursor() const { return cursor_; }
    void setCellCursor(CellPlace cell); // kept within the grid
    // "row 3, column 5: red 2", and what was expected there.
    QString describe(CellPlace cell) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    // The description of the cell under the mouse or the cursor; empty when it is left.
    void pointedAt(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    virtual void paintOver(QPainter& painter) const; // the cursor, over grid and marks

private:
    int rows() const; // of the predicted and expected grid together
    int columns() const;
    QPoint origin() const;
    void refresh();
    void point(const std::optional<CellPlace>& cell);
    void paintMarks(QPainter& painter) const;
    void paintConfidence(QPainter& painter) const;
    void paintSizeMarks(QPainter& painter) const;

    std::optional<Value> value_;
    std::optional<Grid> expected_;
    std::optional<GridDiff> diff_;
    std::vector<float> confidence_;
    QString name_;
    QString why_;
    bool digits_ = false;
    bool browsable_ = false;
    bool changes_ = false; // expected_ is what was there before
    CellPlace cursor_;
    std::optional<CellPlace> pointed_; // what pointedAt has told of last
    int largestCell_ = 44;
    QImage image_; // of the last painted size
    int imageCell_ = 0;
    qreal imageRatio_ = 0;
};

} // namespace ttt
