// The window's bottom line: phase, step, rate and time left of the run that goes on, and how many
// wait. Follows the run queue by itself.
#pragma once

#include "ui/runs/run_queue.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QTimer;

namespace ttt {

class StatusLine : public QWidget {
    Q_OBJECT
public:
    explicit StatusLine(RunQueue& queue, QWidget* parent = nullptr);
    void tell(const QString& text); // shown while nothing runs
    QString text() const;

private:
    void refresh();

    RunQueue& queue_;
    QLabel* text_;
    QProgressBar* progress_;
    QTimer* clock_;
    QString idle_;
};

// "1 min 5 s"
QString durationText(double seconds);

} // namespace ttt
