#include "ui/help/help_dialog.h"

#include "core/base/files.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFile>
#include <QListWidget>
#include <QRegularExpression>
#include <QSplitter>
#include <QSplitterHandle>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr char kKeysPage[] = "keys";

QString pictureFolder() { return QString::fromStdString((resourceFolder() / "help").string()); }

// Without the pictures that are not there: packaging/help_pictures.sh makes them.
QString withoutMissingPictures(const QString& markdown) {
    static const QRegularExpression kPicture(QStringLiteral("^!\\[[^]]*\\]\\(([^)]+)\\)$"));
    QStringList lines;
    for (const QString& line : markdown.split('\n')) {
        const QRegularExpressionMatch match = kPicture.match(line);
        if (!match.hasMatch() || QFile::exists(pictureFolder() + '/' + match.captured(1))) {
            lines << line;
        }
    }
    return lines.join('\n');
}

// Markdown's tables come with a frame around every cell and no room within it.
void calmTables(QTextDocument& document) {
    for (QTextFrame* frame : document.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (table == nullptr) continue;
        QTextTableFormat format = table->format();
        format.setBorder(0);
        format.setCellSpacing(0);
        format.setCellPadding(4);
        table->setFormat(format);
    }
}

struct Page {
    const char* name;
    const char* title;
};
constexpr Page kPages[] = {
    {"first-steps", QT_TRANSLATE_NOOP("ttt::HelpDialog", "First steps")},
    {"browse", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Browse tasks")},
    {"edit", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Edit a copy")},
    {"setup", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Prepare a run")},
    {"live", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Watch a run")},
    {"results", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Understand the answer")},
    {"compare", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Compare runs")},
    {"limits", QT_TRANSLATE_NOOP("ttt::HelpDialog", "What it cannot do yet")},
    {"text", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Text tasks and models")},
    {"look", QT_TRANSLATE_NOOP("ttt::HelpDialog", "Look and layout")},
    {kKeysPage, QT_TRANSLATE_NOOP("ttt::HelpDialog", "Keys")},
};

} // namespace

HelpDialog::HelpDialog(const Actions& actions, QWidget* parent)
    : QDialog(parent), actions_(actions), list_(new QListWidget), text_(new QTextBrowser) {
    setWindowTitle(tr("Help"));
    setAttribute(Qt::WA_DeleteOnClose);
    list_->setAccessibleName(tr("Pages of the help"));
    list_->setToolTip(tr("Choose a page"));
    list_->setSpacing(2);
    for (const Page& page : kPages) {
        auto* item = new QListWidgetItem(tr(page.title), list_);
        item->setData(Qt::UserRole, QString(page.name));
    }
    text_->setAccessibleName(tr("Help text"));
    text_->setOpenLinks(false);
    text_->document()->setDocumentMargin(14);
    text_->setSearchPaths({pictureFolder()});
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(list_);
    splitter->addWidget(text_);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({180, 880}); // pictures are 800 wide
    splitter->handle(1)->setAccessibleName(tr("Divider of two panes"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(list_, &QListWidget::currentRowChanged, this, &HelpDialog::showChosen);
    connect(text_, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& link) { showPage(link.path()); });
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(splitter, 1);
    layout->addWidget(buttons);
    resize(1080, 680);
    list_->setCurrentRow(0);
}

QStringList HelpDialog::pages() const {
    QStringList names;
    for (const Page& page : kPages) names << page.name;
    return names;
}

QString HelpDialog::shown() const {
    return list_->currentItem() ? list_->currentItem()->data(Qt::UserRole).toString() : QString();
}

void HelpDialog::showPage(const QString& name) {
    list_->setCurrentRow(std::max(0, static_cast<int>(pages().indexOf(name))));
}

void HelpDialog::showChosen() {
    text_->setMarkdown(shown() == kKeysPage ? keys(actions_)
                                            : withoutMissingPictures(page(shown())));
    calmTables(*text_->document());
    text_->moveCursor(QTextCursor::Start);
}

// Markdown keeps the colours and sizes that it was laid out with.
void HelpDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) showChosen();
}

QString HelpDialog::page(const QString& name) {
    QFile file(":/help/" + name + ".md");
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// One table a menu, in the order of the menus.
QString HelpDialog::keys(const Actions& actions) {
    QString rows = page("shortcuts");
    QString menu;
    for (const QAction* action : actions.all()) {
        if (action->isSeparator()) continue;
        const QString title = action->property("menu").toString().section('/', 0, 0).remove('&');
        if (title != menu) {
            menu = title;
            rows += QStringLiteral("\n\n## ") + menu +
                    tr("\n\n| command | keys | effect |\n|---|---|---|\n");
        }
        rows += QStringLiteral("| %1 | %2 | %3 |\n")
                    .arg(action->text().remove('&'),
                         QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText),
                         action->statusTip());
    }
    return rows;
}

} // namespace ttt
