// The card that greets at the first start: run the demonstration, take the tour, or browse. Not
// modal; it goes for good once a task was chosen.
#pragma once

#include <QFrame>

class QLabel;

namespace ttt {

class WelcomePanel : public QFrame {
    Q_OBJECT
public:
    explicit WelcomePanel(QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fit();
    QLabel* text_;

Q_SIGNALS:
    void demonstrationAsked();
    void tourAsked();
    void browsingAsked();
};

} // namespace ttt
