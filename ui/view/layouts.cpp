#include "ui/view/layouts.h"

#include "ui/window_state.h"

#include <QMainWindow>
#include <QSettings>
#include <QSplitter>
#include <QSplitterHandle>
#include <QTabWidget>

namespace ttt {

namespace {

constexpr int kVersion = 1;
constexpr int kWideGallery = 500;
constexpr int kNarrowLists = 260;

// Names become keys of the settings, in which a slash would make a group.
QString groupOf(const QString& name) {
    return "layouts/" + QString::fromLatin1(name.toUtf8().toHex());
}

QMap<QString, QByteArray> splitterStates(const QMainWindow& window) {
    QMap<QString, QByteArray> states;
    for (const QSplitter* splitter : namedSplitters(window)) {
        states[splitter->objectName()] = splitter->saveState();
    }
    return states;
}

} // namespace

Layouts::Layouts(QMainWindow& window, QWidget& left, QTabWidget& pages)
    : QObject(&window),
      window_(window),
      left_(left),
      pages_(pages),
      initial_(splitterStates(window)) {
    for (const QSplitter* splitter : namedSplitters(window)) {
        for (int i = 1; i < splitter->count(); ++i) {
            splitter->handle(i)->setAccessibleName(tr("Divider of two panes"));
        }
    }
}

QStringList Layouts::own() const {
    QSettings settings;
    QStringList names;
    settings.beginGroup("layouts");
    for (const QString& group : settings.childGroups()) {
        if (settings.value(group + "/version").toInt() == kVersion) {
            names << settings.value(group + "/name").toString();
        }
    }
    names.sort(Qt::CaseInsensitive);
    return names;
}

void Layouts::save(const QString& name) {
    QSettings settings;
    settings.beginGroup(groupOf(name));
    settings.remove("");
    settings.setValue("version", kVersion);
    settings.setValue("name", name);
    settings.setValue("left", leftShown());
    settings.setValue("page", pages_.tabText(pages_.currentIndex()));
    const QMap<QString, QByteArray> states = splitterStates(window_);
    for (auto state = states.begin(); state != states.end(); ++state) {
        settings.setValue("splitters/" + state.key(), state.value());
    }
}

bool Layouts::restore(const QString& name) {
    QSettings settings;
    settings.beginGroup(groupOf(name));
    if (settings.value("version").toInt() != kVersion) return false;
    setLeftShown(settings.value("left", true).toBool());
    QMap<QString, QByteArray> states = initial_;
    for (auto state = states.begin(); state != states.end(); ++state) {
        const QByteArray stored = settings.value("splitters/" + state.key()).toByteArray();
        if (!stored.isEmpty()) state.value() = stored;
    }
    applySplitters(states);
    showPage(settings.value("page").toString());
    return true;
}

void Layouts::remove(const QString& name) { QSettings().remove(groupOf(name)); }

void Layouts::browse() {
    reset();
    giveLeft(kWideGallery);
    showPage(pages_.tabText(0));
}

void Layouts::train() {
    reset();
    giveLeft(kNarrowLists);
    showPage(tr("Live"));
}

void Layouts::compare() {
    reset();
    setLeftShown(false);
    showPage(tr("Compare"));
}

void Layouts::reset() {
    setLeftShown(true);
    applySplitters(initial_);
}

bool Layouts::leftShown() const { return !left_.isHidden(); }

void Layouts::setLeftShown(bool shown) {
    left_.setVisible(shown);
    Q_EMIT leftShownChanged(shown);
}

QSplitter* Layouts::mainSplitter() const {
    return window_.findChild<QSplitter*>(QStringLiteral("main-splitter"));
}

void Layouts::applySplitters(const QMap<QString, QByteArray>& states) {
    for (QSplitter* splitter : namedSplitters(window_)) {
        splitter->restoreState(states.value(splitter->objectName()));
    }
}

void Layouts::giveLeft(int width) {
    const int all = mainSplitter()->width();
    mainSplitter()->setSizes({width, all - width});
}

void Layouts::showPage(const QString& title) {
    for (int i = 0; i < pages_.count(); ++i) {
        if (pages_.tabText(i) == title) pages_.setCurrentIndex(i);
    }
}

} // namespace ttt
