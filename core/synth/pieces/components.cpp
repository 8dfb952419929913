#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

Box boxAround(const std::vector<Cell>& cells) {
    int top = kMaxSide, left = kMaxSide, bottom = -1, right = -1;
    for (const Cell cell : cells) {
        top = std::min(top, cell.row);
        left = std::min(left, cell.column);
        bottom = std::max(bottom, cell.row);
        right = std::max(right, cell.column);
    }
    return {top, left, bottom - top + 1, right - left + 1};
}

} // namespace

std::span<const Cell> stepsOf(Connect connect) {
    return std::span(kSteps).first(connect == Connect::Straight ? 4 : 8);
}

std::vector<Component> findComponents(const Grid& grid, Colour background, Connect connect,
                                      Mix mix) {
    std::vector<Component> found;
    Grid seen(grid.height(), grid.width());
    for (const Cell first : cellsOf(grid)) {
        if (colourAt(grid, first) == background || colourAt(seen, first) != 0) continue;
        Component component;
        component.colour = colourAt(grid, first);
        component.cells.push_back(first);
        cellOf(seen, first) = 1;
        for (size_t i = 0; i < component.cells.size(); ++i) {
            for (const Cell step : stepsOf(connect)) {
                const Cell next = component.cells[i] + step;
                if (!inside(grid, next) || colourAt(seen, next) != 0) continue;
                const Colour colour = colourAt(grid, next);
                if (colour == background) continue;
                if (mix == Mix::OneColour && colour != component.colour) continue;
                cellOf(seen, next) = 1;
                component.cells.push_back(next);
            }
        }
        component.box = boxAround(component.cells);
        found.push_back(std::move(component));
    }
    return found;
}

Grid spriteOf(const Grid& grid, const Component& component) {
    Grid sprite(component.box.height, component.box.width, kClear);
    for (const Cell cell : component.cells) {
        cellOf(sprite, cell - component.box.corner()) = colourAt(grid, cell);
    }
    return sprite;
}

Grid cutOut(const Grid& grid, const Component& component, Colour background) {
    return replaceColour(spriteOf(grid, component), kClear, background);
}

Grid keptAlone(const Grid& grid, const Component& component, Colour background) {
    Grid result(grid.height(), grid.width(), background);
    paste(result, spriteOf(grid, component), component.box.corner());
    return result;
}

void paint(Grid& grid, const Component& component, Colour colour) {
    for (const Cell cell : component.cells) cellOf(grid, cell) = colour;
}

Box contentBox(const Grid& grid, Colour background) {
    std::vector<Cell> cells = cellsOf(grid);
    std::erase_if(cells, [&](Cell cell) { return colourAt(grid, cell) == background; });
    return cells.empty() ? Box{} : boxAround(cells);
}

std::array<int, 10> countColours(const Grid& grid) {
    std::array<int, 10> counts{};
    for (const Colour colour : grid.cells()) {
        if (colour < counts.size()) ++counts[colour];
    }
    return counts;
}

int countOf(const Grid& grid, Colour colour) {
    return static_cast<int>(std::ranges::count(grid.cells(), colour));
}

bool hasColour(const Grid& grid, Colour colour) { return countOf(grid, colour) > 0; }

std::vector<Cell> cellsIn(const Grid& grid, Colour colour) {
    std::vector<Cell> cells = cellsOf(grid);
    std::erase_if(cells, [&](Cell cell) { return colourAt(grid, cell) != colour; });
    return cells;
}

std::optional<Cell> firstCell(const Grid& grid, Colour colour) {
    for (const Cell cell : cellsOf(grid)) {
        if (colourAt(grid, cell) == colour) return cell;
    }
    return std::nullopt;
}

int countNeighbours(const Grid& grid, Cell cell, Colour colour, Connect connect) {
    int count = 0;
    for (const Cell step : stepsOf(connect)) {
        if (inside(grid, cell + step) && colourAt(grid, cell + step) == colour) ++count;
    }
    return count;
}

void floodFill(Grid& grid, Cell start, Colour colour) {
    const Colour from = colourAt(grid, start);
    if (from == colour) return;
    std::vector<Cell> open{start};
    cellOf(grid, start) = colour;
    while (!open.empty()) {
        const Cell cell = open.back();
        open.pop_back();
        for (const Cell step : kStraightSteps) {
            const Cell next = cell + step;
            if (inside(grid, next) && colourAt(grid, next) == from) {
                cellOf(grid, next) = colour;
                open.push_back(next);
            }
        }
    }
}

void fillFromBorder(Grid& grid, Colour from, Colour to) {
    for (const Cell cell : cellsOf(grid)) {
        const bool border = touchesBorder(grid, {cell.row, cell.column, 1, 1});
        if (border && colourAt(grid, cell) == from) floodFill(grid, cell, to);
    }
}

} // namespace ttt::synth
