// Operations of an editor on one grid: lines, fills, cutting out, placing, shifting, resizing. Pure
// functions from grid to grid; what lies outside a grid is ignored, never an error. Flips and
// rotations are core/transforms' business.
#pragma once

#include "core/tasks/grid.h"

#include <vector>

namespace ttt {

struct CellPlace {
    int row = 0;
    int column = 0;
    bool operator==(const CellPlace&) const = default;
};

// A rectangle of cells.
struct GridBox {
    int top = 0;
    int left = 0;
    int height = 0;
    int width = 0;

    bool empty() const { return height <= 0 || width <= 0; }
    bool contains(CellPlace cell) const {
        return cell.row >= top && cell.row < top + height && cell.column >= left &&
               cell.column < left + width;
    }
    bool operator==(const GridBox&) const = default;
};
GridBox wholeOf(const Grid& grid);
GridBox boxBetween(CellPlace one, CellPlace other); // both corners included
GridBox clipped(const GridBox& box, const Grid& grid);

// Every cell of a straight line, ends included (Bresenham 1965): a fast stroke leaves no gaps.
std::vector<CellPlace> lineBetween(CellPlace from, CellPlace to);

Grid painted(Grid grid, const std::vector<CellPlace>& cells, uint8_t colour);
Grid boxFilled(Grid grid, const GridBox& box, uint8_t colour);
// The connected area (four neighbours) of the cell's colour; iterative.
Grid floodFilled(Grid grid, CellPlace cell, uint8_t colour);
// The part of the box that lies on the grid; the grid where there is none.
Grid cropped(const Grid& grid, const GridBox& box);
// `patch` with its upper left corner at a cell, which may lie outside.
Grid pasted(Grid grid, const Grid& patch, CellPlace corner);
// Keeps the upper left part; new cells have the colour. Sides are limited to 1..30.
Grid resized(const Grid& grid, int height, int width, uint8_t colour = 0);

enum class Beyond { Wraps, Lost }; // what becomes of cells shifted over the edge
// The content of the box moved within it; with Lost, what comes free has the colour 0.
Grid shifted(Grid grid, const GridBox& box, int down, int right, Beyond beyond);
Grid coloursSwapped(Grid grid, const GridBox& box, uint8_t one, uint8_t other);

} // namespace ttt
