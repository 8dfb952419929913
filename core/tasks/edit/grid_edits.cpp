#include "core/tasks/edit/grid_edits.h"

#include <algorithm>
#include <cstdlib>

namespace ttt {

namespace {

template <typename Visit>
void visitCells(const GridBox& box, const Visit& visit) {
    for (int row = box.top; row < box.top + box.height; ++row) {
        for (int column = box.left; column < box.left + box.width; ++column) visit(row, column);
    }
}

int wrapped(int value, int length) { return ((value % length) + length) % length; }

} // namespace

GridBox wholeOf(const Grid& grid) { return {0, 0, grid.height(), grid.width()}; }

GridBox boxBetween(CellPlace one, CellPlace other) {
    return {std::min(one.row, other.row), std::min(one.column, other.column),
            std::abs(one.row - other.row) + 1, std::abs(one.column - other.column) + 1};
}

GridBox clipped(const GridBox& box, const Grid& grid) {
    const int top = std::max(box.top, 0);
    const int left = std::max(box.left, 0);
    return {top, left, std::max(0, std::min(box.top + box.height, grid.height()) - top),
            std::max(0, std::min(box.left + box.width, grid.width()) - left)};
}

std::vector<CellPlace> lineBetween(CellPlace from, CellPlace to) {
    const int down = std::abs(to.row - from.row);
    const int across = std::abs(to.column - from.column);
    const int rowStep = from.row < to.row ? 1 : -1;
    const int columnStep = from.column < to.column ? 1 : -1;
    std::vector<CellPlace> cells{from};
    int error = across - down;
    for (CellPlace cell = from; cell != to; cells.push_back(cell)) {
        const int doubled = 2 * error;
        if (doubled > -down) {
            error -= down;
            cell.column += columnStep;
        }
        if (doubled < across) {
            error += across;
            cell.row += rowStep;
        }
    }
    return cells;
}

Grid painted(Grid grid, const std::vector<CellPlace>& cells, uint8_t colour) {
    for (const CellPlace& cell : cells) {
        if (grid.contains(cell.row, cell.column)) grid.at(cell.row, cell.column) = colour;
    }
    return grid;
}

Grid boxFilled(Grid grid, const GridBox& box, uint8_t colour) {
    visitCells(clipped(box, grid), [&](int row, int column) { grid.at(row, column) = colour; });
    return grid;
}

Grid floodFilled(Grid grid, CellPlace start, uint8_t colour) {
    if (!grid.contains(start.row, start.column)) return grid;
    const uint8_t old = grid.at(start.row, start.column);
    if (old == colour) return grid;
    std::vector<CellPlace> waiting{start};
    grid.at(start.row, start.column) = colour;
    while (!waiting.empty()) {
        const auto [row, column] = waiting.back();
        waiting.pop_back();
        for (const CellPlace next : {CellPlace{row - 1, column}, CellPlace{row + 1, column},
                                     CellPlace{row, column - 1}, CellPlace{row, column + 1}}) {
            if (!grid.contains(next.row, next.column)) continue;
            uint8_t& cell = grid.at(next.row, next.column);
            if (cell != old) continue;
            cell = colour;
            waiting.push_back(next);
        }
    }
    return grid;
}

Grid cropped(const Grid& grid, const GridBox& asked) {
    const GridBox box = clipped(asked, grid);
    if (box.empty()) return grid;
    Grid part(box.height, box.width);
    visitCells(wholeOf(part), [&](int row, int column) {
        part.at(row, column) = grid.at(box.top + row, box.left + column);
    });
    return part;
}

Grid pasted(Grid grid, const Grid& patch, CellPlace corner) {
    visitCells(wholeOf(patch), [&](int row, int column) {
        if (!grid.contains(corner.row + row, corner.column + column)) return;
        grid.at(corner.row + row, corner.column + column) = patch.at(row, column);
    });
    return grid;
}

Grid resized(const Grid& grid, int height, int width, uint8_t colour) {
    return pasted(Grid(std::clamp(height, 1, kMaxSide), std::clamp(width, 1, kMaxSide), colour),
                  grid, {});
}

Grid shifted(Grid grid, const GridBox& asked, int down, int right, Beyond beyond) {
    const GridBox box = clipped(asked, grid);
    if (box.empty()) return grid;
    const Grid before = cropped(grid, box);
    visitCells(wholeOf(before), [&](int row, int column) {
        const int fromRow = row - down;
        const int fromColumn = column - right;
        uint8_t& cell = grid.at(box.top + row, box.left + column);
        if (beyond == Beyond::Wraps) {
            cell = before.at(wrapped(fromRow, box.height), wrapped(fromColumn, box.width));
        } else {
            cell =
                before.contains(fromRow, fromColumn) ? before.at(fromRow, fromColumn) : uint8_t{0};
        }
    });
    return grid;
}

Grid coloursSwapped(Grid grid, const GridBox& box, uint8_t one, uint8_t other) {
    visitCells(clipped(box, grid), [&](int row, int column) {
        uint8_t& cell = grid.at(row, column);
        if (cell == one) {
            cell = other;
        } else if (cell == other) {
            cell = one;
        }
    });
    return grid;
}

} // namespace ttt
