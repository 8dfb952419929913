#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

// A chain of colours in the corner, another one in every picture. What comes after its end: its
// start again, nothing new, or the object vanishes. Objects of colours outside the chain stay.
RuleFamily colourChain() {
    return {.name = "colour_chain",
            .group = "colour",
            .description = "Every object takes the next colour of the chain in the corner",
            .variants = 48,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const int end = random.below(3); // starts again, stays, vanishes
                const bool backwards = random.chance(0.5);
                return turnedAtRandom(
                    random,
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        std::vector<Colour> inks = palette.inks;
                        r.shuffle(inks);
                        const int length = r.between(3, std::min(4, input.width() - 3));
                        for (int i = 0; i < length; ++i) {
                            input.at(0, i) = inks[static_cast<size_t>(i)];
                        }
                        const Grid chain = crop(input, {0, 0, 1, length});
                        for (int i = drawCount(r, limits, input, 3, 8); i > 0; --i) {
                            const int pick = r.chance(0.8) ? r.below(length)
                                                           : r.below(static_cast<int>(inks.size()));
                            placeFreely(r, input, drawShape(r, 3, inks[static_cast<size_t>(pick)]),
                                        palette.background);
                        }
                        ColourTable table = sameTable();
                        const int last = backwards ? 0 : length - 1;
                        for (int i = 0; i < length; ++i) {
                            const Colour from = chain.at(0, i);
                            const int next = (i + (backwards ? length - 1 : 1)) % length;
                            table[from] = i != last || end == 0 ? chain.at(0, next)
                                          : end == 1            ? from
                                                                : palette.background;
                        }
                        fillBox(input, {0, 0, 1, length}, palette.background);
                        uint64_t cases = 0;
                        const auto counts = countColours(input);
                        for (int i = 0; i < static_cast<int>(inks.size()); ++i) {
                            if (counts[inks[static_cast<size_t>(i)]] == 0) continue;
                            cases |= i >= length ? 4 : i == last ? 2 : 1;
                        }
                        Grid output = mapColours(input, table);
                        paste(input, chain);
                        paste(output, chain);
                        return GridPair{input, output, cases};
                    },
                    kSymmetries);
            }};
}

} // namespace ttt::synth
