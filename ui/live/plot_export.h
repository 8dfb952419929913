// Curves as files: SVG, PDF and PNG pictures on white, and CSV with every point. Called by the live
// and the compare page.
#pragma once

#include <QString>

class QWidget;

namespace ttt {

class LossPlot;

// By the suffix of `path`; what went wrong, or nothing.
QString exportPlot(LossPlot& plot, const QString& path);

// Asks for a file and exports into it; what went wrong, or nothing.
QString askAndExportPlot(LossPlot& plot, QWidget* parent);

} // namespace ttt
