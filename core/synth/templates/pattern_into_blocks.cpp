#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// A rectangle of at least two colours that differs from its mirror images.
std::optional<Grid> drawTile(Rng& random, int height, int width, const std::vector<Colour>& inks) {
    const Grid tile = drawMosaic(random, height, width, inks);
    const bool same = tile == applySymmetry(tile, 4) || tile == applySymmetry(tile, 5);
    return same ? std::nullopt : std::optional<Grid>(tile);
}

} // namespace

RuleFamily patternIntoBlocks() {
    return {.name = "pattern_into_blocks",
            .group = "templates",
            .description = "Plain blocks become copies of the patterned block of their size",
            .variants = 12,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const int tiles = random.between(1, 2);
                const bool mirrors = random.chance(0.4); // blocks of ink 1 get a mirrored copy
                const int mirror = random.between(4, 5);
                const bool tileGoes = random.chance(0.25);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    const std::vector<Colour> inks = palette.inksFrom(2);
                    const int most = input.area() < 100 ? 3 : input.area() < 250 ? 4 : 5;
                    uint64_t cases = 0;
                    std::vector<Grid> known;
                    for (int k = r.between(1, tiles); k > 0; --k) {
                        const auto tile = drawTile(r, r.between(2, most), r.between(2, most), inks);
                        const auto alike = [&](const Grid& other) { return other.sameSize(*tile); };
                        if (!tile || std::ranges::any_of(known, alike)) continue;
                        known.push_back(*tile);
                        const auto spot = findFreeSpot(r, input, *tile, palette.background);
                        if (!spot) return std::nullopt;
                        paste(input, *tile, *spot);
                        // Taken away, it still keeps its place from the blocks.
                        paste(output, *tile, *spot);
                    }
                    if (known.empty()) return std::nullopt;
                    const Grid patterned = input;
                    for (int i = drawCount(r, limits, input, 1, 8); i > 0; --i) {
                        const Grid& tile = r.pick(known);
                        const int ink = mirrors ? r.below(2) : 0;
                        const Grid block(tile.height(), tile.width(), palette.ink(ink));
                        const auto spot = findFreeSpot(r, input, block, palette.background);
                        if (!spot) continue;
                        paste(input, block, *spot);
                        paste(output, ink == 1 ? applySymmetry(tile, mirror) : tile, *spot);
                        cases |= mirrors ? uint64_t{1} << ink : 0;
                    }
                    if (input == patterned) return std::nullopt;
                    if (tileGoes) {
                        for (const auto& tile : findComponents(patterned, palette.background)) {
                            paint(output, tile, palette.background);
                        }
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
