#include "core/synth/pieces/canvas.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily restorePeriodic() {
    return {
        .name = "restore_periodic",
        .group = "symmetry",
        .description = "Holes in a repeating texture are filled in, or its one tile is output",
        .variants = 10,
        .leastSide = 7,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(3, 6));
            const int style = random.below(3); // fill, fill with sheared tiling, output the tile
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const Grid size = drawCanvas(r, limits, 0, 6);
                const std::vector<Colour> inks = palette.inksFrom(1);
                const int high = r.between(2, std::min(4, size.height() / 3));
                const int wide = r.between(2, std::min(4, size.width() / 3));
                const Grid unit = drawMosaic(r, high, wide, inks);
                if (unit == Grid(high, wide, unit.at(0, 0))) return std::nullopt;
                Grid whole = size;
                for (int i = 0; i < whole.height(); ++i) {
                    for (int j = 0; j < whole.width(); ++j) {
                        const int shear = style == 1 ? i / high : 0;
                        whole.at(i, j) = unit.at(i % high, (j + shear) % wide);
                    }
                }
                Grid input = whole;
                for (int k = r.between(1, 3); k > 0; --k) {
                    const Box box{r.below(size.height() - 1), r.below(size.width() - 1),
                                  r.between(1, std::max(2, size.height() / 4)),
                                  r.between(1, std::max(2, size.width() / 4))};
                    fillBox(input, box, palette.ink(0));
                }
                if (style == 2) {
                    if (unit == tile(crop(unit, {0, 0, 1, wide}), high, 1) ||
                        unit == tile(crop(unit, {0, 0, high, 1}), 1, wide) || unit.width() == 4 ||
                        unit.height() == 4) {
                        return std::nullopt;
                    }
                    return GridPair{whole, unit};
                }
                for (int i = 0; i < high; ++i) {
                    for (int j = 0; j < wide; ++j) {
                        int visible = 0;
                        for (int a = i; a < size.height(); a += high) {
                            for (int b = 0; b < size.width(); ++b) {
                                const int shear = style == 1 ? a / high : 0;
                                if ((b + shear) % wide == j && input.at(a, b) != palette.ink(0)) {
                                    ++visible;
                                }
                            }
                        }
                        if (visible < 2) return std::nullopt;
                    }
                }
                return GridPair{input, whole};
            };
        }};
}

} // namespace ttt::synth
