#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// A blob with one cell of each marker colour, so placed that the markers tell how it is turned.
std::optional<Grid> drawFigure(Rng& random, int most, Colour body,
                               const std::vector<Colour>& markers) {
    Grid figure = drawRaggedBlob(random, random.between(2, most), random.between(3, most), body);
    if (solidCount(figure) < static_cast<int>(markers.size()) + 2) return std::nullopt;
    std::vector<Cell> cells;
    for (const Cell at : shuffledCells(random, boxOf(figure))) {
        if (colourAt(figure, at) != body || cells.size() == markers.size()) continue;
        cellOf(figure, at) = markers[cells.size()];
        cells.push_back(at);
    }
    if (cells.size() < 3) return figure;
    const Cell a = cells[1] - cells[0];
    const Cell b = cells[2] - cells[0];
    if (a.row * b.column == a.column * b.row) return std::nullopt; // in one line
    return figure;
}

} // namespace

RuleFamily stampByLayout() {
    return {.name = "stamp_by_layout",
            .group = "templates",
            .description =
                "The figure is drawn around its markers wherever they stand, as they turn",
            .variants = 6,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int markerCount = random.between(2, 3);
                const int turns = markerCount == 3 && random.chance(0.6) ? kSymmetries : 4;
                const bool figureStays = random.chance(0.75);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const std::vector<Colour> markers = palette.inksFrom(1, markerCount);
                    Grid input = drawCanvas(r, limits, palette.background, 8);
                    const int most = std::min({5, input.height() / 2 - 1, input.width() / 2 - 1});
                    const auto figure = drawFigure(r, std::max(3, most), palette.ink(0), markers);
                    if (!figure) return std::nullopt;
                    const auto home = findFreeSpot(r, input, *figure, palette.background);
                    Grid output = input;
                    Grid taken = input;
                    paste(input, *figure, *home);
                    paste(taken, *figure, *home);
                    if (figureStays) output = input;
                    int copies = 0;
                    for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
                        const Grid copy = applySymmetry(*figure, r.below(turns));
                        const auto spot = findFreeSpot(r, taken, copy, palette.background,
                                                       limits.maxSide < 12 ? 1 : 2);
                        if (!spot) continue;
                        paste(taken, copy, *spot);
                        paste(output, copy, *spot);
                        paste(input, replaceColour(copy, palette.ink(0), kClear), *spot);
                        ++copies;
                    }
                    if (copies == 0) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
