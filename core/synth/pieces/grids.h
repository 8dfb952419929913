// Whole-grid operations that rule families are built from: the eight symmetries, cropping, pasting,
// scaling, joining, recolouring. Values in, values out; nothing here draws random numbers.
#pragma once

#include "core/tasks/grid.h"

#include <array>
#include <initializer_list>
#include <span>
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
inline constexpr std::span<const Cell, 4> kStraightSteps = std::span(kSteps).first<4>();

struct Box {
    int top = 0;
    int left = 0;
    int height = 0;
    int width = 0;
    int bottom() const { return top + height - 1; } // its last row
    int right() const { return left + width - 1; }
    int area() const { return height * width; }
    Cell corner() const { return {top, left}; }
    bool contains(Cell cell) const {
        return cell.row >= top && cell.row <= bottom() && cell.column >= left &&
               cell.column <= right();
    }
    // With `by` more cells on each side, fewer if it is negative.
    Box grown(int by) const { return {top - by, left - by, height + 2 * by, width + 2 * by}; }
};
// The whole grid, or the place that it takes when its corner is put on a cell.
inline Box boxOf(const Grid& grid, Cell corner = {}) {
    return {corner.row, corner.column, grid.height(), grid.width()};
}
inline Box rowOf(const Grid& grid, int row) { return {row, 0, 1, grid.width()}; }
inline Box columnOf(const Grid& grid, int column) { return {0, column, grid.height(), 1}; }
// All cells, in reading order.
std::vector<Cell> cellsOf(Box box);
inline std::vector<Cell> cellsOf(const Grid& grid) { return cellsOf(boxOf(grid)); }

inline bool inside(const Grid& grid, Cell cell) { return grid.contains(cell.row, cell.column); }
bool inside(const Grid& grid, Box box);
bool touchesBorder(const Grid& grid, Box box);
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
inline void paste(Grid& canvas, const Grid& picture, Cell corner = {}) {
    paste(canvas, picture, corner.row, corner.column);
}
void fillBox(Grid& canvas, Box box, Colour colour);
void outlineBox(Grid& canvas, Box box, Colour colour);

Grid upscale(const Grid& grid, int factor);
Grid tile(const Grid& grid, int down, int across);
Grid beside(const Grid& left, const Grid& right);
// With a line of one column between them.
Grid beside(const Grid& left, const Grid& right, Colour line);
Grid below(const Grid& top, const Grid& bottom);
// A border of `thickness` cells around the grid.
Grid framed(const Grid& grid, Colour colour, int thickness = 1);
Grid selectRows(const Grid& grid, const std::vector<int>& rows);
Grid selectColumns(const Grid& grid, const std::vector<int>& columns);

using ColourTable = std::array<Colour, 256>;
ColourTable sameTable();
Grid mapColours(const Grid& grid, const ColourTable& table);
Grid replaceColour(const Grid& grid, Colour from, Colour to);
Grid swapColours(const Grid& grid, Colour first, Colour second);
// A plan of cells 0, 1, 2... in the colours of a list.
Grid inColours(const Grid& plan, std::initializer_list<Colour> colours);

} // namespace ttt::synth
