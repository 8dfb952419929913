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

void setLogarithmicAxis(QCPAxis& axis, bool logarithmic) {
    axis.setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (logarithmic) axis.setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    if (!logarithmic) axis.setTicker(QSharedPointer<QCPAxisTicker>::create());
}

bool isLogarithmic(const QCPAxis& axis) { return axis.scaleType() == QCPAxis::stLogarithmic; }

} // namespace

LossPlot::LossPlot(QWidget* parent)
    : QWidget(parent), plot_(new QCustomPlot(this)), repaint_(new QTimer(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    setMinimumSize(220, 130);
    plot_->setFocusPolicy(Qt::StrongFocus);
    plot_->setAccessibleName(tr("Loss over steps"));
    plot_->setToolTip(tr("Click or drag: move the step cursor. Left and Right: one step. Page Up "
                         "and Page Down: kept predictions. Wheel, + and -: zoom, with Ctrl the "
                         "loss. Right drag: pan. Double click: all."));
    plot_->yAxis->setLabel(tr("loss (nats per token)"));
    for (int i = 0; i < kMostCurves; ++i) curves_.push_back(std::make_unique<LossCurve>(*plot_));
    makeItems();
    repaint_->setSingleShot(true);
    repaint_->setInterval(kRepaintMs);
    connect(repaint_, &QTimer::timeout, this, [this] {
        ++repaints_;
        plot_->replot();
    });
    plot_->installEventFilter(this);
    setAxis(CurveAxis::Step);
    applyColours(themeColours(palette()));
    clear();
}

LossPlot::~LossPlot() = default;

// The cursor has a layer with a buffer of its own, so that moving it draws no curve again.
void LossPlot::makeItems() {
    plot_->addLayer("cursor", nullptr, QCustomPlot::limAbove);
    plot_->layer("cursor")->setMode(QCPLayer::lmBuffered);
    line_ = new QCPItemStraightLine(plot_);
    line_->setLayer("cursor");
    for (QCPItemPosition* point : {line_->point1, line_->point2}) {
        point->setTypeX(QCPItemPosition::ptPlotCoords);
        point->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    tracer_ = new QCPItemTracer(plot_);
    tracer_->setLayer("cursor");
    tracer_->setStyle(QCPItemTracer::tsCircle);
    tracer_->setSize(9);
}

void LossPlot::requestRepaint() {
    if (!repaint_->isActive()) repaint_->start();
}

void LossPlot::setCurve(int index, const QString& name, const std::vector<StepMetrics>& steps) {
    LossCurve& curve = *curves_.at(static_cast<size_t>(index));
    const size_t known = curve.points().size();
    const bool another =
        steps.size() < known || (known > 0 && steps[known - 1].step != curve.lastStep());
    if (another) curve.clear();
    for (size_t i = curve.points().size(); i < steps.size(); ++i) curve.append(steps[i]);
    curve.setName(name);
    const auto shown =
        std::ranges::count_if(curves_, [](const auto& c) { return !c->points().empty(); });
    const bool heldOut =
        std::ranges::any_of(curves_, [](const auto& c) { return c->hasHeldOut(); });
    plot_->legend->setVisible(shown > 1 || heldOut);
    if (!steps.empty()) {
        plot_->setAccessibleDescription(tr("loss from %1 at step %2 to %3 at step %4")
                                            .arg(steps.front().lossNats, 0, 'g', 3)
                                            .arg(steps.front().step)
                                            .arg(steps.back().lossNats, 0, 'g', 3)
                                            .arg(steps.back().step));
    }
    if (index == 0) curve.setMarks(marks_);
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
    curves_[0]->setMarks(marks);
    requestRepaint();
}

void LossPlot::setAxis(CurveAxis axis) {
    axis_ = axis;
    plot_->xAxis->setLabel(axis == CurveAxis::Step ? tr("step") : tr("seconds of training"));
    for (const auto& curve : curves_) curve->setAxis(axis);
    zoomed_ = false;
    refit();
    placeCursor();
    requestRepaint();
}

void LossPlot::setLogarithmic(bool logarithmic) {
    setLogarithmicAxis(*plot_->yAxis, logarithmic);
    refitLoss();
    requestRepaint();
}

void LossPlot::setLogarithmicKeys(bool logarithmic) {
    setLogarithmicAxis(*plot_->xAxis, logarithmic);
    zoomed_ = false;
    refit();
    requestRepaint();
}

void LossPlot::setSmoothing(double weight) {
    for (const auto& curve : curves_) curve->setSmoothing(weight);
    placeCursor();
    requestRepaint();
}

void LossPlot::clear() {
    marks_.clear();
    for (const auto& curve : curves_) curve->clear();
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
    for (const auto& curve : curves_) last = std::max(last, curve->lastStep());
    return last;
}

void LossPlot::refit() {
    if (!zoomed_) {
        double end = 0;
        double start = INFINITY; // the first positive key, for a logarithmic axis
        for (const auto& curve : curves_) {
            if (curve->points().empty()) continue;
            end = std::max(end, curve->keyOf(curve->lastStep()));
            start = std::min(start, curve->keyOf(curve->points().front().step));
        }
        if (axis_ == CurveAxis::Step) end = std::max(end, static_cast<double>(plannedSteps_));
        if (!(end > 0)) end = 1;
        const bool logarithmic = isLogarithmic(*plot_->xAxis);
        const double least = start > 0 && start < end ? start : end / 1000;
        plot_->xAxis->setRange(logarithmic ? least * 0.9 : -0.02 * end, 1.02 * end);
    }
    refitLoss();
}

void LossPlot::refitLoss() {
    const bool logarithmic = isLogarithmic(*plot_->yAxis);
    double low = INFINITY;
    double high = -INFINITY;
    for (const auto& curve : curves_) {
        low = std::min(low, logarithmic ? curve->bounds().positive : curve->bounds().low);
        high = std::max(high, curve->bounds().high);
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
    if (!repaint_->isActive()) plot_->layer("cursor")->replot();
}

void LossPlot::placeCursor() {
    const bool visible = cursorShown_ && lastStep() > 0;
    line_->setVisible(visible);
    tracer_->setVisible(visible);
    const double key = curves_[0]->keyOf(cursor_);
    line_->point1->setCoords(key, 0);
    line_->point2->setCoords(key, 1);
    tracer_->position->setCoords(key, curves_[0]->heightAt(cursor_));
}

int LossPlot::pixelOf(int64_t step) const {
    return qRound(plot_->xAxis->coordToPixel(curves_[0]->keyOf(step)));
}

void LossPlot::moveTo(int64_t step) {
    if (!cursorShown_ || lastStep() == 0) return;
    setCursor(step);
    Q_EMIT cursorMoved(cursor_);
}

void LossPlot::zoom(double factor, double centre) {
    zoomed_ = true;
    plot_->xAxis->scaleRange(factor, centre);
    requestRepaint();
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
    const double centre =
        cursorShown_ ? curves_[0]->keyOf(cursor_) : plot_->xAxis->range().center();
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
    case Qt::Key_Plus:
        zoom(0.8, centre);
        return true;
    case Qt::Key_Minus:
        zoom(1.25, centre);
        return true;
    default:
        return false;
    }
}

bool LossPlot::handleMouse(const QMouseEvent& event) {
    if (event.buttons().testFlag(Qt::LeftButton)) {
        plot_->setFocus(Qt::MouseFocusReason);
        moveTo(curves_[0]->stepAt(plot_->xAxis->pixelToCoord(event.position().x())));
        return true;
    }
    if (!event.buttons().testFlag(Qt::RightButton)) return false;
    if (event.type() == QEvent::MouseMove) {
        const QCPAxis& axis = *plot_->xAxis;
        const double by = axis.pixelToCoord(panFrom_.x()) - axis.pixelToCoord(event.position().x());
        zoomed_ = true;
        plot_->xAxis->moveRange(by);
        requestRepaint();
    }
    panFrom_ = event.position();
    return true;
}

void LossPlot::handleWheel(const QWheelEvent& event) {
    const double factor = std::pow(0.85, event.angleDelta().y() / 120.0);
    if (event.modifiers().testFlag(Qt::ControlModifier)) {
        plot_->yAxis->scaleRange(factor, plot_->yAxis->pixelToCoord(event.position().y()));
        requestRepaint();
    } else {
        zoom(factor, plot_->xAxis->pixelToCoord(event.position().x()));
    }
}

bool LossPlot::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::KeyPress:
        return handleKey(static_cast<QKeyEvent*>(event)->key());
    case QEvent::MouseButtonDblClick:
        zoomed_ = false;
        refit();
        requestRepaint();
        return true;
    case QEvent::Wheel:
        handleWheel(*static_cast<QWheelEvent*>(event));
        return true;
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
        if (handleMouse(*static_cast<QMouseEvent*>(event))) return true;
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void LossPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyColours(themeColours(palette()));
    QWidget::changeEvent(event);
}

void LossPlot::showForPrint(bool print) {
    applyColours(print ? themeColours(false) : themeColours(palette()));
    plot_->layer("cursor")->setVisible(!print);
    plot_->replot();
}

void LossPlot::applyColours(const ThemeColours& colours) {
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
        curves_[static_cast<size_t>(i)]->applyColours(colours, i);
    }
    line_->setPen(QPen(colours.text, 1));
    tracer_->setPen(QPen(colours.text, 1.5));
    tracer_->setBrush(colours.surface);
    requestRepaint();
}

} // namespace ttt
