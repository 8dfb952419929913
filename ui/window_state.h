// Size, splitters and choices of the window between two starts, in the user's settings. Splitters
// are found by their object names; a layout of another version is ignored by Qt itself.
#pragma once

#include <QList>

class QMainWindow;
class QSettings;
class QSplitter;

namespace ttt {

QList<QSplitter*> namedSplitters(const QMainWindow& window);
void saveWindowState(const QMainWindow& window, QSettings& settings);
void restoreWindowState(QMainWindow& window, QSettings& settings);

} // namespace ttt
