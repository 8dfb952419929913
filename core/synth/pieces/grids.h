// Whole-grid operations that rule families are built from: the eight symmetries, cropping, pasting,
// scaling, joining, recolouring. Values in, values out; nothing here draws random numbers.
#pragma once

#include "core/tasks/grid.h"

#include <array>
#include <vector>

namespace ttt::synth {

using Colour = uint8_t;
// A transparent cell of a sprite; never part of an episode.
inline constexpr Colour kClear = 255;

struct Cell {
    int row = 0;
    int column = 0;
    auto operator<=>(const Cell&) const = default;
};
inline Cell operator+(Cell a, Cell b) { return {a.row + b.row, a.column + b.column}; }
inline Cell operator-(Cell a, Cell b) { return {a.row - b.row, a.column - b.column}; }
inline Cell operator*(int k, Cell a) { return {k * a.row, k * a.column}; }

// The four straight steps, clockwise from up, then the four diagonal ones.
inline constexpr std::array<Cell, 8> kSteps{
    {{-1, 0}, {0, 1}, {1, 0}, {0, -1}, {-1, 1}, {1, 1}, {1, -1}, {-1, -1}}};

struct Box {
    int top = 0;
    int left = 0;
    int height = 0;
    int width = 0;
    int area() const { return height * width; }
    bool contains(Cell cell) const {
        return cell.row >= top && cell.row < top + height && cell.column >= left &&
               cell.column < left + width;
    }
};

inline bool inside(const Grid& grid, Cell cell) { return grid.contains(cell.row, cell.column); }
inline Colour& cellOf(Grid& grid, Cell cell) { return grid.at(cell.row, cell.column); }
inline Colour colourAt(const Grid& grid, Cell cell) { return grid.at(cell.row, cell.column); }
// The colour of a cell, `outside` beyond the border.
Colour colourOr(const Grid& grid, Cell cell, Colour outside);

inline constexpr int kSymmetries = 8;
// 0 same, 1 quarter turn clockwise, 2 half turn, 3 three quarters, 4 mirror left-right,
// 5 mirror top-bottom, 6 transpose, 7 transpose over the other diagonal.
Grid applySymmetry(const Grid& grid, int symmetry);
int inverseSymmetry(int symmetry);

Grid crop(const Grid& grid, Box box);
// Copies the cells of `picture` that are not kClear; parts beyond the border are cut off.
void paste(Grid& canvas, const Grid& picture, int top, int left);
void fillBox(Grid& canvas, Box box, Colour colour);
void outlineBox(Grid& canvas, Box box, Colour colour);

Grid upscale(const Grid& grid, int factor);
Grid tile(const Grid& grid, int down, int across);
Grid beside(const Grid& left, const Grid& right);
Grid below(const Grid& top, const Grid& bottom);
// A border of `thickness` cells around the grid.
Grid framed(const Grid& grid, Colour colour, int thickness = 1);
Grid selectRows(const Grid& grid, const std::vector<int>& rows);
Grid selectColumns(const Grid& grid, const std::vector<int>& columns);

using ColourTable = std::array<Colour, 256>;
ColourTable sameTable();
Grid mapColours(const Grid& grid, const ColourTable& table);
Grid replaceColour(const Grid& grid, Colour from, Colour to);

} // namespace ttt::synth
