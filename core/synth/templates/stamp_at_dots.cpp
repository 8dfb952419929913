#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

namespace ttt::synth {

RuleFamily stampAtDots() {
    return {.name = "stamp_at_dots",
            .group = "templates",
            .description = "A fixed figure is drawn around every dot of a colour",
            .variants = 300,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const int kinds = random.between(1, 2);
                std::vector<Grid> stamps;
                for (int k = 0; k < kinds; ++k) {
                    Grid stamp = icon(random.below(kIcons), palette.ink(1 + 2 * k));
                    stamp.at(1, 1) = palette.ink(2 * k);
                    stamps.push_back(stamp);
                }
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    for (int i = drawCount(r, limits, input, 1, 6); i > 0; --i) {
                        scatterDots(r, input, palette.background, palette.ink(2 * r.below(kinds)),
                                    1, 2);
                    }
                    Grid output = input;
                    for (const auto& dot : findComponents(input, palette.background)) {
                        const size_t kind = dot.colour == palette.ink(0) ? 0 : 1;
                        paste(output, stamps[kind], dot.cells[0].row - 1, dot.cells[0].column - 1);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
