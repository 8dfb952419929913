#include "core/tasks/grid.h"

#include "core/base/error.h"

namespace ttt {

Grid::Grid(int height, int width, uint8_t colour)
    : height_(height),
      width_(width),
      cells_(static_cast<size_t>(height) * static_cast<size_t>(width), colour) {}

Grid Grid::fromRows(const std::vector<std::vector<int>>& rows) {
    Grid grid(static_cast<int>(rows.size()), rows.empty() ? 0 : static_cast<int>(rows[0].size()));
    for (int r = 0; r < grid.height_; ++r) {
        const auto& row = rows[static_cast<size_t>(r)];
        if (row.size() != static_cast<size_t>(grid.width_)) {
            throw Error(ErrorKind::BadInput, "row " + std::to_string(r),
                        "found " + std::to_string(row.size()) + " cells, expected " +
                            std::to_string(grid.width_) + " as in row 0");
        }
        for (int c = 0; c < grid.width_; ++c) {
            grid.at(r, c) = static_cast<uint8_t>(row[static_cast<size_t>(c)]);
        }
    }
    return grid;
}

Grid Grid::fromText(const std::string& text) {
    std::vector<std::vector<int>> rows;
    bool inRow = false;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            inRow = false;
            continue;
        }
        if (!inRow) rows.emplace_back();
        inRow = true;
        rows.back().push_back(c - '0');
    }
    return fromRows(rows);
}

std::string Grid::toText() const {
    std::string text;
    for (int r = 0; r < height_; ++r) {
        if (r > 0) text += '\n';
        for (int c = 0; c < width_; ++c) text += static_cast<char>('0' + at(r, c));
    }
    return text;
}

} // namespace ttt

size_t std::hash<ttt::Grid>::operator()(const ttt::Grid& grid) const noexcept {
    size_t hash = static_cast<size_t>(grid.height() * 31 + grid.width());
    for (const uint8_t cell : grid.cells()) hash = (hash ^ cell) * 0x100000001b3ULL;
    return hash;
}
