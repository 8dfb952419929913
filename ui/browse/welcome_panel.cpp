#include "ui/browse/welcome_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

QPushButton* buttonOf(const QString& text, const QString& tip, const char* role) {
    auto* button = new QPushButton(text);
    button->setProperty("role", role);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    return button;
}

} // namespace

WelcomePanel::WelcomePanel(QWidget* parent) : QFrame(parent) {
    setProperty("role", "card");
    setAccessibleName(tr("Welcome"));
    auto* title = new QLabel(tr("Train on a task before answering it"));
    title->setProperty("role", "title");
    text_ = new QLabel(
        tr("Test-time training adapts a small model to one task from the task's own "
           "demonstrations, then answers its test. Here you see the loss fall, the prediction "
           "change step by step, and what the same model says without it.\n\n"
           "The demonstration runs a few real ARC tasks one after the other, in some seconds "
           "each. The tour goes through the parts of the window."));
    text_->setWordWrap(true);
    auto* run = buttonOf(tr("Run the demonstration"),
                         tr("Train on the bundled choice of tasks (Ctrl+Shift+D)"), "primary");
    auto* tour = buttonOf(tr("Take the tour"),
                          tr("Go through the parts of the window (Ctrl+Alt+F1)"), "plain");
    auto* browse = buttonOf(tr("Browse tasks"), tr("Go to the gallery on the left"), "plain");
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {run, tour, browse}) buttons->addWidget(button);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(text_);
    layout->addLayout(buttons);
    fit();
    connect(run, &QPushButton::clicked, this, &WelcomePanel::demonstrationAsked);
    connect(tour, &QPushButton::clicked, this, &WelcomePanel::tourAsked);
    connect(browse, &QPushButton::clicked, this, &WelcomePanel::browsingAsked);
}

// A label's wrapped height is not asked for by centred layouts.
void WelcomePanel::fit() {
    const int width = std::max(600, 40 * fontMetrics().height());
    setFixedWidth(width);
    text_->setMinimumHeight(text_->heightForWidth(width - 2 * 24 - 2));
}

void WelcomePanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange) fit();
}

} // namespace ttt
