#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily scaleIntoFrame() {
    return {.name = "scale_into_frame",
            .group = "templates",
            .description = "The small figure is enlarged so that it fills the empty frame",
            .variants = 12,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int style =
                    random.below(3); // cut out, in place, in place and the figure goes
                const bool coloured = random.chance(0.4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 8);
                    const int room = std::min(input.height(), input.width()) - 2;
                    const int size = r.between(2, std::clamp(room / 2, 2, 4));
                    const int factor =
                        r.between(room >= 2 * size ? 2 : 1, std::clamp(room / size, 1, 5));
                    const Colour ink = palette.any(r, 1);
                    Grid figure = size == 3 && r.chance(0.4) ? icon(r.below(kIcons), ink)
                                                             : drawRaggedBlob(r, size, size, ink);
                    if (coloured) {
                        figure = colouredAtRandom(r, figure, palette.inksFrom(1));
                    }
                    if (solidCount(figure) == figure.area()) return std::nullopt;
                    const Grid frame =
                        hollowRectangle(size * factor + 2, size * factor + 2, palette.ink(0));
                    const Box place = drawBox(r, input, frame.height(), frame.width());
                    const Box core = place.grown(-1);
                    paste(input, frame, place.corner());
                    // Solid for now, so that the figure is not placed inside.
                    fillBox(input, core, palette.ink(0));
                    const Grid blank = input;
                    const int gap = std::min(input.height(), input.width()) >= 10 ? 1 : 0;
                    if (!placeFreely(r, input, figure, palette.background, gap))
                        return std::nullopt;
                    fillBox(input, core, palette.background);
                    Grid output = style == 2 ? blank : input;
                    fillBox(output, core, palette.background);
                    paste(output, upscale(figure, factor), core.corner());
                    if (style == 0) output = crop(output, place);
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
