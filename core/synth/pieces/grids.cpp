#include "core/synth/pieces/grids.h"

#include <algorithm>
#include <utility>

namespace ttt::synth {

std::vector<Cell> cellsOf(Box box) {
    std::vector<Cell> cells;
    cells.reserve(static_cast<size_t>(std::max(0, box.area())));
    for (int r = box.top; r <= box.bottom(); ++r) {
        for (int c = box.left; c <= box.right(); ++c) cells.push_back({r, c});
    }
    return cells;
}

bool inside(const Grid& grid, Box box) {
    return inside(grid, box.corner()) && grid.contains(box.bottom(), box.right());
}

bool touchesBorder(const Grid& grid, Box box) {
    return box.top == 0 || box.left == 0 || box.bottom() == grid.height() - 1 ||
           box.right() == grid.width() - 1;
}

Colour colourOr(const Grid& grid, Cell cell, Colour outside) {
    return inside(grid, cell) ? colourAt(grid, cell) : outside;
}

Grid applySymmetry(const Grid& grid, int symmetry) {
    const bool swapsAxes = symmetry == 1 || symmetry == 3 || symmetry >= 6;
    const int height = swapsAxes ? grid.width() : grid.height();
    const int width = swapsAxes ? grid.height() : grid.width();
    Grid result(height, width);
    const int lastRow = grid.height() - 1;
    const int lastColumn = grid.width() - 1;
    for (int r = 0; r < height; ++r) {
        for (int c = 0; c < width; ++c) {
            Cell from{r, c};
            switch (symmetry) {
            case 1:
                from = {lastRow - c, r};
                break;
            case 2:
                from = {lastRow - r, lastColumn - c};
                break;
            case 3:
                from = {c, lastColumn - r};
                break;
            case 4:
                from = {r, lastColumn - c};
                break;
            case 5:
                from = {lastRow - r, c};
                break;
            case 6:
                from = {c, r};
                break;
            case 7:
                from = {lastRow - c, lastColumn - r};
                break;
            default:
                break;
            }
            result.at(r, c) = colourAt(grid, from);
        }
    }
    return result;
}

int inverseSymmetry(int symmetry) {
    if (symmetry == 1) return 3;
    return symmetry == 3 ? 1 : symmetry;
}

Grid crop(const Grid& grid, Box box) {
    Grid result(box.height, box.width);
    for (int r = 0; r < box.height; ++r) {
        for (int c = 0; c < box.width; ++c) result.at(r, c) = grid.at(box.top + r, box.left + c);
    }
    return result;
}

void paste(Grid& canvas, const Grid& picture, int top, int left) {
    for (int r = 0; r < picture.height(); ++r) {
        for (int c = 0; c < picture.width(); ++c) {
            const Colour colour = picture.at(r, c);
            if (colour != kClear && canvas.contains(top + r, left + c)) {
                canvas.at(top + r, left + c) = colour;
            }
        }
    }
}

void fillBox(Grid& canvas, Box box, Colour colour) {
    for (int r = box.top; r <= box.bottom(); ++r) {
        for (int c = box.left; c <= box.right(); ++c) {
            if (canvas.contains(r, c)) canvas.at(r, c) = colour;
        }
    }
}

void outlineBox(Grid& canvas, Box box, Colour colour) {
    fillBox(canvas, {box.top, box.left, 1, box.width}, colour);
    fillBox(canvas, {box.bottom(), box.left, 1, box.width}, colour);
    fillBox(canvas, {box.top, box.left, box.height, 1}, colour);
    fillBox(canvas, {box.top, box.right(), box.height, 1}, colour);
}

Grid upscale(const Grid& grid, int factor) {
    Grid result(grid.height() * factor, grid.width() * factor);
    for (int r = 0; r < result.height(); ++r) {
        for (int c = 0; c < result.width(); ++c) {
            result.at(r, c) = grid.at(r / factor, c / factor);
        }
    }
    return result;
}

Grid tile(const Grid& grid, int down, int across) {
    Grid result(grid.height() * down, grid.width() * across);
    for (int r = 0; r < result.height(); ++r) {
        for (int c = 0; c < result.width(); ++c) {
            result.at(r, c) = grid.at(r % grid.height(), c % grid.width());
        }
    }
    return result;
}

Grid beside(const Grid& left, const Grid& right) {
    Grid result(left.height(), left.width() + right.width());
    paste(result, left);
    paste(result, right, 0, left.width());
    return result;
}

Grid beside(const Grid& left, const Grid& right, Colour line) {
    return beside(beside(left, Grid(left.height(), 1, line)), right);
}

Grid below(const Grid& top, const Grid& bottom) {
    Grid result(top.height() + bottom.height(), top.width());
    paste(result, top);
    paste(result, bottom, top.height(), 0);
    return result;
}

Grid framed(const Grid& grid, Colour colour, int thickness) {
    Grid result(grid.height() + 2 * thickness, grid.width() + 2 * thickness, colour);
    paste(result, grid, thickness, thickness);
    return result;
}

Grid selectRows(const Grid& grid, const std::vector<int>& rows) {
    Grid result(static_cast<int>(rows.size()), grid.width());
    for (int r = 0; r < result.height(); ++r) {
        for (int c = 0; c < result.width(); ++c) {
            result.at(r, c) = grid.at(rows[static_cast<size_t>(r)], c);
        }
    }
    return result;
}

Grid selectColumns(const Grid& grid, const std::vector<int>& columns) {
    return applySymmetry(selectRows(applySymmetry(grid, 6), columns), 6);
}

ColourTable sameTable() {
    ColourTable table{};
    for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<Colour>(i);
    return table;
}

Grid mapColours(const Grid& grid, const ColourTable& table) {
    Grid result = grid;
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) result.at(r, c) = table[grid.at(r, c)];
    }
    return result;
}

Grid replaceColour(const Grid& grid, Colour from, Colour to) {
    ColourTable table = sameTable();
    table[from] = to;
    return mapColours(grid, table);
}

Grid swapColours(const Grid& grid, Colour first, Colour second) {
    ColourTable table = sameTable();
    std::swap(table[first], table[second]);
    return mapColours(grid, table);
}

Grid inColours(const Grid& plan, std::initializer_list<Colour> colours) {
    ColourTable table = sameTable();
    std::ranges::copy(colours, table.begin());
    return mapColours(plan, table);
}

} // namespace ttt::synth
