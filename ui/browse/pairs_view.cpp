#include "ui/browse/pairs_view.h"

#include <QEvent>
#include <QLabel>
#include <algorithm>

namespace ttt {

namespace {
constexpr int kGap = 18;
constexpr int kLargestCell = 46;
constexpr int kLeastLine = 22;
} // namespace

PairsView::PairsView(QWidget* parent) : QWidget(parent), pointed_(new QLabel(this)) {
    pointed_->setProperty("role", "muted");
    pointed_->setAccessibleDescription(tr("Cell"));
    setAccessibleName(tr("Pairs of the task"));
    setMinimumSize(280, 200);
}

void PairsView::showTask(const FewShotTask& task) {
    task_ = task;
    rebuild();
}

void PairsView::setDigits(bool digits) {
    digits_ = digits;
    for (PairView* pair : pairs_) pair->setDigits(digits);
}

void PairsView::setDifferences(bool shown) {
    differences_ = shown;
    for (PairView* pair : pairs_) pair->setDifferences(shown);
}

QString PairsView::pointedAt() const { return pointed_->text(); }

void PairsView::setAnswersHidden(bool hidden) {
    hidden_ = hidden;
    rebuild();
}

void PairsView::rebuild() {
    for (PairView* pair : pairs_) delete pair;
    pairs_.clear();
    int number = 0;
    for (const Example& example : task_.examples) {
        pairs_.push_back(new PairView(tr("Demonstration %1").arg(++number), example.input,
                                      example.output, false, this));
    }
    number = 0;
    for (const Query& query : task_.queries) {
        pairs_.push_back(
            new PairView(tr("Test %1").arg(++number), query.input, query.output, hidden_, this));
    }
    for (PairView* pair : pairs_) {
        pair->setDigits(digits_);
        if (differences_) pair->setDifferences(true);
        for (GridView* grid : {&pair->input(), &pair->output()}) {
            grid->setBrowsable(true);
            connect(grid, &GridView::pointedAt, this, [this, grid](const QString& text) {
                pointed_->setText(text.isEmpty() ? text : grid->accessibleName() + ", " + text);
            });
        }
        pair->setVisible(true);
    }
    pointed_->clear();
    arrange();
}

void PairsView::resizeEvent(QResizeEvent*) { arrange(); }

// What the mouse points at stands in it, below the pairs.
int PairsView::line() const { return std::max(kLeastLine, fontMetrics().height() + 5); }

void PairsView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) arrange();
}

QSize PairsView::slot(int columns) const {
    const int rows = (static_cast<int>(pairs_.size()) + columns - 1) / columns;
    return {(width() - (columns + 1) * kGap) / columns,
            (height() - line() - (rows + 1) * kGap) / rows};
}

PairsView::Arrangement PairsView::measured(int columns, PairDirection direction) const {
    Arrangement tried{columns, direction, kLargestCell};
    for (const PairView* pair : pairs_) {
        tried.smallestCell =
            std::min(tried.smallestCell, pair->cellFor(slot(columns), direction, kLargestCell));
    }
    return tried;
}

PairsView::Arrangement PairsView::best() const {
    Arrangement best;
    for (int columns = 1; columns <= static_cast<int>(pairs_.size()); ++columns) {
        for (const PairDirection direction : {PairDirection::Across, PairDirection::Down}) {
            const Arrangement tried = measured(columns, direction);
            if (tried.smallestCell > best.smallestCell) best = tried;
        }
    }
    return best;
}

void PairsView::arrange() {
    if (pairs_.empty()) return;
    pointed_->setGeometry(kGap, height() - line() - 4, width() - 2 * kGap, line());
    const Arrangement chosen = best();
    const QSize size = slot(chosen.columns);
    for (size_t i = 0; i < pairs_.size(); ++i) {
        const int row = static_cast<int>(i) / chosen.columns;
        const int column = static_cast<int>(i) % chosen.columns;
        pairs_[i]->setGeometry(kGap + column * (size.width() + kGap),
                               kGap + row * (size.height() + kGap), size.width(), size.height());
        pairs_[i]->place(chosen.direction, kLargestCell);
    }
}

} // namespace ttt
