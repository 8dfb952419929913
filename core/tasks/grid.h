// An ARC grid: 1 to 30 rows and columns of colours 0 to 9. A plain value; everything that shows,
// transforms, encodes or scores grids uses this type.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ttt {

inline constexpr int kMaxSide = 30;
inline constexpr int kColours = 10;

class Grid {
public:
    Grid() = default;
    Grid(int height, int width, uint8_t colour = 0);
    // Rows of equal length; throws BadInput otherwise.
    static Grid fromRows(const std::vector<std::vector<int>>& rows);
    // One digit a cell, rows separated by spaces or newlines: "010 111". For tests and samples.
    static Grid fromText(const std::string& text);

    int height() const { return height_; }
    int width() const { return width_; }
    int area() const { return height_ * width_; }
    bool empty() const { return cells_.empty(); }
    bool contains(int row, int column) const {
        return row >= 0 && row < height_ && column >= 0 && column < width_;
    }

    uint8_t at(int row, int column) const { return cells_[index(row, column)]; }
    uint8_t& at(int row, int column) { return cells_[index(row, column)]; }
    const std::vector<uint8_t>& cells() const { return cells_; } // row-major

    bool sameSize(const Grid& other) const {
        return height_ == other.height_ && width_ == other.width_;
    }
    // By height, width, then cells: a total order that is the same on every machine.
    auto operator<=>(const Grid&) const = default;

    // Rows of digits separated by newlines.
    std::string toText() const;

private:
    size_t index(int row, int column) const {
        return static_cast<size_t>(row) * static_cast<size_t>(width_) + static_cast<size_t>(column);
    }
    int height_ = 0;
    int width_ = 0;
    std::vector<uint8_t> cells_;
};

} // namespace ttt

template <>
struct std::hash<ttt::Grid> {
    size_t operator()(const ttt::Grid& grid) const noexcept;
};
