#include "ui/runs/status_line.h"

#include "ui/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <cmath>

namespace ttt {

namespace {
constexpr int kRefreshMs = 100;
}

QString durationText(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(std::ceil(seconds)));
    if (whole < 60) return StatusLine::tr("%1 s").arg(whole);
    if (whole < 3600) return StatusLine::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return StatusLine::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

StatusLine::StatusLine(RunQueue& queue, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      text_(new QLabel),
      progress_(new QProgressBar),
      clock_(new QTimer(this)) {
    text_->setAccessibleDescription(tr("Status"));
    progress_->setAccessibleName(tr("Progress of the training"));
    progress_->setFixedWidth(220);
    progress_->setMaximumHeight(12);
    progress_->setTextVisible(false); // the line says it in words
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->addWidget(text_, 1);
    layout->addWidget(progress_);
    clock_->setInterval(kRefreshMs);
    connect(clock_, &QTimer::timeout, this, &StatusLine::refresh);
    connect(&queue_, &RunQueue::changed, this, &StatusLine::refresh);
    idle_ = tr("Ready");
    refresh();
}

void StatusLine::tell(const QString& text) {
    idle_ = text;
    refresh();
}

QString StatusLine::text() const { return text_->text(); }

void StatusLine::refresh() {
    const RunRecordPtr run = queue_.current();
    progress_->setVisible(run != nullptr);
    if (!run) {
        clock_->stop();
        text_->setText(idle_);
        return;
    }
    if (!clock_->isActive()) clock_->start();
    const auto& steps = run->data().steps;
    const int64_t done = steps.empty() ? 0 : steps.back().step;
    QStringList parts{run->statusWord()};
    if (!run->data().tasks.empty()) parts << QString::fromStdString(run->data().tasks[0].id);
    if (run->phase() == Phase::Training && run->plannedSteps() > 0) {
        parts << tr("step %1 of %2").arg(done).arg(run->plannedSteps());
        if (run->stepsPerSecond() > 0) {
            parts << tr("%1 steps/s").arg(run->stepsPerSecond(), 0, 'f', 1)
                  << tr("%1 of training left").arg(durationText(run->secondsLeft()));
        }
    }
    if (queue_.waiting() > 0) {
        parts << counted(queue_.waiting(), tr("run waits"), tr("runs wait"));
    }
    text_->setText(parts.join(QStringLiteral("  ·  ")));
    progress_->setRange(0, static_cast<int>(run->plannedSteps()));
    progress_->setValue(static_cast<int>(done));
}

} // namespace ttt
