#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

bool touchesAllSides(const Grid& sprite) {
    bool top = false, bottom = false, left = false, right = false;
    for (int c = 0; c < sprite.width(); ++c) {
        top = top || sprite.at(0, c) != kClear;
        bottom = bottom || sprite.at(sprite.height() - 1, c) != kClear;
    }
    for (int r = 0; r < sprite.height(); ++r) {
        left = left || sprite.at(r, 0) != kClear;
        right = right || sprite.at(r, sprite.width() - 1) != kClear;
    }
    return top && bottom && left && right;
}

} // namespace

Grid drawBlob(Rng& random, int height, int width, Colour colour) {
    Grid sprite(height, width, kClear);
    std::vector<Cell> cells{{random.below(height), random.below(width)}};
    cellOf(sprite, cells[0]) = colour;
    const int wanted = std::max(height + width - 1, height * width * random.between(4, 8) / 10);
    // Ten tries a cell are many; what is then missing at a side is drawn as a straight arm.
    for (int attempt = 0; attempt < 10 * height * width; ++attempt) {
        if (static_cast<int>(cells.size()) >= wanted && touchesAllSides(sprite)) break;
        const Cell next = random.pick(cells) + random.pick(kStraightSteps);
        if (inside(sprite, next) && colourAt(sprite, next) == kClear) {
            cellOf(sprite, next) = colour;
            cells.push_back(next);
        }
    }
    if (!touchesAllSides(sprite)) {
        fillBox(sprite, {cells[0].row, 0, 1, width}, colour);
        fillBox(sprite, {0, cells[0].column, height, 1}, colour);
    }
    return sprite;
}

Grid drawRaggedBlob(Rng& random, int height, int width, Colour colour) {
    Grid sprite = drawBlob(random, height, width, colour);
    while (solidCount(sprite) == sprite.area()) sprite = drawBlob(random, height, width, colour);
    return sprite;
}

Grid solidRectangle(int height, int width, Colour colour) { return Grid(height, width, colour); }

Grid hollowRectangle(int height, int width, Colour colour) {
    Grid sprite(height, width, kClear);
    outlineBox(sprite, boxOf(sprite), colour);
    return sprite;
}

Grid drawMirroredBlob(Rng& random, int height, int width, Colour colour) {
    const int half = (width + 1) / 2;
    const Grid left = drawBlob(random, height, half, colour);
    Grid sprite(height, width, kClear);
    paste(sprite, left);
    paste(sprite, applySymmetry(left, 4), 0, width - half);
    return sprite;
}

Grid icon(int index, Colour colour) {
    static const std::array<Grid, kIcons> kShapes{
        Grid::fromText("010 111 010"), Grid::fromText("111 101 111"), Grid::fromText("100 100 111"),
        Grid::fromText("111 010 010"), Grid::fromText("101 101 111"), Grid::fromText("101 010 101"),
        Grid::fromText("111 010 111"), Grid::fromText("111 111 111"), Grid::fromText("011 110 100"),
        Grid::fromText("110 010 011")};
    return inColours(kShapes[static_cast<size_t>(index)], {kClear, colour});
}

Grid drawShape(Rng& random, int most, Colour colour) {
    const int height = random.between(std::min(2, most), std::max(1, most));
    const int width = random.between(std::min(2, most), std::max(1, most));
    const int kind = random.below(6);
    if (kind == 0) return solidRectangle(height, width, colour);
    if (kind == 1 && height >= 3 && width >= 3) return hollowRectangle(height, width, colour);
    if (kind == 2 && most >= 3) return icon(random.below(kIcons), colour);
    if (kind == 3) return drawMirroredBlob(random, height, width, colour);
    return drawBlob(random, height, width, colour);
}

Grid colouredAtRandom(Rng& random, const Grid& sprite, const std::vector<Colour>& colours) {
    Grid result = sprite;
    for (int r = 0; r < sprite.height(); ++r) {
        for (int c = 0; c < sprite.width(); ++c) {
            if (sprite.at(r, c) != kClear) result.at(r, c) = random.pick(colours);
        }
    }
    return result;
}

int solidCount(const Grid& sprite) {
    return static_cast<int>(
        std::ranges::count_if(sprite.cells(), [](Colour colour) { return colour != kClear; }));
}

Cell leadCell(const Grid& sprite) {
    Cell cell;
    while (colourAt(sprite, cell) == kClear) ++cell.column;
    return cell;
}

Grid painted(const Grid& sprite, Colour colour) {
    ColourTable table{};
    table.fill(colour);
    table[kClear] = kClear;
    return mapColours(sprite, table);
}

bool sameShape(const Grid& a, const Grid& b, bool turned) {
    const Grid wanted = painted(a, 1);
    const Grid other = painted(b, 1);
    for (int symmetry = 0; symmetry < (turned ? kSymmetries : 1); ++symmetry) {
        if (applySymmetry(other, symmetry) == wanted) return true;
    }
    return false;
}

bool liesOn(const Grid& grid, const Grid& sprite, Cell corner, Colour colour) {
    for (int r = 0; r < sprite.height(); ++r) {
        for (int c = 0; c < sprite.width(); ++c) {
            const Cell under = corner + Cell{r, c};
            if (sprite.at(r, c) == kClear) continue;
            if (!inside(grid, under) || colourAt(grid, under) != colour) return false;
        }
    }
    return true;
}

} // namespace ttt::synth
