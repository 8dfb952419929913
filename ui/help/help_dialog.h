// Shows a page of resources/help, or the sheet of keys made from the registry of commands.
#pragma once

#include "ui/actions.h"

#include <QDialog>

namespace ttt {

class HelpDialog : public QDialog {
    Q_OBJECT
public:
    HelpDialog(const QString& title, const QString& markdown, QWidget* parent);

    static QString page(const QString& name); // the Markdown of resources/help/<name>.md
    static QString keys(const Actions& actions);
};

} // namespace ttt
