// Every command of the registry in one list that a few typed letters narrow down: Return does the
// chosen one. It closes before the command is done, so that dialogs and focus go on as if it had
// come from a menu. It has no commands of its own.
#pragma once

#include <QDialog>
#include <QPointer>

class QAction;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace ttt {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(const QList<QAction*>& commands, QWidget* parent = nullptr);

    QLineEdit& filter() { return *filter_; }
    QList<QAction*> shown() const; // those that match what is typed, best first
    QAction* chosen() const;       // null where none matches

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refill();
    void perform(const QTreeWidgetItem* item);

    QList<QPointer<QAction>> commands_;
    QLineEdit* filter_;
    QTreeWidget* list_;
};

} // namespace ttt
