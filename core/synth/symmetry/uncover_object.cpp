#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Result { Whole, Patch, CutOut };

// A figure that is its own mirror image left to right, its rows in one or more colours.
Grid drawFigure(Rng& random, int height, int width, const std::vector<Colour>& inks) {
    Grid figure = drawMirroredBlob(random, height, width, inks[0]);
    for (int i = 0; i < height; ++i) {
        const size_t band = inks.size() * static_cast<size_t>(i) / static_cast<size_t>(height);
        paste(figure, painted(crop(figure, rowOf(figure, i)), inks[band]), i, 0);
    }
    return figure;
}

// The input without its cover, mirrored at the axis left + right = sum; nullopt where what is seen
// is not symmetric.
std::optional<Grid> mirrored(const Grid& input, Colour cover, Colour empty, int sum) {
    Grid whole = input;
    for (const Cell cell : cellsOf(input)) {
        const Colour seen = colourAt(input, cell);
        const Colour image = colourOr(input, {cell.row, sum - cell.column}, empty);
        if (seen == cover) {
            cellOf(whole, cell) = image == cover ? empty : image;
        } else if (image != cover && image != seen) {
            return std::nullopt;
        }
    }
    return whole;
}

} // namespace

// Where the axis lies is to be seen from the uncovered part; exactly one axis fits.
RuleFamily uncoverObject() {
    return {.name = "uncover_object",
            .group = "symmetry",
            .description = "A symmetric object is freed from what covers a part of it",
            .variants = 6,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const Result result = static_cast<Result>(std::max(0, random.between(-2, 2)));
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour cover = palette.ink(0), empty = palette.background;
                        Grid whole = drawCanvas(r, limits, empty, 6);
                        const int height = r.between(4, std::min(12, whole.height()));
                        const int width = r.between(4, std::min(12, whole.width()));
                        const Box box = drawBox(r, whole, height, width);
                        const std::vector<Colour> inks = palette.inksFrom(1);
                        paste(whole, drawFigure(r, height, width, inks), box.corner());
                        const Box hidden{box.top + r.between(-1, height - 2),
                                         box.left + r.between(-1, width - 2),
                                         r.between(2, std::max(2, height * 2 / 3)),
                                         r.between(1, std::max(1, width / 2))};
                        if (!inside(whole, hidden)) return std::nullopt;
                        Grid input = whole;
                        fillBox(input, hidden, cover);
                        int fitting = 0;
                        for (int sum = 0; sum <= 2 * (input.width() - 1); ++sum) {
                            const auto guess = mirrored(input, cover, empty, sum);
                            fitting += guess ? 1 : 0;
                            if (guess && *guess != whole) return std::nullopt;
                        }
                        if (fitting != 1 || isFree(whole, empty, hidden)) return std::nullopt;
                        if (result == Result::Whole) return GridPair{input, whole};
                        return GridPair{input, crop(whole, result == Result::Patch ? hidden : box)};
                    });
            }};
}

} // namespace ttt::synth
