#include "ui/window_state.h"

#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

namespace ttt {

QList<QSplitter*> namedSplitters(const QMainWindow& window) {
    QList<QSplitter*> named = window.findChildren<QSplitter*>();
    named.removeIf([](const QSplitter* splitter) { return splitter->objectName().isEmpty(); });
    return named;
}

void saveWindowState(const QMainWindow& window, QSettings& settings) {
    settings.setValue("window/geometry", window.saveGeometry());
    for (const QSplitter* splitter : namedSplitters(window)) {
        settings.setValue("splitters/" + splitter->objectName(), splitter->saveState());
    }
}

void restoreWindowState(QMainWindow& window, QSettings& settings) {
    if (!window.restoreGeometry(settings.value("window/geometry").toByteArray())) {
        window.resize(1280, 800);
    }
    for (QSplitter* splitter : namedSplitters(window)) {
        splitter->restoreState(settings.value("splitters/" + splitter->objectName()).toByteArray());
    }
}

} // namespace ttt
