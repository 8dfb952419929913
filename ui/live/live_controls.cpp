#include "ui/live/live_controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

// A whole run plays in about this time, in at most 30 pictures a second.
constexpr int kPlayMs = 6000;
constexpr int kFrameMs = 34;
constexpr int kLongestFrameMs = 250;

} // namespace

LiveControls::LiveControls(QWidget* parent) : QWidget(parent), clock_(new QTimer(this)) {
    auto* cursor = new QWidget;
    makeCursorRow(*cursor);
    auto* drawing = new QWidget;
    makeDrawingRow(*drawing);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(cursor);
    layout->addWidget(drawing);
    connect(clock_, &QTimer::timeout, this, &LiveControls::advance);
    setPlaying(false);
}

void LiveControls::makeCursorRow(QWidget& row) {
    play_ = new QToolButton;
    play_->setAccessibleName(tr("Play the steps"));
    play_->setToolTip(tr("Move the step cursor through the run, or hold it (Ctrl+Space)"));
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setAccessibleName(tr("Step cursor"));
    slider_->setToolTip(tr("Show the prediction as it was at a step"));
    stepLabel_ = new QLabel;
    stepLabel_->setMinimumWidth(150);
    follow_ = new QCheckBox(tr("Follow"));
    follow_->setAccessibleName(tr("Follow the newest step"));
    follow_->setToolTip(tr("Keep the cursor on the newest step while the run goes on"));
    follow_->setChecked(true);
    auto* layout = new QHBoxLayout(&row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(play_);
    layout->addWidget(stepLabel_);
    layout->addWidget(slider_, 1);
    layout->addWidget(follow_);
    connect(play_, &QToolButton::clicked, this, [this] { setPlaying(!playing()); });
    connect(slider_, &QSlider::valueChanged, this, &LiveControls::stepAsked);
    connect(follow_, &QCheckBox::toggled, this, &LiveControls::followChanged);
}

void LiveControls::makeDrawingRow(QWidget& row) {
    axis_ = new QComboBox;
    axis_->setAccessibleName(tr("Horizontal axis"));
    axis_->setToolTip(tr("Draw the loss over steps or over seconds of training"));
    axis_->addItems({tr("Over steps"), tr("Over seconds")});
    const auto check = [](const QString& text, const QString& name, const QString& tip) {
        auto* box = new QCheckBox(text);
        box->setAccessibleName(name);
        box->setToolTip(tip);
        return box;
    };
    auto* keys = check(tr("Log axis"), tr("Logarithmic horizontal axis"),
                       tr("Draw steps or seconds on a logarithmic axis"));
    auto* loss = check(tr("Log loss"), tr("Logarithmic loss axis"),
                       tr("Draw the loss on a logarithmic axis"));
    smoothing_ = new QSlider(Qt::Horizontal);
    smoothing_->setAccessibleName(tr("Smoothing"));
    smoothing_->setToolTip(tr("Weight of the past in the smoothed curve, 0 to 0.99; the faint "
                              "curve is not smoothed"));
    smoothing_->setRange(0, 99);
    smoothing_->setValue(75);
    smoothing_->setMaximumWidth(140);
    auto* save = new QToolButton;
    save->setText(tr("Export…"));
    save->setAccessibleName(tr("Export the curves"));
    save->setToolTip(tr("Write the curves as SVG, PDF, PNG or CSV (Ctrl+Shift+E)"));
    auto* layout = new QHBoxLayout(&row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(axis_);
    layout->addWidget(keys);
    layout->addWidget(loss);
    layout->addSpacing(10);
    layout->addWidget(new QLabel(tr("Smooth")));
    layout->addWidget(smoothing_);
    layout->addStretch(1);
    layout->addWidget(save);
    connect(axis_, &QComboBox::currentIndexChanged, this, [this](int index) {
        Q_EMIT axisChosen(index == 0 ? CurveAxis::Step : CurveAxis::Seconds);
    });
    connect(keys, &QCheckBox::toggled, this, &LiveControls::logarithmicKeysChosen);
    connect(loss, &QCheckBox::toggled, this, &LiveControls::logarithmicChosen);
    connect(smoothing_, &QSlider::valueChanged, this,
            [this](int value) { Q_EMIT smoothingChosen(value / 100.0); });
    connect(save, &QToolButton::clicked, this, &LiveControls::exportAsked);
}

bool LiveControls::following() const { return follow_->isChecked(); }

void LiveControls::setFollowing(bool following) { follow_->setChecked(following); }

void LiveControls::showFollow(bool shown) { follow_->setVisible(shown); }

void LiveControls::showStep(int64_t step, int64_t last, const QString& text) {
    const QSignalBlocker quiet(slider_);
    slider_->setMaximum(static_cast<int>(last));
    slider_->setEnabled(last > 0);
    play_->setEnabled(last > 0);
    slider_->setValue(static_cast<int>(step));
    stepLabel_->setText(text);
}

bool LiveControls::playing() const { return clock_->isActive(); }

// Started at the end, it plays from the beginning.
void LiveControls::setPlaying(bool playing) {
    const int last = slider_->maximum();
    if (playing && last > 0) {
        if (slider_->value() >= last) slider_->setValue(0);
        clock_->start(std::clamp(kPlayMs / last, kFrameMs, kLongestFrameMs));
    } else {
        clock_->stop();
    }
    play_->setText(clock_->isActive() ? QStringLiteral("⏸") : QStringLiteral("▶"));
}

void LiveControls::advance() {
    const int last = slider_->maximum();
    const int by = std::max(1, last * clock_->interval() / kPlayMs);
    slider_->setValue(std::min(last, slider_->value() + by));
    if (slider_->value() >= last) setPlaying(false);
}

} // namespace ttt
