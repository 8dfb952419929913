// Loss over steps with QCustomPlot: one curve in the live page, two in the comparison. Shows raw
// and smoothed loss, held-out loss, steps that were not finite, and diamonds where a prediction was
// kept; a cursor is moved by mouse and keys. It repaints at most 30 times a second and only draws:
// what the cursor means is the page's business.
#pragma once

#include "core/runs/run_events.h"

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

class QCustomPlot;
class QCPItemStraightLine;
class QCPItemTracer;
class QTimer;

namespace ttt {

// A step whose prediction was kept; right: equal to the true output, where that is known.
struct SnapshotMark {
    int64_t step = 0;
    bool right = false;
};

class LossPlot : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostCurves = 2;

    explicit LossPlot(QWidget* parent = nullptr);
    ~LossPlot() override;

    // Steps that came since the last call are appended; fewer steps than before: another run.
    void setCurve(int curve, const QString& name, const std::vector<StepMetrics>& steps);
    void setPlannedSteps(int64_t steps); // the axis shows all of them from the start
    void setMarks(const std::vector<SnapshotMark>& marks);
    void setLogarithmic(bool logarithmic);
    void clear();

    void setCursorShown(bool shown);
    void setCursor(int64_t step); // does not tell cursorMoved
    int64_t cursor() const { return cursor_; }
    int64_t lastStep() const;
    // For tests and export.
    QCustomPlot& plot() { return *plot_; }
    int repaints() const { return repaints_; }
    int pixelOf(int64_t step) const; // x of a step within the plot

Q_SIGNALS:
    void cursorMoved(qint64 step); // by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Curve;
    void applyColours();
    void refit();
    void placeCursor();
    void requestRepaint();
    void moveTo(int64_t step);
    bool handleKey(int key);

    QCustomPlot* plot_;
    std::vector<std::unique_ptr<Curve>> curves_;
    std::vector<SnapshotMark> marks_;
    QCPItemStraightLine* line_ = nullptr;
    QCPItemTracer* tracer_ = nullptr;
    QTimer* repaint_;
    int64_t plannedSteps_ = 0;
    int64_t cursor_ = 0;
    bool cursorShown_ = true;
    bool zoomed_ = false;
    int repaints_ = 0;
};

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

} // namespace ttt
