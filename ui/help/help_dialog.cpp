#include "ui/help/help_dialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace ttt {

HelpDialog::HelpDialog(const QString& title, const QString& markdown, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text = new QTextBrowser;
    text->setAccessibleName(title);
    text->setMarkdown(markdown);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(buttons);
    resize(640, 560);
}

QString HelpDialog::page(const QString& name) {
    QFile file(":/help/" + name + ".md");
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString HelpDialog::keys(const Actions& actions) {
    QString rows = page("shortcuts") + tr("\n\n| command | keys | effect |\n|---|---|---|\n");
    for (const QAction* action : actions.all()) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        if (keys.isEmpty()) continue;
        rows += QStringLiteral("| %1 | %2 | %3 |\n")
                    .arg(action->text().remove('&'), keys, action->statusTip());
    }
    return rows;
}

} // namespace ttt
