#include "ui/grids/grid_image.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace ttt {

namespace {

constexpr int kSmallestDigitCell = 9;

void fillCells(QImage& image, const Grid& grid, const GridStyle& style) {
    const ArcColours& colours = arcColours(style.palette);
    const size_t stride = static_cast<size_t>(image.width()) * sizeof(QRgb);
    for (int row = 0; row < grid.height(); ++row) {
        const int top = row * style.cell;
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(top + (style.lines ? 1 : 0)));
        for (int column = 0; column < grid.width(); ++column) {
            QRgb* cell = line + ptrdiff_t{column} * style.cell;
            std::fill_n(cell, style.cell, colours[grid.at(row, column) % kColours]);
            if (style.lines) *cell = kGridLine;
        }
        if (style.lines) line[image.width() - 1] = kGridLine;
        const int first = top + (style.lines ? 2 : 1);
        const int last = top + style.cell;
        for (int y = first; y < last; ++y) std::memcpy(image.scanLine(y), line, stride);
        if (style.lines) {
            std::fill_n(reinterpret_cast<QRgb*>(image.scanLine(top)), image.width(), kGridLine);
        }
    }
    if (style.lines) {
        auto* bottom = reinterpret_cast<QRgb*>(image.scanLine(image.height() - 1));
        std::fill_n(bottom, image.width(), kGridLine);
    }
}

// One picture a colour instead of one drawn text a cell: ten texts, however large the grid.
void drawDigits(QImage& image, const Grid& grid, const GridStyle& style) {
    std::array<std::optional<QImage>, 10> glyphs;
    QFont font("DejaVu Sans");
    font.setPixelSize(std::clamp(style.cell * 6 / 10, 7, style.largestDigit));
    QPainter painter(&image);
    for (int row = 0; row < grid.height(); ++row) {
        for (int column = 0; column < grid.width(); ++column) {
            const int value = grid.at(row, column);
            std::optional<QImage>& glyph = glyphs[static_cast<size_t>(value % 10)];
            if (!glyph) {
                glyph.emplace(style.cell, style.cell, QImage::Format_ARGB32_Premultiplied);
                glyph->fill(Qt::transparent);
                QPainter text(&*glyph);
                text.setFont(font);
                text.setPen(QColor(inkOn(arcColours(style.palette)[size_t(value % kColours)])));
                text.drawText(glyph->rect(), Qt::AlignCenter, QString::number(value));
            }
            painter.drawImage(column * style.cell, row * style.cell, *glyph);
        }
    }
}

} // namespace

QImage gridImage(const Grid& grid, const GridStyle& asked) {
    if (grid.empty()) return {};
    GridStyle style = asked;
    if (style.cell < 3) style.lines = false;
    const int extra = style.lines ? 1 : 0;
    QImage image(grid.width() * style.cell + extra, grid.height() * style.cell + extra,
                 QImage::Format_RGB32);
    fillCells(image, grid, style);
    if (style.digits && style.cell >= kSmallestDigitCell) drawDigits(image, grid, style);
    return image;
}

QImage gridImageFor(qreal pixelRatio, const Grid& grid, GridStyle style) {
    const int cell = style.cell;
    style.cell = std::max(1, qRound(cell * pixelRatio));
    style.largestDigit = qRound(style.largestDigit * pixelRatio);
    QImage image = gridImage(grid, style);
    image.setDevicePixelRatio(static_cast<qreal>(style.cell) / std::max(1, cell));
    return image;
}

int fittingCell(int rows, int columns, int pixelWidth, int pixelHeight, int most) {
    if (rows <= 0 || columns <= 0) return 1;
    return std::clamp(std::min((pixelWidth - 1) / columns, (pixelHeight - 1) / rows), 1, most);
}

} // namespace ttt
