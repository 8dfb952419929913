// Shows one value of a task, a grid as large as fits or a text. With an expected grid it marks
// what is wrong by shape: a two-tone disc on a wrong cell, hatching where the answer is too small,
// a dotted outline where it is too large. Pages put it under captions; it does not edit.
#pragma once

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
    void setDigits(bool digits);
    // The model's probability of each cell, row-major; marked by bars that are the longer the less
    // sure it was. Another number of values than cells: no bars.
    void setConfidence(const std::vector<float>& probabilities);
    void setLargestCell(int pixels);

    const std::optional<Value>& value() const { return value_; }
    const std::optional<GridDiff>& diff() const { return diff_; }
    int cellPixels() const;
    QRect cellRect(int row, int column) const; // in widget coordinates, grid lines included
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    const Grid* grid() const;
    int rows() const; // of the predicted and expected grid together
    int columns() const;
    QPoint origin() const;
    void refresh();
    QString describe(const QPoint& position) const;
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
    int largestCell_ = 44;
    QImage image_; // of the last painted size
    int imageCell_ = 0;
};

} // namespace ttt
