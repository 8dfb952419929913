#include "ui/live/loss_curve.h"

#include "ui/theme.h"

#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace ttt {

namespace {

constexpr const char* kLight[kCurveColours] = {"#1f5fbf", "#a0480a", "#19702f", "#7a3db8",
                                               "#b3261e", "#0b6e78", "#6b5b00", "#a81c68"};
constexpr const char* kDark[kCurveColours] = {"#79adff", "#ffb270", "#6fd188", "#c79bff",
                                              "#ff8a80", "#5fd3de", "#dcc85a", "#ff8fcb"};
// Told apart without colour, too.
constexpr Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

constexpr LossCurve::Bounds kNoBounds{INFINITY, INFINITY, -INFINITY};

} // namespace

QColor curveColour(int index, bool dark) {
    const int place = ((index % kCurveColours) + kCurveColours) % kCurveColours;
    return QColor(dark ? kDark[place] : kLight[place]);
}

double SmoothedLoss::add(double value) {
    if (std::isfinite(value)) {
        sum_ = weight_ * sum_ + (1 - weight_) * value;
        norm_ = weight_ * norm_ + (1 - weight_);
    }
    return norm_ > 0 ? sum_ / norm_ : value;
}

LossCurve::LossCurve(QCustomPlot& plot) : bounds_(kNoBounds) {
    for (QCPGraph** graph : {&raw_, &smooth_, &heldOut_, &broken_, &right_, &wrong_}) {
        *graph = plot.addGraph();
    }
    for (QCPGraph* graph : {broken_, right_, wrong_}) graph->setLineStyle(QCPGraph::lsNone);
    for (QCPGraph* graph : {raw_, smooth_, heldOut_, broken_, right_, wrong_}) {
        graph->removeFromLegend();
    }
}

void LossCurve::clear() {
    for (QCPGraph* graph : {raw_, smooth_, heldOut_, broken_, right_, wrong_}) {
        graph->data()->clear();
    }
    average_ = SmoothedLoss(smoothing_);
    points_.clear();
    marks_.clear();
    bounds_ = kNoBounds;
    lastFinite_ = 0;
    hasHeldOut_ = false;
    setName(name_);
}

void LossCurve::setName(const QString& name) {
    name_ = name;
    smooth_->setName(name);
    heldOut_->setName(name + QObject::tr(", held out"));
    if (points_.empty()) smooth_->removeFromLegend();
    if (!points_.empty()) smooth_->addToLegend();
    if (!hasHeldOut_) heldOut_->removeFromLegend();
    if (hasHeldOut_) heldOut_->addToLegend();
}

void LossCurve::include(double value) {
    if (!std::isfinite(value)) return;
    bounds_.low = std::min(bounds_.low, value);
    bounds_.high = std::max(bounds_.high, value);
    if (value > 0) bounds_.positive = std::min(bounds_.positive, value);
}

void LossCurve::append(const StepMetrics& metrics) {
    points_.push_back(
        {metrics.step, metrics.elapsedMs / 1000, metrics.lossNats, metrics.heldOutLossNats});
    hasHeldOut_ = hasHeldOut_ || std::isfinite(metrics.heldOutLossNats);
    include(metrics.lossNats);
    include(metrics.heldOutLossNats);
    draw(points_.back());
}

double LossCurve::keyOf(const CurvePoint& point) const {
    return axis_ == CurveAxis::Step ? static_cast<double>(point.step) : point.seconds;
}

void LossCurve::draw(const CurvePoint& point) {
    const double key = keyOf(point);
    if (std::isfinite(point.lossNats)) lastFinite_ = point.lossNats;
    if (!std::isfinite(point.lossNats)) broken_->addData(key, lastFinite_);
    raw_->addData(key, point.lossNats);
    smooth_->addData(key, average_.add(point.lossNats));
    if (std::isfinite(point.heldOutLossNats)) heldOut_->addData(key, point.heldOutLossNats);
}

void LossCurve::redraw() {
    for (QCPGraph* graph : {raw_, smooth_, heldOut_, broken_}) graph->data()->clear();
    average_ = SmoothedLoss(smoothing_);
    lastFinite_ = 0;
    for (const CurvePoint& point : points_) draw(point);
    drawMarks();
}

void LossCurve::setMarks(const std::vector<SnapshotMark>& marks) {
    marks_ = marks;
    drawMarks();
}

void LossCurve::drawMarks() {
    right_->data()->clear();
    wrong_->data()->clear();
    for (const SnapshotMark& mark : marks_) {
        (mark.right ? right_ : wrong_)->addData(keyOf(mark.step), heightAt(mark.step));
    }
}

void LossCurve::setAxis(CurveAxis axis) {
    axis_ = axis;
    redraw();
}

void LossCurve::setSmoothing(double weight) {
    smoothing_ = weight;
    redraw();
}

double LossCurve::keyOf(int64_t step) const {
    if (axis_ == CurveAxis::Step) return static_cast<double>(step);
    auto after = std::ranges::upper_bound(points_, step, {}, &CurvePoint::step);
    return after == points_.begin() ? 0 : std::prev(after)->seconds;
}

int64_t LossCurve::stepAt(double key) const {
    if (axis_ == CurveAxis::Step) return std::llround(key);
    const auto after = std::ranges::lower_bound(points_, key, {}, &CurvePoint::seconds);
    if (after == points_.end()) return lastStep();
    const double before = after == points_.begin() ? 0 : std::prev(after)->seconds;
    const int64_t stepBefore = after == points_.begin() ? 0 : std::prev(after)->step;
    return key - before < after->seconds - key ? stepBefore : after->step;
}

double LossCurve::heightAt(int64_t step) const {
    const auto after = std::ranges::upper_bound(points_, step, {}, &CurvePoint::step);
    if (points_.empty()) return 0;
    const auto index = after == points_.begin() ? 0 : after - points_.begin() - 1;
    return smooth_->data()->at(static_cast<int>(index))->value;
}

void LossCurve::applyColours(const ThemeColours& colours, int index) {
    const QColor colour = curveColour(index, colours.dark);
    QColor faint = colour;
    faint.setAlpha(110);
    raw_->setPen(QPen(faint, 1));
    smooth_->setPen(QPen(colour, 2, kStyles[index % 4]));
    // The only curve's held-out loss has the colour of what is good; of several, that of its run.
    heldOut_->setPen(QPen(index == 0 ? colours.good : colour, 1.5, Qt::DashDotDotLine));
    broken_->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCross, QPen(colours.bad, 2), Qt::NoBrush, 11));
    right_->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colours.surface, 1), colours.good, 13));
    wrong_->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(colour, 1.5), colours.surface, 10));
}

} // namespace ttt
