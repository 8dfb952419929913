#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

Box boxOf(const std::vector<Cell>& cells) {
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

std::vector<Component> findComponents(const Grid& grid, Colour background, Connect connect,
                                      Mix mix) {
    std::vector<Component> found;
    Grid seen(grid.height(), grid.width());
    const size_t steps = connect == Connect::Straight ? 4 : 8;
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            if (grid.at(r, c) == background || seen.at(r, c) != 0) continue;
            Component component;
            component.colour = grid.at(r, c);
            component.cells.push_back({r, c});
            seen.at(r, c) = 1;
            for (size_t i = 0; i < component.cells.size(); ++i) {
                for (size_t s = 0; s < steps; ++s) {
                    const Cell next = component.cells[i] + kSteps[s];
                    if (!inside(grid, next) || colourAt(seen, next) != 0) continue;
                    const Colour colour = colourAt(grid, next);
                    if (colour == background) continue;
                    if (mix == Mix::OneColour && colour != component.colour) continue;
                    cellOf(seen, next) = 1;
                    component.cells.push_back(next);
                }
            }
            component.box = boxOf(component.cells);
            found.push_back(std::move(component));
        }
    }
    return found;
}

Grid spriteOf(const Grid& grid, const Component& component) {
    Grid sprite(component.box.height, component.box.width, kClear);
    for (const Cell cell : component.cells) {
        sprite.at(cell.row - component.box.top, cell.column - component.box.left) =
            colourAt(grid, cell);
    }
    return sprite;
}

void paint(Grid& grid, const Component& component, Colour colour) {
    for (const Cell cell : component.cells) cellOf(grid, cell) = colour;
}

Box contentBox(const Grid& grid, Colour background) {
    std::vector<Cell> cells;
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            if (grid.at(r, c) != background) cells.push_back({r, c});
        }
    }
    return cells.empty() ? Box{} : boxOf(cells);
}

std::array<int, 10> countColours(const Grid& grid) {
    std::array<int, 10> counts{};
    for (const Colour colour : grid.cells()) {
        if (colour < counts.size()) ++counts[colour];
    }
    return counts;
}

int countOf(const Grid& grid, Colour colour) {
    return static_cast<int>(std::count(grid.cells().begin(), grid.cells().end(), colour));
}

bool hasColour(const Grid& grid, Colour colour) { return countOf(grid, colour) > 0; }

void floodFill(Grid& grid, Cell start, Colour colour) {
    const Colour from = colourAt(grid, start);
    if (from == colour) return;
    std::vector<Cell> open{start};
    cellOf(grid, start) = colour;
    while (!open.empty()) {
        const Cell cell = open.back();
        open.pop_back();
        for (size_t s = 0; s < 4; ++s) {
            const Cell next = cell + kSteps[s];
            if (inside(grid, next) && colourAt(grid, next) == from) {
                cellOf(grid, next) = colour;
                open.push_back(next);
            }
        }
    }
}

void fillFromBorder(Grid& grid, Colour from, Colour to) {
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            const bool border = r == 0 || c == 0 || r == grid.height() - 1 || c == grid.width() - 1;
            if (border && grid.at(r, c) == from) floodFill(grid, {r, c}, to);
        }
    }
}

} // namespace ttt::synth
