// Grids as pixels: a direct scan-line fill, the fastest way that was measured, with grid lines and
// optional digits. GridView, thumbnails and export draw through this; it knows no widget.
#pragma once

#include "core/tasks/grid.h"
#include "ui/theme.h"

#include <QImage>

namespace ttt {

struct GridStyle {
    int cell = 16;       // pixels, line included
    bool lines = true;   // one pixel between cells and around the grid
    bool digits = false; // drawn where a cell has at least 9 pixels
    int largestDigit = 22;
    ArcPalette palette = chosenArcPalette();
};

inline constexpr QRgb kGridLine = 0xff555555;

// width * cell by height * cell pixels, and one more each way with lines.
QImage gridImage(const Grid& grid, const GridStyle& style);

// The same on a screen with so many device pixels to a logical one, in which style.cell counts:
// drawn in the screen's own pixels, so that lines and digits stay sharp.
QImage gridImageFor(qreal pixelRatio, const Grid& grid, GridStyle style);

// The largest cell, between 1 and `most`, with which rows x columns fit into the pixels.
int fittingCell(int rows, int columns, int pixelWidth, int pixelHeight, int most);

} // namespace ttt
