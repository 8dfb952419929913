// The card that greets at the first start: one button runs the demonstration, the other browses.
// Not modal; it goes for good once either was pressed or a task was chosen.
#pragma once

#include <QFrame>

namespace ttt {

class WelcomePanel : public QFrame {
    Q_OBJECT
public:
    explicit WelcomePanel(QWidget* parent = nullptr);

Q_SIGNALS:
    void demonstrationAsked();
    void browsingAsked();
};

} // namespace ttt
