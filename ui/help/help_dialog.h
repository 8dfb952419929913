// The help window: the pages of resources/help on the left, the chosen one on the right, and among
// them the sheet of keys, which is made from the registry of commands.
#pragma once

#include "ui/actions.h"

#include <QDialog>

class QListWidget;
class QTextBrowser;

namespace ttt {

class HelpDialog : public QDialog {
    Q_OBJECT
public:
    explicit HelpDialog(const Actions& actions, QWidget* parent = nullptr);

    void showPage(const QString& name); // "first-steps", "keys"...
    QString shown() const;              // its name
    QStringList pages() const;
    static QString page(const QString& name); // Markdown; empty where there is none
    static QString keys(const Actions& actions);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showChosen();

    const Actions& actions_;
    QListWidget* list_;
    QTextBrowser* text_;
};

} // namespace ttt
