#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

namespace ttt::synth {

RuleFamily glyphForColour() {
    return {.name = "glyph_for_colour",
            .group = "templates",
            .description = "Each cell (or the one dot) is answered by the glyph of its colour",
            .variants = 700,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 3));
                const std::vector<int> icons = random.permutation(kIcons);
                const bool everyCell = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int count = static_cast<int>(palette.inks.size());
                    if (!everyCell) {
                        Grid input = drawCanvas(r, limits, palette.background, 3);
                        const int kind = r.below(count);
                        const Colour colour = palette.ink(kind);
                        placeFreely(r, input, drawShape(r, 2, colour), palette.background);
                        const Grid glyph = icon(icons[static_cast<size_t>(kind)], colour);
                        return GridPair{input, replaceColour(glyph, kClear, palette.background),
                                        uint64_t{1} << kind};
                    }
                    const int most = limits.maxSide / 3;
                    const Grid input =
                        drawMosaic(r, r.between(1, most), r.between(1, most), palette.inks);
                    Grid output(input.height() * 3, input.width() * 3, palette.background);
                    uint64_t cases = 0;
                    for (int i = 0; i < input.height(); ++i) {
                        for (int j = 0; j < input.width(); ++j) {
                            int kind = 0;
                            while (palette.ink(kind) != input.at(i, j)) ++kind;
                            cases |= uint64_t{1} << kind;
                            paste(output, icon(icons[static_cast<size_t>(kind)], input.at(i, j)),
                                  3 * i, 3 * j);
                        }
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
