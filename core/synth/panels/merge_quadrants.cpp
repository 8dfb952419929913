#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// One bit for each two quadrants of which one covers the other somewhere.
uint64_t coveredPairs(const std::vector<Grid>& parts, const Grid& output, const Palette& palette) {
    uint64_t pairs = 0;
    for (size_t k = 0; k < output.cells().size(); ++k) {
        const Colour top = output.cells()[k];
        for (int q = 0; q < 4; ++q) {
            const bool covered = parts[static_cast<size_t>(q)].cells()[k] != palette.background &&
                                 palette.ink(q) != top;
            const auto winner = std::ranges::find(palette.inks, top) - palette.inks.begin();
            if (covered) pairs |= uint64_t{1} << (4 * q + static_cast<int>(winner));
        }
    }
    return pairs;
}

} // namespace

RuleFamily mergeQuadrants() {
    return {.name = "merge_quadrants",
            .group = "panels",
            .description = "Four quadrants, each with its colour, are laid over each other",
            .variants = 24,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const std::vector<int> order = random.permutation(4);
                const bool lines = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int gap = lines ? 1 : 0;
                    const int height = std::max(2, (drawSide(r, limits, 4) - gap) / 2);
                    const int width = std::max(2, (drawSide(r, limits, 4) - gap) / 2);
                    const Lattice quadrants{2, 2, height, width, gap};
                    Grid input = quadrants.blank(palette.ink(4), palette.background);
                    Grid output(height, width, palette.background);
                    std::vector<Grid> parts;
                    for (int q = 0; q < 4; ++q) {
                        parts.push_back(
                            drawPattern(r, height, width, palette.background, {palette.ink(q)}));
                        paste(input, parts.back(), quadrants.panel(q).corner());
                    }
                    for (const int q : order) {
                        paste(output, replaceColour(parts[static_cast<size_t>(q)],
                                                    palette.background, kClear));
                    }
                    return GridPair{input, output, coveredPairs(parts, output, palette)};
                };
            }};
}

} // namespace ttt::synth
