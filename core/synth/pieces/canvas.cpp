#include "core/synth/pieces/canvas.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace ttt::synth {

Colour Palette::any(Rng& random, int first) const {
    return ink(random.between(first, static_cast<int>(inks.size()) - 1));
}

std::vector<Colour> Palette::inksFrom(int first, int most) const {
    const auto all = std::span(inks).subspan(static_cast<size_t>(first));
    const auto some = all.first(std::min(all.size(), static_cast<size_t>(most)));
    return {some.begin(), some.end()};
}

Colour drawBackground(Rng& random) {
    return random.chance(0.72) ? Colour{0} : static_cast<Colour>(random.between(1, 9));
}

Palette drawPalette(Rng& random, int inkCount) {
    Palette palette;
    palette.background = drawBackground(random);
    for (const int colour : random.permutation(kColours)) {
        if (static_cast<int>(palette.inks.size()) == inkCount) break;
        if (colour != palette.background) palette.inks.push_back(static_cast<Colour>(colour));
    }
    return palette;
}

int drawSide(Rng& random, const SynthLimits& limits, int least, int most) {
    const int high = std::min(limits.maxSide, most);
    const int low = std::min(std::max(limits.minSide, least), std::max(high, least));
    if (low >= high) return low;
    const double position = std::log(low) + random.uniform() * (std::log(high + 1) - std::log(low));
    return std::clamp(static_cast<int>(std::exp(position)), low, high);
}

Grid drawCanvas(Rng& random, const SynthLimits& limits, Colour background, int least, int most) {
    const int height = drawSide(random, limits, least, most);
    const int width = random.chance(0.4) ? height : drawSide(random, limits, least, most);
    return Grid(height, width, background);
}

Grid drawMosaic(Rng& random, int height, int width, const std::vector<Colour>& colours) {
    Grid grid(height, width);
    for (int r = 0; r < height; ++r) {
        for (int c = 0; c < width; ++c) grid.at(r, c) = random.pick(colours);
    }
    return grid;
}

Grid drawPattern(Rng& random, int height, int width, Colour background,
                 const std::vector<Colour>& inks) {
    Grid grid(height, width, background);
    const double share = 0.25 + 0.5 * random.uniform();
    for (int r = 0; r < height; ++r) {
        for (int c = 0; c < width; ++c) {
            if (random.chance(share)) grid.at(r, c) = random.pick(inks);
        }
    }
    if (height * width < 2) return grid;
    // Both kinds of cell occur, so that no picture is blank or solid by chance.
    const int first = random.below(height * width);
    const int second = (first + random.between(1, height * width - 1)) % (height * width);
    grid.at(first / width, first % width) = background;
    grid.at(second / width, second % width) = random.pick(inks);
    return grid;
}

Cell drawCell(Rng& random, Box box) {
    return {box.top + random.below(box.height), box.left + random.below(box.width)};
}

Box drawBox(Rng& random, const Grid& grid, int height, int width) {
    return {random.between(0, grid.height() - height), random.between(0, grid.width() - width),
            height, width};
}

std::vector<Cell> shuffledCells(Rng& random, Box box) {
    std::vector<Cell> cells = cellsOf(box);
    random.shuffle(cells);
    return cells;
}

int drawCount(Rng& random, const SynthLimits& limits, const Grid& canvas, int least, int most) {
    const double roomy = std::sqrt(canvas.area()) / 12.0 * (0.5 + limits.difficulty);
    const int high = std::clamp(least + static_cast<int>(roomy * (most - least) + 1), least, most);
    return random.between(least, high);
}

bool isFree(const Grid& canvas, Colour background, Box box) {
    for (int r = box.top; r <= box.bottom(); ++r) {
        for (int c = box.left; c <= box.right(); ++c) {
            if (canvas.contains(r, c) && canvas.at(r, c) != background) return false;
        }
    }
    return true;
}

std::optional<Cell> findFreeSpot(Rng& random, const Grid& canvas, Colour background, int height,
                                 int width, int gap) {
    if (height > canvas.height() || width > canvas.width()) return std::nullopt;
    for (int attempt = 0; attempt < 20; ++attempt) {
        const Box box = drawBox(random, canvas, height, width);
        if (isFree(canvas, background, box.grown(gap))) return box.corner();
    }
    return std::nullopt;
}

std::optional<Cell> findFreeSpot(Rng& random, const Grid& canvas, const Grid& sprite,
                                 Colour background, int gap) {
    return findFreeSpot(random, canvas, background, sprite.height(), sprite.width(), gap);
}

bool placeFreely(Rng& random, Grid& canvas, const Grid& sprite, Colour background, int gap) {
    const auto spot = findFreeSpot(random, canvas, sprite, background, gap);
    if (spot) paste(canvas, sprite, *spot);
    return spot.has_value();
}

int scatterDots(Rng& random, Grid& canvas, Colour background, Colour colour, int count, int gap) {
    int placed = 0;
    for (int i = 0; i < count; ++i) {
        if (placeFreely(random, canvas, Grid(1, 1, colour), background, gap)) ++placed;
    }
    return placed;
}

void addNoise(Rng& random, Grid& canvas, Colour background, Colour colour, double probability) {
    for (int r = 0; r < canvas.height(); ++r) {
        for (int c = 0; c < canvas.width(); ++c) {
            if (canvas.at(r, c) == background && random.chance(probability)) {
                canvas.at(r, c) = colour;
            }
        }
    }
}

} // namespace ttt::synth
