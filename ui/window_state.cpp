#include "ui/window_state.h"

#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

namespace ttt {

namespace {

template <typename Visit>
void visitSplitters(const QMainWindow& window, Visit visit) {
    for (QSplitter* splitter : window.findChildren<QSplitter*>()) {
        if (!splitter->objectName().isEmpty()) visit(*splitter);
    }
}

} // namespace

void saveWindowState(const QMainWindow& window, QSettings& settings) {
    settings.setValue("window/geometry", window.saveGeometry());
    visitSplitters(window, [&](QSplitter& splitter) {
        settings.setValue("splitters/" + splitter.objectName(), splitter.saveState());
    });
}

void restoreWindowState(QMainWindow& window, QSettings& settings) {
    if (!window.restoreGeometry(settings.value("window/geometry").toByteArray())) {
        window.resize(1280, 800);
    }
    visitSplitters(window, [&](QSplitter& splitter) {
        splitter.restoreState(settings.value("splitters/" + splitter.objectName()).toByteArray());
    });
}

} // namespace ttt
