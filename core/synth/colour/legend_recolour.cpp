#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

// A strip of colour pairs at the top: first row from, second row to. Different in every picture.
RuleFamily legendRecolour() {
    return {.name = "legend_recolour",
            .group = "colour",
            .description = "Objects are recoloured by the table of colour pairs in the corner",
            .variants = 8,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const bool legendStays = random.chance(0.6);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 7);
                        std::vector<Colour> inks = palette.inks;
                        r.shuffle(inks);
                        const int entries = r.between(1, 2);
                        ColourTable table = sameTable();
                        for (int i = 0; i < entries; ++i) {
                            const Colour from = inks[static_cast<size_t>(2 * i)];
                            const Colour to = inks[static_cast<size_t>(2 * i + 1)];
                            table[from] = to;
                            input.at(0, i) = from;
                            input.at(1, i) = to;
                        }
                        const Grid legend = crop(input, {0, 0, 2, entries});
                        for (int i = drawCount(r, limits, input, 2, 7); i > 0; --i) {
                            const Colour colour = inks[static_cast<size_t>(2 * r.below(entries))];
                            placeFreely(r, input, drawShape(r, 3, colour), palette.background);
                        }
                        Grid output = mapColours(input, table);
                        const Grid blank(2, entries, palette.background);
                        paste(output, legendStays ? legend : blank);
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
