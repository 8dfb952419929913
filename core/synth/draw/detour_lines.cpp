#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

namespace {

// The cells of a line that runs upwards from `start` and walks around obstacles on one side; with
// `back` it returns to its column as soon as it can.
std::vector<Cell> walkUp(const Grid& grid, Cell start, Colour empty, int side, bool back) {
    std::vector<Cell> way;
    const auto isFree = [&](Cell cell) { return colourOr(grid, cell, kClear) == empty; };
    Cell at = start;
    bool passed = false; // has it gone up since it last stepped aside
    while (at.row > 0) {
        const Cell home = at - Cell{0, side};
        const Cell aside = at + Cell{0, side};
        if (back && passed && at.column != start.column && isFree(home)) {
            at = home;
        } else if (isFree(at + kSteps[0])) {
            at = at + kSteps[0];
            passed = true;
        } else if (isFree(aside)) {
            at = aside;
            passed = false;
        } else {
            break;
        }
        way.push_back(at);
    }
    return way;
}

} // namespace

RuleFamily detourLines() {
    return {.name = "detour_lines",
            .group = "draw",
            .description =
                "Lines run across the grid and step aside where an obstacle is in the way",
            .variants = 32,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const int side = random.chance(0.5) ? 1 : -1;
                const bool back = random.chance(0.4);
                const bool ownColour = random.chance(0.6);
                const int widest = random.between(1, 3);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour empty = palette.background;
                        Grid input = drawCanvas(r, limits, empty, 6);
                        const int last = input.height() - 1;
                        const int spacing = r.between(2, 4);
                        std::vector<Cell> starts;
                        for (int c = r.between(0, spacing); c < input.width();
                             c += spacing + r.below(3)) {
                            starts.push_back({last, c});
                            cellOf(input, starts.back()) = palette.ink(0);
                        }
                        for (int i = drawCount(r, limits, input, 2, 8); i > 0; --i) {
                            const Grid bar(1, r.between(1, widest), palette.ink(1));
                            const auto spot = findFreeSpot(r, input, bar, empty);
                            if (!spot || spot->row >= last - 1) continue;
                            paste(input, bar, *spot);
                        }
                        Grid output = input;
                        uint64_t cases = 0;
                        for (const Cell start : starts) {
                            const auto way = walkUp(input, start, empty, side, back);
                            if (way.empty() || way.back().row != 0) return std::nullopt;
                            const bool straight = static_cast<int>(way.size()) == last;
                            cases |= straight ? 1 : 2;
                            for (const Cell cell : way) {
                                // Lines that meet would leave open which of them gives way.
                                if (colourAt(output, cell) != empty) return std::nullopt;
                                cellOf(output, cell) = palette.ink(ownColour ? 0 : 2);
                            }
                        }
                        if ((cases & 2) == 0) return std::nullopt;
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
