// A message across the window that stays until it is dismissed: what went wrong, why, and what can
// be done, with the text at hand for copying. Never modal.
#pragma once

#include <QFrame>

class QLabel;

namespace ttt {

class NoticeBar : public QFrame {
    Q_OBJECT
public:
    explicit NoticeBar(QWidget* parent = nullptr);
    void tell(const QString& title, const QString& details);
    QString text() const; // title and details; empty when dismissed

private:
    QLabel* title_;
    QLabel* details_;
};

} // namespace ttt
