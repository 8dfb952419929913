#include "ui/live/plot_export.h"

#include "core/base/files.h"
#include "core/runs/suites/text_table.h"
#include "ui/live/loss_plot.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSvgGenerator>
#include <cmath>
#include <qcustomplot.h>

namespace ttt {

namespace {

constexpr QSize kFigure(720, 400);

std::string numberText(double value) {
    return std::isfinite(value) ? QString::number(value, 'g', 9).toStdString() : std::string();
}

std::string curvesAsCsv(const LossPlot& plot) {
    TextTable table{{"run", "step", "seconds", "loss_nats", "held_out_loss_nats"}};
    for (int i = 0; i < LossPlot::kMostCurves; ++i) {
        const LossCurve& curve = plot.curve(i);
        for (const CurvePoint& point : curve.points()) {
            table.push_back({curve.name().toStdString(), std::to_string(point.step),
                             numberText(point.seconds), numberText(point.lossNats),
                             numberText(point.heldOutLossNats)});
        }
    }
    return toCsv(table);
}

bool saveSvg(QCustomPlot& plot, const QString& path) {
    QSvgGenerator generator;
    generator.setFileName(path);
    generator.setTitle(plot.accessibleName());
    generator.setSize(kFigure);
    generator.setViewBox(QRect(QPoint(0, 0), kFigure));
    QCPPainter painter;
    if (!painter.begin(&generator)) return false;
    plot.toPainter(&painter, kFigure.width(), kFigure.height());
    return painter.end();
}

bool save(QCustomPlot& plot, const QString& path, const QString& suffix) {
    constexpr int kPngScale = 3;
    if (suffix == "svg") return saveSvg(plot, path);
    if (suffix == "pdf") return plot.savePdf(path, kFigure.width(), kFigure.height());
    return plot.savePng(path, kFigure.width(), kFigure.height(), kPngScale);
}

} // namespace

QString exportPlot(LossPlot& plot, const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == "csv") {
        try {
            writeFileAtomically(path.toStdString(), curvesAsCsv(plot));
            return {};
        } catch (const std::exception& problem) {
            return QString::fromUtf8(problem.what());
        }
    }
    if (suffix != "svg" && suffix != "pdf" && suffix != "png") {
        return LossPlot::tr("%1: found the ending \"%2\", expected svg, pdf, png or csv")
            .arg(path, suffix);
    }
    plot.showForPrint(true);
    const bool written = save(plot.plot(), path, suffix);
    plot.showForPrint(false);
    return written ? QString() : LossPlot::tr("%1 could not be written").arg(path);
}

QString askAndExportPlot(LossPlot& plot, QWidget* parent) {
    const QString path = QFileDialog::getSaveFileName(
        parent, LossPlot::tr("Export the curves"), QStringLiteral("loss.svg"),
        LossPlot::tr("SVG picture (*.svg);;PDF (*.pdf);;PNG picture (*.png);;Table (*.csv)"));
    return path.isEmpty() ? QString() : exportPlot(plot, path);
}

} // namespace ttt
