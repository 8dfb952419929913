// The one registry of the window's commands: text, tool tip, key, icon and menu of each stand in
// one table in actions.cpp. The window connects them; menus, buttons and the sheet of keys read
// them.
#pragma once

#include <QAction>
#include <QHash>
#include <QObject>

class QMenuBar;
class QWidget;

namespace ttt {

class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);

    QAction* get(const QString& id) const; // asserts that the id is in the table
    QList<QAction*> all() const { return ordered_; }
    void fillMenus(QMenuBar* bar);
    void refreshIcons(const QPalette& palette);

    template <typename Receiver, typename Slot>
    void on(const QString& id, Receiver* receiver, Slot slot) {
        connect(get(id), &QAction::triggered, receiver, slot);
    }

protected:
    // Text fields would take the palette's Ctrl+K, with which they delete to the end of the line.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QHash<QString, QAction*> byId_;
    QList<QAction*> ordered_;
};

} // namespace ttt
