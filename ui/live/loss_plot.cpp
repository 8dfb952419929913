#include "ui/live/loss_plot.h"

#include "ui/theme.h"

#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace ttt {

namespace {
constexpr int kRepaintMs = 34;
}

double SmoothedLoss::add(double value) {
    if (std::isfinite(value)) {
        sum_ = weight_ * sum_ + (1 - weight_) * value;
        norm_ = weight_ * norm_ + (1 - weight_);
    }
    return norm_ > 0 ? sum_ / norm_ : value;
}

struct LossPlot::Curve {
    QCPGraph* raw = nullptr;
    QCPGraph* smooth = nullptr;
    QCPGraph* heldOut = nullptr;
    QCPGraph* broken = nullptr; // a mark where the loss was not finite
    QCPGraph* right = nullptr;
    QCPGraph* wrong = nullptr;
    SmoothedLoss average;
    std::vector<StepMetrics> steps;
    double lastFinite = 0;

    explicit Curve(QCustomPlot& plot) {
        for (QCPGraph** graph : {&raw, &smooth, &heldOut, &broken, &right, &wrong}) {
            *graph = plot.addGraph();
        }
        for (QCPGraph* graph : {broken, right, wrong}) graph->setLineStyle(QCPGraph::lsNone);
        for (QCPGraph* graph : {raw, broken, right, wrong}) graph->removeFromLegend();
    }
    void clear() {
        for (QCPGraph* graph : {raw, smooth, heldOut, broken, right, wrong}) {
            graph->data()->clear();
        }
        average = SmoothedLoss();
        steps.clear();
        lastFinite = 0;
    }
    void append(const StepMetrics& metrics) {
        const auto step = static_cast<double>(metrics.step);
        if (std::isfinite(metrics.lossNats)) lastFinite = metrics.lossNats;
        if (!std::isfinite(metrics.lossNats)) broken->addData(step, lastFinite);
        raw->addData(step, metrics.lossNats);
        smooth->addData(step, average.add(metrics.lossNats));
        if (std::isfinite(metrics.heldOutLossNats)) {
            heldOut->addData(step, metrics.heldOutLossNats);
        }
        steps.push_back(metrics);
    }
    // The smoothed loss at the greatest step <= `step`; the first one before.
    double heightAt(int64_t step) const {
        if (smooth->data()->isEmpty()) return 0;
        auto after = smooth->data()->findBegin(static_cast<double>(step) + 0.5, false);
        if (after != smooth->data()->constBegin()) --after;
        return after->value;
    }
};

