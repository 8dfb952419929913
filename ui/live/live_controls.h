// The line under the live curve: play, the step cursor's slider, and how the curve is drawn. Tells
// what was asked for; the live page does it.
#pragma once

#include "ui/live/loss_curve.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QTimer;
class QToolButton;

namespace ttt {

class LiveControls : public QWidget {
    Q_OBJECT
public:
    explicit LiveControls(QWidget* parent = nullptr);

    QSlider& slider() { return *slider_; }
    QSlider& smoothing() { return *smoothing_; }
    bool following() const;
    void setFollowing(bool following);
    void showFollow(bool shown); // only while a run goes on
    // Without telling: where the cursor stands, of how many steps, and its text.
    void showStep(int64_t step, int64_t last, const QString& text);
    void setPlaying(bool playing);
    bool playing() const;

Q_SIGNALS:
    void stepAsked(qint64 step); // by slider or play
    void followChanged(bool following);
    void axisChosen(ttt::CurveAxis axis);
    void logarithmicChosen(bool logarithmic);
    void logarithmicKeysChosen(bool logarithmic);
    void smoothingChosen(double weight);
    void exportAsked();

private:
    void makeCursorRow(QWidget& row);
    void makeDrawingRow(QWidget& row);
    void advance();

    QToolButton* play_ = nullptr;
    QSlider* slider_ = nullptr;
    QLabel* stepLabel_ = nullptr;
    QCheckBox* follow_ = nullptr;
    QComboBox* axis_ = nullptr;
    QSlider* smoothing_ = nullptr;
    QTimer* clock_;
};

} // namespace ttt
