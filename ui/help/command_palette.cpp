#include "ui/help/command_palette.h"

#include <QAction>
#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

enum Column { Command, Menu, Keys, Columns };
constexpr int kActionRole = Qt::UserRole;

QString plain(QString text) { return text.remove('&'); }

QString menuOf(const QAction& action) {
    return plain(action.property("menu").toString()).replace('/', QStringLiteral(" ▸ "));
}

QString keysOf(const QAction& action) {
    return QKeySequence::listToString(action.shortcuts(), QKeySequence::NativeText)
        .replace(QStringLiteral("; "), QStringLiteral("  "));
}

// How well the typed words fit: 0 the command begins with them, 1 its words do, 2 they are in it,
// 3 in its menu or its explanation; -1 not all are there.
int rankOf(const QAction& action, const QString& typed) {
    const QString text = plain(action.text()).toLower();
    const QString all = text + ' ' + menuOf(action).toLower() + ' ' + action.statusTip().toLower();
    const QStringList words = typed.toLower().split(' ', Qt::SkipEmptyParts);
    const auto inside = [](const QString& where) {
        return [&where](const QString& word) { return where.contains(word); };
    };
    if (!std::ranges::all_of(words, inside(all))) return -1;
    if (text.startsWith(typed.toLower().trimmed())) return 0;
    const QString spaced = ' ' + text;
    const auto begins = [&spaced](const QString& word) { return spaced.contains(' ' + word); };
    if (std::ranges::all_of(words, begins)) return 1;
    return std::ranges::all_of(words, inside(text)) ? 2 : 3;
}

} // namespace

CommandPalette::CommandPalette(const QList<QAction*>& commands, QWidget* parent)
    : QDialog(parent), filter_(new QLineEdit), list_(new QTreeWidget) {
    for (QAction* action : commands) {
        if (!action->isSeparator()) commands_ << action;
    }
    setWindowTitle(tr("Commands"));
    setAttribute(Qt::WA_DeleteOnClose);
    filter_->setPlaceholderText(tr("Type a few letters of a command"));
    filter_->setAccessibleName(tr("Find a command"));
    filter_->setToolTip(tr("Words of the command, its menu or what it does"));
    filter_->setClearButtonEnabled(true);
    filter_->installEventFilter(this);
    list_->setAccessibleName(tr("Commands that match"));
    list_->setToolTip(tr("Return or a click does the command"));
    list_->setColumnCount(Columns);
    list_->setHeaderHidden(true);
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(Command, QHeaderView::Stretch);
    for (const int column : {Menu, Keys}) {
        list_->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    }
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(filter_);
    layout->addWidget(list_, 1);
    connect(filter_, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(list_, &QTreeWidget::itemClicked, this, &CommandPalette::perform);
    resize(fontMetrics().averageCharWidth() * 92, fontMetrics().height() * 26);
    refill();
}

void CommandPalette::refill() {
    struct Found {
        int rank;
        QAction* action;
    };
    std::vector<Found> found;
    for (const QPointer<QAction>& action : std::as_const(commands_)) {
        const int rank = action ? rankOf(*action, filter_->text()) : -1;
        if (rank >= 0) found.push_back({action->isEnabled() ? rank : rank + 10, action});
    }
    std::ranges::stable_sort(found, {}, &Found::rank);
    list_->clear();
    for (const Found& one : found) {
        auto* item = new QTreeWidgetItem(
            {plain(one.action->text()), menuOf(*one.action), keysOf(*one.action)});
        item->setData(Command, kActionRole, QVariant::fromValue(one.action));
        item->setSizeHint(Command, {0, fontMetrics().height() + 8});
        item->setToolTip(Command, one.action->statusTip());
        if (one.action->isCheckable()) {
            item->setText(Command,
                          (one.action->isChecked() ? QStringLiteral("● ") : QStringLiteral("○ ")) +
                              item->text(Command));
        }
        if (!one.action->isEnabled()) {
            item->setFlags(Qt::ItemNeverHasChildren);
            item->setToolTip(Command, one.action->statusTip() + tr(" (not now)"));
        }
        list_->addTopLevelItem(item);
    }
    list_->setCurrentItem(list_->topLevelItem(0));
}

QList<QAction*> CommandPalette::shown() const {
    QList<QAction*> actions;
    for (int row = 0; row < list_->topLevelItemCount(); ++row) {
        actions << list_->topLevelItem(row)->data(Command, kActionRole).value<QAction*>();
    }
    return actions;
}

QAction* CommandPalette::chosen() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item ? item->data(Command, kActionRole).value<QAction*>() : nullptr;
}

void CommandPalette::perform(const QTreeWidgetItem* item) {
    if (item == nullptr || !item->flags().testFlag(Qt::ItemIsEnabled)) return;
    QPointer<QAction> action = item->data(Command, kActionRole).value<QAction*>();
    close();
    // After the focus is back where it was.
    if (action) QTimer::singleShot(0, action, &QAction::trigger);
}

// The line keeps the focus; the arrows move in the list.
bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != filter_ || event->type() != QEvent::KeyPress) {
        return QDialog::eventFilter(watched, event);
    }
    auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QCoreApplication::sendEvent(list_, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        perform(list_->currentItem());
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

} // namespace ttt