LossPlot::LossPlot(QWidget* parent)
    : QWidget(parent), plot_(new QCustomPlot(this)), repaint_(new QTimer(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    setMinimumSize(220, 130);
    plot_->setFocusPolicy(Qt::StrongFocus);
    plot_->setAccessibleName(tr("Loss over steps"));
    plot_->setToolTip(tr("Click or drag: move the step cursor. Left and Right: one step. Page Up "
                         "and Page Down: kept predictions. Wheel: zoom. Double click: all."));
    plot_->setInteraction(QCP::iRangeZoom);
    plot_->axisRect()->setRangeZoom(Qt::Horizontal);
    plot_->xAxis->setLabel(tr("step"));
    plot_->yAxis->setLabel(tr("loss (nats per token)"));
    for (int i = 0; i < kMostCurves; ++i) curves_.push_back(std::make_unique<Curve>(*plot_));
    plot_->addLayer("cursor", nullptr, QCustomPlot::limAbove);
    plot_->layer("cursor")->setMode(QCPLayer::lmBuffered);
    line_ = new QCPItemStraightLine(plot_);
    line_->setLayer("cursor");
    tracer_ = new QCPItemTracer(plot_);
    tracer_->setLayer("cursor");
    tracer_->setStyle(QCPItemTracer::tsCircle);
    tracer_->setSize(9);
    repaint_->setSingleShot(true);
    repaint_->setInterval(kRepaintMs);
    connect(repaint_, &QTimer::timeout, this, [this] {
        ++repaints_;
        plot_->replot();
    });
    plot_->installEventFilter(this);
    applyColours();
    clear();
}

LossPlot::~LossPlot() = default;

void LossPlot::requestRepaint() {
    if (!repaint_->isActive()) repaint_->start();
}

void LossPlot::setCurve(int index, const QString& name, const std::vector<StepMetrics>& steps) {
    Curve& curve = *curves_.at(static_cast<size_t>(index));
    const size_t known = curve.steps.size();
    const bool another =
        steps.size() < known || (known > 0 && steps[known - 1].step != curve.steps.back().step);
    if (another) curve.clear();
    for (size_t i = curve.steps.size(); i < steps.size(); ++i) curve.append(steps[i]);
    curve.smooth->setName(name);
    curve.smooth->setVisible(!steps.empty());
    curve.heldOut->setName(name + tr(", held out"));
    const bool hasHeldOut = !curve.heldOut->data()->isEmpty();
    if (hasHeldOut) curve.heldOut->addToLegend();
    if (!hasHeldOut) curve.heldOut->removeFromLegend();
    if (steps.empty()) curve.smooth->removeFromLegend();
    if (!steps.empty()) curve.smooth->addToLegend();
    plot_->legend->setVisible(!curves_[1]->steps.empty() || hasHeldOut);
    if (!steps.empty()) {
        plot_->setAccessibleDescription(tr("loss from %1 at step %2 to %3 at step %4")
                                            .arg(steps.front().lossNats, 0, 'g', 3)
                                            .arg(steps.front().step)
                                            .arg(steps.back().lossNats, 0, 'g', 3)
                                            .arg(steps.back().step));
    }
    setMarks(marks_);
    refit();
    placeCursor();
    requestRepaint();
}

void LossPlot::setPlannedSteps(int64_t steps) {
    plannedSteps_ = steps;
    refit();
    requestRepaint();
}

void LossPlot::setMarks(const std::vector<SnapshotMark>& marks) {
    marks_ = marks;
    Curve& curve = *curves_[0];
    curve.right->data()->clear();
    curve.wrong->data()->clear();
    for (const SnapshotMark& mark : marks_) {
        QCPGraph* graph = mark.right ? curve.right : curve.wrong;
        graph->addData(static_cast<double>(mark.step), curve.heightAt(mark.step));
    }
    requestRepaint();
}

void LossPlot::setLogarithmic(bool logarithmic) {
    plot_->yAxis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (logarithmic) {
        plot_->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    } else {
        plot_->yAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
    }
    refit();
    requestRepaint();
}

void LossPlot::clear() {
    for (const auto& curve : curves_) {
        curve->clear();
        curve->smooth->setVisible(false);
    }
    marks_.clear();
    plannedSteps_ = 0;
    cursor_ = 0;
    zoomed_ = false;
    plot_->legend->setVisible(false);
    refit();
    placeCursor();
    requestRepaint();
}

int64_t LossPlot::lastStep() const {
    int64_t last = 0;
    for (const auto& curve : curves_) {
        if (!curve->steps.empty()) last = std::max(last, curve->steps.back().step);
    }
    return last;
}

void LossPlot::refit() {
    const double end = static_cast<double>(std::max({plannedSteps_, lastStep(), int64_t{1}}));
    if (!zoomed_) plot_->xAxis->setRange(-0.02 * end, 1.02 * end);
    double low = INFINITY;
    double high = -INFINITY;
    const bool logarithmic = plot_->yAxis->scaleType() == QCPAxis::stLogarithmic;
    for (const auto& curve : curves_) {
        for (const StepMetrics& metrics : curve->steps) {
            for (const double value : {metrics.lossNats, metrics.heldOutLossNats}) {
                if (!std::isfinite(value) || (logarithmic && value <= 0)) continue;
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    }
    if (!(low <= high)) {
        plot_->yAxis->setRange(logarithmic ? 0.1 : 0, 1);
    } else if (logarithmic) {
        plot_->yAxis->setRange(low * 0.8, high * 1.25);
    } else {
        plot_->yAxis->setRange(std::min(0.0, low), high * 1.06 + 1e-9);
    }
}

void LossPlot::setCursorShown(bool shown) {
    cursorShown_ = shown;
    placeCursor();
    requestRepaint();
}

void LossPlot::setCursor(int64_t step) {
    cursor_ = std::clamp<int64_t>(step, 0, lastStep());
    placeCursor();
    requestRepaint();
}

void LossPlot::placeCursor() {
    const bool visible = cursorShown_ && lastStep() > 0;
    line_->setVisible(visible);
    tracer_->setVisible(visible);
    const auto x = static_cast<double>(cursor_);
    line_->point1->setCoords(x, 0);
    line_->point2->setCoords(x, 1);
    line_->point1->setTypeX(QCPItemPosition::ptPlotCoords);
    line_->point1->setTypeY(QCPItemPosition::ptAxisRectRatio);
    line_->point2->setTypeX(QCPItemPosition::ptPlotCoords);
    line_->point2->setTypeY(QCPItemPosition::ptAxisRectRatio);
    tracer_->position->setCoords(x, curves_[0]->heightAt(cursor_));
}

int LossPlot::pixelOf(int64_t step) const {
    return qRound(plot_->xAxis->coordToPixel(static_cast<double>(step)));
}

void LossPlot::moveTo(int64_t step) {
    if (!cursorShown_ || lastStep() == 0) return;
    setCursor(step);
    Q_EMIT cursorMoved(cursor_);
}

bool LossPlot::handleKey(int key) {
    const auto nextMark = [this](bool forward) {
        int64_t best = forward ? lastStep() : 0;
        for (const SnapshotMark& mark : marks_) {
            if (forward && mark.step > cursor_) best = std::min(best, mark.step);
            if (!forward && mark.step < cursor_) best = std::max(best, mark.step);
        }
        return best;
    };
    switch (key) {
    case Qt::Key_Left:
        moveTo(cursor_ - 1);
        return true;
    case Qt::Key_Right:
        moveTo(cursor_ + 1);
        return true;
    case Qt::Key_PageUp:
        moveTo(nextMark(false));
        return true;
    case Qt::Key_PageDown:
        moveTo(nextMark(true));
        return true;
    case Qt::Key_Home:
        moveTo(0);
        return true;
    case Qt::Key_End:
        moveTo(lastStep());
        return true;
    default:
        return false;
    }
}

bool LossPlot::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        return handleKey(static_cast<QKeyEvent*>(event)->key());
    }
    if (event->type() == QEvent::MouseButtonDblClick) {
        zoomed_ = false;
        refit();
        requestRepaint();
        return true;
    }
    if (event->type() == QEvent::Wheel) {
        zoomed_ = true;
    } else if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons().testFlag(Qt::LeftButton)) {
            plot_->setFocus(Qt::MouseFocusReason);
            moveTo(std::llround(plot_->xAxis->pixelToCoord(mouse->position().x())));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void LossPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyColours();
    QWidget::changeEvent(event);
}

void LossPlot::applyColours() {
    const ThemeColours& colours = themeColours(palette());
    plot_->setBackground(colours.surface);
    for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setBasePen(QPen(colours.border));
        axis->setTickPen(QPen(colours.border));
        axis->setSubTickPen(QPen(colours.border));
        axis->setTickLabelColor(colours.muted);
        axis->setLabelColor(colours.muted);
        axis->grid()->setPen(QPen(colours.border, 0, Qt::DotLine));
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->setLabelFont(font());
        axis->setTickLabelFont(font());
    }
    plot_->legend->setBrush(colours.surface);
    plot_->legend->setBorderPen(QPen(colours.border));
    plot_->legend->setTextColor(colours.text);
    plot_->legend->setFont(font());
    for (int i = 0; i < kMostCurves; ++i) {
        const QColor colour = i == 0 ? colours.accent : colours.second;
        const Curve& curve = *curves_[static_cast<size_t>(i)];
        QColor faint = colour;
        faint.setAlpha(110);
        curve.raw->setPen(QPen(faint, 1));
        curve.smooth->setPen(QPen(colour, 2, i == 0 ? Qt::SolidLine : Qt::DashLine));
        curve.heldOut->setPen(QPen(colours.good, 1.5, Qt::DashDotLine));
        curve.broken->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssCross, QPen(colours.bad, 2), Qt::NoBrush, 11));
        curve.right->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond,
                                                     QPen(colours.surface, 1), colours.good, 13));
        curve.wrong->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colour, 1.5), colours.surface, 10));
    }
    line_->setPen(QPen(colours.text, 1));
    tracer_->setPen(QPen(colours.text, 1.5));
    tracer_->setBrush(colours.surface);
    requestRepaint();
}

} // namespace ttt
