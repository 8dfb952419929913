#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

namespace ttt::synth {

// The picture shows one figure of its own in each grid; it is copied to where the markers stand.
RuleFamily copyToMarkers() {
    return {.name = "copy_to_markers",
            .group = "templates",
            .description =
                "The figure of the picture is copied so that its centre lies on each marker",
            .variants = 2,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool keepFigure = random.chance(0.7);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour marker = palette.ink(0);
                    const std::vector<Colour> inks = palette.inksFrom(1);
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    Grid figure = colouredAtRandom(r, drawRaggedBlob(r, 3, 3, inks[0]), inks);
                    figure.at(1, 1) = marker;
                    const auto home = findFreeSpot(r, input, palette.background, 3, 3);
                    if (!home) return std::nullopt;
                    Grid output = input;
                    if (keepFigure) paste(output, figure, *home);
                    paste(input, figure, *home);
                    int copies = 0;
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        Grid taken = input;
                        paste(taken, output);
                        paste(taken, figure, *home);
                        const auto spot = findFreeSpot(r, taken, palette.background, 3, 3);
                        if (!spot) continue;
                        input.at(spot->row + 1, spot->column + 1) = marker;
                        paste(output, figure, *spot);
                        ++copies;
                    }
                    if (copies == 0) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
