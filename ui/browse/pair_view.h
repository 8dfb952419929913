// One pair of a task: input, arrow, output, drawn with the same cell size, under a caption. The
// view of all pairs decides size and direction; this places its two grids within them.
#pragma once

#include "ui/grids/grid_view.h"

#include <QWidget>

class QLabel;

namespace ttt {

enum class PairDirection { Across, Down };

class PairView : public QWidget {
    Q_OBJECT
public:
    // output absent: not public, or hidden by the user (`hidden`).
    PairView(const QString& title, const Value& input, const std::optional<Value>& output,
             bool hidden, QWidget* parent = nullptr);

    // Cell size with which the pair fits into `size` in this direction, at most `most`.
    int cellFor(const QSize& size, PairDirection direction, int most) const;
    // Places the grids; cells are as large as fit, at most `most`.
    void place(PairDirection direction, int most);
    void setDigits(bool digits);
    void setDifferences(bool shown); // marks on the output where it differs from the input

    GridView& input() { return *input_; }
    GridView& output() { return *output_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int caption() const; // height of the line above the grids
    QSize inputCells_;   // columns x rows
    QSize outputCells_;
    PairDirection direction_ = PairDirection::Across;
    QLabel* title_;
    GridView* input_;
    GridView* output_;
};

} // namespace ttt
