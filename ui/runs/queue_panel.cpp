#include "ui/runs/queue_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ttt {

namespace {

QString lineOf(const RunRecord& run) {
    QString text = run.statusWord();
    if (!run.data().tasks.empty()) {
        text += QStringLiteral("  ·  ") + QString::fromStdString(run.data().tasks.front().id);
    }
    return text + QStringLiteral("  ·  ") + run.label();
}

} // namespace

QueuePanel::QueuePanel(RunQueue& queue, const QList<QAction*>& commands, QWidget* parent)
    : QWidget(parent), queue_(queue), view_(new QListWidget) {
    auto* title = new QLabel(tr("Queue"));
    title->setProperty("role", "heading");
    view_->setAccessibleName(tr("Runs that go on and wait"));
    view_->setToolTip(tr("The first goes on, the others wait; Return shows one"));
    view_->setSpacing(2);
    view_->setMaximumHeight(120);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(title, 1);
    for (QAction* command : commands) {
        auto* button = new QToolButton;
        button->setDefaultAction(command);
        button->setAccessibleName(command->text().remove('&'));
        buttons->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 0);
    layout->setSpacing(4);
    layout->addLayout(buttons);
    layout->addWidget(view_);
    connect(&queue_, &RunQueue::changed, this, &QueuePanel::refresh);
    connect(view_, &QListWidget::itemActivated, this, [this] {
        const int row = view_->currentRow();
        if (row >= 0 && static_cast<size_t>(row) < shown_.size()) {
            Q_EMIT opened(shown_[static_cast<size_t>(row)]);
        }
    });
    refresh();
}

void QueuePanel::refresh() {
    const RunRecordPtr kept = chosen();
    shown_ = queue_.runs();
    const QSignalBlocker quiet(view_);
    view_->clear();
    for (const RunRecordPtr& run : shown_) view_->addItem(lineOf(*run));
    for (size_t i = 0; i < shown_.size(); ++i) {
        if (shown_[i] == kept) view_->setCurrentRow(static_cast<int>(i));
    }
    setVisible(!shown_.empty());
}

RunRecordPtr QueuePanel::chosen() const {
    const int row = view_->currentRow();
    if (row >= 0 && static_cast<size_t>(row) < shown_.size())
        return shown_[static_cast<size_t>(row)];
    return shown_.size() > 1 ? shown_.back() : nullptr;
}

void QueuePanel::moveChosen(int by) {
    if (const RunRecordPtr run = chosen()) queue_.move(run, by);
}

void QueuePanel::removeChosen() {
    if (const RunRecordPtr run = chosen()) queue_.remove(run);
}

} // namespace ttt
