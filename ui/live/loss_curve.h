// One run's curve in a LossPlot: raw, smoothed and held-out loss, crosses where the loss was not
// finite, and diamonds where a prediction was kept. It keeps every point, so that axis and
// smoothing can be changed later. LossPlot owns it; its colour belongs to its index.
#pragma once

#include "core/runs/run_events.h"

#include <QString>
#include <vector>

class QCPGraph;
class QColor;
class QCustomPlot;
class QFont;

namespace ttt {

struct ThemeColours;

// Exponential moving average with the bias of its start removed, so that a constant stays constant;
// values that are not finite are passed over.
class SmoothedLoss {
public:
    explicit SmoothedLoss(double weight = 0.75) : weight_(weight) {}
    double add(double value);

private:
    double weight_;
    double sum_ = 0;
    double norm_ = 0;
};

enum class CurveAxis { Step, Seconds };

// A step whose prediction was kept; right: equal to the true output, where that is known.
struct SnapshotMark {
    int64_t step = 0;
    bool right = false;
};

struct CurvePoint {
    int64_t step = 0;
    double seconds = 0; // since the start of training
    double lossNats = 0;
    double heldOutLossNats = 0; // NaN where not measured
};

class LossCurve {
public:
    explicit LossCurve(QCustomPlot& plot);

    void clear();
    void append(const StepMetrics& metrics);
    void setMarks(const std::vector<SnapshotMark>& marks);
    void setAxis(CurveAxis axis);
    void setSmoothing(double weight); // of the past, 0 (none) to below 1
    void setName(const QString& name);
    QString name() const { return name_; }
    void applyColours(const ThemeColours& colours, int index);

    const std::vector<CurvePoint>& points() const { return points_; }
    bool hasHeldOut() const { return hasHeldOut_; }
    int64_t lastStep() const { return points_.empty() ? 0 : points_.back().step; }
    // x of a step; between stored steps that of the one before.
    double keyOf(int64_t step) const;
    // The step nearest to an x.
    int64_t stepAt(double key) const;
    // The smoothed loss at the greatest step <= `step`; the first one before.
    double heightAt(int64_t step) const;
    // Of all finite losses, in nats; low above high where there is none. positive: the least above
    // 0
    struct Bounds {
        double low, positive, high;
    };
    const Bounds& bounds() const { return bounds_; }

private:
    double keyOf(const CurvePoint& point) const;
    void draw(const CurvePoint& point);
    void redraw();
    void drawMarks();
    void include(double value);

    QCPGraph* raw_ = nullptr;
    QCPGraph* smooth_ = nullptr;
    QCPGraph* heldOut_ = nullptr;
    QCPGraph* broken_ = nullptr;
    QCPGraph* right_ = nullptr;
    QCPGraph* wrong_ = nullptr;
    QString name_;
    CurveAxis axis_ = CurveAxis::Step;
    double smoothing_ = 0.75;
    SmoothedLoss average_;
    std::vector<CurvePoint> points_;
    std::vector<SnapshotMark> marks_;
    Bounds bounds_{};
    double lastFinite_ = 0;
    bool hasHeldOut_ = false;
};

// The colour of a compared run, readable on the surface of its theme: it stays the run's when
// others come and go.
QColor curveColour(int index, bool dark);
inline constexpr int kCurveColours = 8;

} // namespace ttt
