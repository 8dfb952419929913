// Loss over steps or seconds with QCustomPlot: one curve in the live page, several in the
// comparison. A cursor is moved by mouse and keys. It repaints at most 30 times a second and only
// draws: what the cursor means is the page's business.
#pragma once

#include "ui/live/loss_curve.h"

#include <QPointF>
#include <QWidget>
#include <memory>
#include <vector>

class QCustomPlot;
class QCPItemStraightLine;
class QCPItemTracer;
class QMouseEvent;
class QTimer;
class QWheelEvent;

namespace ttt {

class LossPlot : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostCurves = kCurveColours;

    explicit LossPlot(QWidget* parent = nullptr);
    ~LossPlot() override;

    // Steps that came since the last call are appended; fewer steps than before: another run.
    void setCurve(int curve, const QString& name, const std::vector<StepMetrics>& steps);
    void setPlannedSteps(int64_t steps); // the axis shows all of them from the start
    void setMarks(const std::vector<SnapshotMark>& marks);
    void setAxis(CurveAxis axis);
    void setLogarithmic(bool logarithmic);     // the loss
    void setLogarithmicKeys(bool logarithmic); // steps or seconds
    void setSmoothing(double weight);
    void clear();

    void setCursorShown(bool shown);
    void setCursor(int64_t step); // does not tell cursorMoved
    int64_t cursor() const { return cursor_; }
    int64_t lastStep() const;
    const LossCurve& curve(int index) const { return *curves_.at(static_cast<size_t>(index)); }
    // For tests and export.
    QCustomPlot& plot() { return *plot_; }
    void showForPrint(bool print); // dark on white and no cursor, whatever the theme
    int repaints() const { return repaints_; }
    int pixelOf(int64_t step) const; // x of a step within the plot

Q_SIGNALS:
    void cursorMoved(qint64 step); // by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeItems();
    void applyColours(const ThemeColours& colours);
    void refit();
    void refitLoss();
    void placeCursor();
    void requestRepaint();
    void moveTo(int64_t step);
    void zoom(double factor, double centre);
    bool handleKey(int key);
    bool handleMouse(const QMouseEvent& event);
    void handleWheel(const QWheelEvent& event);

    QCustomPlot* plot_;
    std::vector<std::unique_ptr<LossCurve>> curves_;
    std::vector<SnapshotMark> marks_;
    QCPItemStraightLine* line_ = nullptr;
    QCPItemTracer* tracer_ = nullptr;
    QTimer* repaint_;
    CurveAxis axis_ = CurveAxis::Step;
    int64_t plannedSteps_ = 0;
    int64_t cursor_ = 0;
    QPointF panFrom_;
    bool cursorShown_ = true;
    bool zoomed_ = false;
    int repaints_ = 0;
};

} // namespace ttt
