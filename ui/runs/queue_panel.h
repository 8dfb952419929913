// The runs that go on and wait, in their order, over the list of stored runs: pause, re-order, take
// out. Not there while nothing runs. The buttons are the window's commands.
#pragma once

#include "ui/runs/run_queue.h"

#include <QWidget>

class QAction;
class QListWidget;

namespace ttt {

class QueuePanel : public QWidget {
    Q_OBJECT
public:
    QueuePanel(RunQueue& queue, const QList<QAction*>& commands, QWidget* parent = nullptr);

    QListWidget& view() { return *view_; }
    // The chosen run, or the last that waits where none is chosen; null where none waits.
    RunRecordPtr chosen() const;
    void moveChosen(int by); // the chosen run stays chosen
    void removeChosen();

Q_SIGNALS:
    void opened(const ttt::RunRecordPtr& run);

private:
    void refresh();

    RunQueue& queue_;
    QListWidget* view_;
    std::vector<RunRecordPtr> shown_;
};

} // namespace ttt
