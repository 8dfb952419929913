#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum Kind : int { Alike, Turned, Stranger };

// No two of the same shape, not even turned; the last one is a stranger without a twin.
std::optional<std::vector<Grid>> drawShapes(Rng& random, int count, int most) {
    std::vector<Grid> shapes;
    for (int tries = 5 * count; tries > 0 && static_cast<int>(shapes.size()) < count; --tries) {
        const Grid shape = drawBlob(random, random.between(1, most), random.between(2, most), 1);
        const auto alike = [&](const Grid& other) { return sameShape(shape, other, true); };
        if (std::ranges::none_of(shapes, alike)) shapes.push_back(shape);
    }
    if (static_cast<int>(shapes.size()) < count) return std::nullopt;
    return shapes;
}

} // namespace

RuleFamily colourFromTwin() {
    return {.name = "colour_from_twin",
            .group = "templates",
            .description = "Each grey object takes the colour of the object of the same shape",
            .variants = 8,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const int colours = random.between(2, 4);
                const Palette palette = drawPalette(random, colours + 1);
                const bool alsoTurned = random.chance(0.6);
                const bool strangers = random.chance(0.4);
                const bool modelsGo = random.chance(0.2);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 8);
                    const int count = r.between(2, colours);
                    const auto shapes =
                        drawShapes(r, count + 1, std::min(4, limits.maxSide / 3 + 1));
                    if (!shapes) return std::nullopt;
                    const std::vector<int> order = r.permutation(colours);
                    Grid output = input;
                    for (int k = 0; k < count; ++k) {
                        const Colour colour = palette.ink(1 + order[static_cast<size_t>(k)]);
                        const Grid model = painted((*shapes)[static_cast<size_t>(k)], colour);
                        if (!placeFreely(r, input, model, palette.background)) return std::nullopt;
                    }
                    if (!modelsGo) output = input;
                    uint64_t cases = 0;
                    for (int i = drawCount(r, limits, input, 2, 7); i > 0; --i) {
                        const int k = r.below(strangers ? count + 1 : count);
                        const Grid& shape = (*shapes)[static_cast<size_t>(k)];
                        const int symmetry = r.below(kSymmetries);
                        const Grid copy = applySymmetry(shape, alsoTurned ? symmetry : 0);
                        const auto spot = findFreeSpot(r, input, copy, palette.background);
                        if (!spot) continue;
                        cases |= uint64_t{1} << (k == count      ? Stranger
                                                 : copy == shape ? Alike
                                                                 : Turned);
                        const Colour colour = k == count
                                                  ? palette.ink(0)
                                                  : palette.ink(1 + order[static_cast<size_t>(k)]);
                        paste(input, painted(copy, palette.ink(0)), *spot);
                        paste(output, painted(copy, colour), *spot);
                    }
                    if (!alsoTurned && !strangers) cases = 0;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
