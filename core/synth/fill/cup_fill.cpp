#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Marks (1) the cells where liquid stays: it flows down and sideways, off the picture where it can,
// and comes in from outside.
Grid wetCells(const Grid& picture, Colour background) {
    Grid open = picture;
    fillFromBorder(open, background, kClear);
    Grid wet(picture.height(), picture.width());
    for (int row = picture.height() - 2; row >= 0; --row) {
        for (int first = 0, last = 0; first < picture.width(); first = last + 1) {
            bool stays = first > 0;
            for (last = first; last < picture.width(); ++last) {
                if (picture.at(row, last) != background) break;
                const bool held =
                    picture.at(row + 1, last) != background || wet.at(row + 1, last) != 0;
                stays = stays && held && open.at(row, last) == kClear;
            }
            if (!stays || last == picture.width()) continue;
            fillBox(wet, {row, first, 1, last - first}, 1);
        }
    }
    return wet;
}

// Two walls of unequal height on a bottom, perhaps with a leak or a lid.
Grid drawCup(Rng& random, Colour colour, bool faults) {
    const int depth = random.between(1, 4);
    const int width = random.between(faults ? 2 : 1, 4);
    const int extra = random.chance(0.4) ? random.between(1, 2) : 0;
    Grid cup(depth + extra + 1, width + 2, kClear);
    fillBox(cup, {depth + extra, 0, 1, width + 2}, colour);
    fillBox(cup, {0, 0, depth + extra, 1}, colour);
    fillBox(cup, {extra, width + 1, depth, 1}, colour);
    if (faults && random.chance(0.35)) {
        const bool lid = extra == 0 && random.chance(0.25);
        if (lid) fillBox(cup, {0, 0, 1, width + 2}, colour);
        if (!lid) cup.at(depth + extra, random.between(1, width)) = kClear;
    }
    return random.chance(0.5) ? applySymmetry(cup, 4) : cup;
}

// Drops in a column above the cup, which has room for a row of liquid for each of them.
Grid withDrops(Rng& random, const Grid& cup, Colour drop) {
    int depth = 0;
    while (cup.at(depth, 0) == kClear || cup.at(depth, cup.width() - 1) == kClear) ++depth;
    const int drops = random.between(0, cup.height() - 1 - depth);
    const int top = drops == 0 ? 0 : drops + 1;
    Grid result(top + cup.height(), cup.width(), kClear);
    paste(result, cup, top, 0);
    fillBox(result, {0, random.between(1, cup.width() - 2), drops, 1}, drop);
    return result;
}

} // namespace

RuleFamily cupFill() {
    return {.name = "cup_fill",
            .group = "fill",
            .description =
                "Cups are filled: to the lower rim, k rows, or a row for each drop above",
            .variants = 16,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const int rows = std::max(0, random.between(-3, 2)); // 0: to the rim
                const bool drops = random.chance(0.35);
                const bool faults = !drops && random.chance(0.6);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 7);
                        int cups = 0;
                        for (int i = drawCount(r, limits, input, 2, 7); i > 0; --i) {
                            const Grid cup = drawCup(r, palette.ink(0), faults);
                            const Grid sprite = drops ? withDrops(r, cup, palette.ink(1)) : cup;
                            cups += placeFreely(r, input, sprite, palette.background) ? 1 : 0;
                        }
                        Grid output = replaceColour(input, palette.ink(1), palette.background);
                        const auto basins = findComponents(wetCells(output, palette.background), 0);
                        const bool dry = static_cast<int>(basins.size()) < cups;
                        uint64_t cases = dry ? 8 : 0;
                        for (const auto& basin : basins) {
                            const Box box = basin.box;
                            cases |= uint64_t{1} << std::min(2, box.height - 1);
                            const Box above{0, box.left, box.top, box.width};
                            const int wanted = drops ? countOf(crop(input, above), palette.ink(1))
                                                     : (rows > 0 ? rows : box.height);
                            for (const Cell cell : basin.cells) {
                                if (cell.row > box.bottom() - wanted) {
                                    cellOf(output, cell) = palette.ink(1);
                                }
                            }
                        }
                        if (basins.empty()) return std::nullopt;
                        return GridPair{input, output, drops ? 0 : cases};
                    });
            }};
}

} // namespace ttt::synth
