#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Measure { Colours, Markers, EmptyCells, SolidCells };

// A picture with `times` colours in all, or `times` cells of the marker (ink 0), of background, or
// of anything else.
Grid drawCounted(Rng& random, Grid picture, Measure measure, int times, const Palette& palette) {
    std::vector<Colour> inks = palette.inksFrom(1);
    random.shuffle(inks);
    if (measure == Measure::Colours) inks.resize(static_cast<size_t>(times) - 1);
    const double share = 0.2 + 0.7 * random.uniform();
    const std::vector<Cell> cells = shuffledCells(random, boxOf(picture));
    for (int k = 0; k < picture.area(); ++k) {
        Colour& cell = cellOf(picture, cells[static_cast<size_t>(k)]);
        if (measure == Measure::Colours) {
            // Every colour occurs, the background too.
            if (k < times - 1) {
                cell = inks[static_cast<size_t>(k)];
            } else if (k + 1 < picture.area() && random.chance(share)) {
                cell = random.pick(inks);
            }
        } else if (measure == Measure::Markers) {
            if (k < times) {
                cell = palette.ink(0);
            } else if (random.chance(share)) {
                cell = random.pick(inks);
            }
        } else if ((k < times) == (measure == Measure::SolidCells)) {
            cell = random.pick(inks);
        }
    }
    return picture;
}

} // namespace

RuleFamily scaleByCount() {
    return {.name = "scale_by_count",
            .group = "count",
            .description = "The picture enlarged (repeated) as often as it has colours or dots",
            .variants = 24,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const Measure measure = static_cast<Measure>(random.below(4));
                const int style = random.below(4); // enlarged, tiled, a row of copies, a column
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int most = static_cast<int>(palette.inks.size());
                    const int times = r.between(2, std::min(most, limits.maxSide / 2));
                    const int side = std::min(6, limits.maxSide / times);
                    const Grid blank(r.between(2, side), r.between(2, side), palette.background);
                    if (blank.area() <= times) return std::nullopt;
                    const Grid input = drawCounted(r, blank, measure, times, palette);
                    const Grid output =
                        style == 0 ? upscale(input, times)
                                   : tile(input, style == 2 ? 1 : times, style == 3 ? 1 : times);
                    return GridPair{input, output, uint64_t{1} << (times == 2 ? 0 : 1)};
                };
            }};
}

} // namespace ttt::synth
