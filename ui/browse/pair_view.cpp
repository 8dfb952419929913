#include "ui/browse/pair_view.h"

#include "ui/grids/grid_image.h"
#include "ui/theme.h"

#include <QLabel>
#include <QPainter>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kArrow = 30;
constexpr int kLeastCaption = 22;

QSize cellsOf(const Value& value) {
    const Grid* grid = std::get_if<Grid>(&value);
    return grid ? QSize(grid->width(), grid->height()) : QSize(10, 10);
}

QString captionOf(const QString& title, const Value& input, const std::optional<Value>& output) {
    const Grid* from = std::get_if<Grid>(&input);
    const Grid* to = output ? std::get_if<Grid>(&*output) : nullptr;
    if (from == nullptr) return title;
    return title + QStringLiteral("  ·  %1 → %2")
                       .arg(sizeText(*from), to ? sizeText(*to) : QStringLiteral("?"));
}

} // namespace

PairView::PairView(const QString& title, const Value& input, const std::optional<Value>& output,
                   bool hidden, QWidget* parent)
    : QWidget(parent),
      inputCells_(cellsOf(input)),
      outputCells_(output && !hidden ? cellsOf(*output) : inputCells_),
      title_(new QLabel(captionOf(title, input, hidden ? std::nullopt : output), this)),
      input_(new GridView(this)),
      output_(new GridView(this)) {
    title_->setProperty("role", "heading");
    title_->setAlignment(Qt::AlignCenter);
    input_->showValue(input, title + tr(" input"));
    if (output && !hidden) {
        output_->showValue(*output, title + tr(" output"));
    } else {
        output_->showNothing(hidden ? tr("hidden") : tr("not public"), title + tr(" output"));
    }
}

int PairView::caption() const { return std::max(kLeastCaption, fontMetrics().height() + 5); }

int PairView::cellFor(const QSize& size, PairDirection direction, int most) const {
    const bool across = direction == PairDirection::Across;
    const QSize room(size.width() - (across ? kArrow : 0),
                     size.height() - caption() - (across ? 0 : kArrow));
    const int columns = across ? inputCells_.width() + outputCells_.width()
                               : std::max(inputCells_.width(), outputCells_.width());
    const int rows = across ? std::max(inputCells_.height(), outputCells_.height())
                            : inputCells_.height() + outputCells_.height();
    // Each grid's closing line takes a pixel of its own.
    return fittingCell(rows, columns, room.width() - 1, room.height() - 1, most);
}

void PairView::place(PairDirection direction, int most) {
    direction_ = direction;
    const int cell = cellFor(size(), direction, most);
    const QSize in = inputCells_ * cell + QSize(1, 1);
    const QSize out = outputCells_ * cell + QSize(1, 1);
    const bool across = direction == PairDirection::Across;
    const QSize block =
        across ? QSize(in.width() + kArrow + out.width(), std::max(in.height(), out.height()))
               : QSize(std::max(in.width(), out.width()), in.height() + kArrow + out.height());
    const QPoint corner((width() - block.width()) / 2,
                        std::max(caption(), (height() + caption() - block.height()) / 2));
    title_->setGeometry(0, corner.y() - caption(), width(), caption());
    const auto centred = [](int outer, int inner) { return (outer - inner) / 2; };
    for (GridView* view : {input_, output_}) view->setMinimumSize(1, 1);
    if (across) {
        input_->setGeometry({corner + QPoint(0, centred(block.height(), in.height())), in});
        output_->setGeometry(
            {corner + QPoint(in.width() + kArrow, centred(block.height(), out.height())), out});
    } else {
        input_->setGeometry({corner + QPoint(centred(block.width(), in.width()), 0), in});
        output_->setGeometry(
            {corner + QPoint(centred(block.width(), out.width()), in.height() + kArrow), out});
    }
    for (GridView* view : {input_, output_}) view->setLargestCell(most);
    update();
}

void PairView::setDigits(bool digits) {
    input_->setDigits(digits);
    output_->setDigits(digits);
}

void PairView::setDifferences(bool shown) {
    const Grid* from = input_->grid();
    output_->setChangesFrom(shown && from ? std::optional<Grid>(*from) : std::nullopt);
}

void PairView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(themeColours(palette()).muted, 2));
    const QRect from = input_->geometry();
    const QRect to = output_->geometry();
    if (direction_ == PairDirection::Across) {
        const QPointF tip(to.left() - 7, (from.center().y() + to.center().y()) / 2.0);
        painter.drawLine(tip - QPointF(15, 0), tip);
        painter.drawLine(tip - QPointF(5, 5), tip);
        painter.drawLine(tip - QPointF(5, -5), tip);
    } else {
        const QPointF tip(width() / 2.0, to.top() - 7);
        painter.drawLine(tip - QPointF(0, 15), tip);
        painter.drawLine(tip - QPointF(5, 5), tip);
        painter.drawLine(tip - QPointF(-5, 5), tip);
    }
}

} // namespace ttt
