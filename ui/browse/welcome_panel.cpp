#include "ui/browse/welcome_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ttt {

WelcomePanel::WelcomePanel(QWidget* parent) : QFrame(parent) {
    setProperty("role", "card");
    setAccessibleName(tr("Welcome"));
    auto* title = new QLabel(tr("Train on a task before answering it"));
    title->setProperty("role", "title");
    auto* text = new QLabel(
        tr("Test-time training adapts a small model to one task from the task's own "
           "demonstrations, then answers its test. Here you see the loss fall, the prediction "
           "change step by step, and what the same model says without it.\n\n"
           "The demonstration runs a few real ARC tasks one after the other, in some seconds "
           "each."));
    text->setWordWrap(true);
    auto* run = new QPushButton(tr("Run the demonstration"));
    run->setProperty("role", "primary");
    run->setAccessibleName(run->text());
    run->setToolTip(tr("Train on the bundled choice of tasks (Ctrl+Shift+D)"));
    auto* browse = new QPushButton(tr("Browse tasks"));
    browse->setProperty("role", "plain");
    browse->setAccessibleName(browse->text());
    browse->setToolTip(tr("Go to the gallery on the left"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(run);
    buttons->addWidget(browse);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addLayout(buttons);
    setFixedWidth(600);
    text->setMinimumHeight(text->heightForWidth(600 - 2 * 24 - 2));
    connect(run, &QPushButton::clicked, this, &WelcomePanel::demonstrationAsked);
    connect(browse, &QPushButton::clicked, this, &WelcomePanel::browsingAsked);
}

} // namespace ttt
