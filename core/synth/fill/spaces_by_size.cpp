#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Empty spaces between cells of many colours, or cut out of a solid picture.
Grid drawPicture(Rng& random, const SynthLimits& limits, const Palette& palette, bool solid) {
    Grid grid = drawCanvas(random, limits, palette.background, solid ? 6 : 4);
    const std::vector<Colour> inks = palette.inksFrom(2);
    if (!solid) {
        const double share = 0.5 + 0.2 * random.uniform();
        for (const Cell cell : cellsOf(grid)) {
            if (random.chance(share)) cellOf(grid, cell) = random.pick(inks);
        }
        return grid;
    }
    fillBox(grid, boxOf(grid), inks[0]);
    for (int i = drawCount(random, limits, grid, 3, 12); i > 0; --i) {
        const int most = random.between(1, 4);
        placeFreely(
            random, grid,
            drawBlob(random, random.between(1, most), random.between(1, most), palette.background),
            inks[0]);
    }
    return grid;
}

} // namespace

RuleFamily spacesBySize() {
    return {.name = "spaces_by_size",
            .group = "fill",
            .description = "Empty spaces of at least (at most) k cells, or the largest, are filled",
            .variants = 200,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const int style = random.below(5); // 0-1 large, 2 small, 3 both, 4 the largest
                const int threshold = random.between(2, 4);
                const bool solid = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid input = drawPicture(r, limits, palette, solid);
                    // Spaces are the objects once all other colours are the background.
                    const Colour wall = palette.ink(0);
                    Grid plan = input;
                    for (const Colour ink : palette.inks) plan = replaceColour(plan, ink, wall);
                    const auto spaces = findComponents(plan, wall);
                    std::vector<int> sizes;
                    for (const auto& space : spaces) sizes.push_back(space.size());
                    std::ranges::sort(sizes, std::greater());
                    if (sizes.size() < 3 || sizes[0] > input.area() / 3) return std::nullopt;
                    if (style == 4 && sizes[0] == sizes[1]) return std::nullopt;
                    const int least = style == 4 ? sizes[0] : threshold;
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& space : spaces) {
                        // Sizes beside the threshold show where it lies.
                        cases |= space.size() < least ? 1U : 2U;
                        if (style != 4 && space.size() == least) cases |= 4U;
                        if (style != 4 && space.size() == least - 1) cases |= 8U;
                        const bool filled =
                            space.size() >= least ? style != 2 : style == 2 || style == 3;
                        if (filled) {
                            paint(output, space,
                                  palette.ink(style == 3 && space.size() < least ? 1 : 0));
                        }
                    }
                    if (cases != (style == 4 ? 3U : 15U)) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
