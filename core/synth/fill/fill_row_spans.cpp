#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Two arms that come together on a stem (V), a frame without one side (U), or a ragged blob.
Grid drawOpenShape(Rng& random, int most, Colour colour) {
    const int kind = random.below(3);
    if (kind == 2) {
        return drawRaggedBlob(random, random.between(3, most), random.between(3, most), colour);
    }
    if (kind == 1) {
        Grid sprite = hollowRectangle(random.between(3, most), random.between(3, most), colour);
        fillBox(sprite, {0, 1, 1, sprite.width() - 2}, kClear);
        return applySymmetry(sprite, random.below(4));
    }
    const int width = random.between(3, most);
    const int arms = (width - 1) / 2;
    Grid sprite(random.between(arms + 1, std::max(arms + 1, most)), width, kClear);
    for (int i = 0; i < sprite.height(); ++i) {
        const int at = std::min(i, arms);
        sprite.at(i, at) = sprite.at(i, width - 1 - at) = colour;
    }
    return applySymmetry(sprite, random.below(4));
}

// Fills the background between the first and the last cell of the object in each row.
void fillRows(Grid& output, const Component& object, Colour background, Colour colour) {
    for (int i = object.box.top; i <= object.box.bottom(); ++i) {
        int first = kMaxSide, last = -1;
        for (const Cell cell : object.cells) {
            if (cell.row != i) continue;
            first = std::min(first, cell.column);
            last = std::max(last, cell.column);
        }
        for (int j = first; j < last; ++j) {
            if (output.at(i, j) == background) output.at(i, j) = colour;
        }
    }
}

} // namespace

RuleFamily fillRowSpans() {
    return {.name = "fill_row_spans",
            .group = "fill",
            .description = "In each row (column) the gaps between cells of one object are filled",
            .variants = 6,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int axis = random.below(3); // rows, columns, both
                const bool ownColour = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 6);
                    const int most = std::clamp(input.height() / 2, 4, 7);
                    for (int i = drawCount(r, limits, input, 2, 5); i > 0; --i) {
                        placeFreely(r, input, drawOpenShape(r, most, palette.any(r, 1)), empty);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int pass = 0; pass < 2; ++pass) {
                        // Columns are the rows of the transposed picture.
                        const Grid seen = applySymmetry(input, pass == 0 ? 0 : 6);
                        Grid filled = applySymmetry(output, pass == 0 ? 0 : 6);
                        for (const auto& object : findComponents(seen, empty, Connect::Diagonal)) {
                            const Colour colour = ownColour ? object.colour : palette.ink(0);
                            Grid alone = seen;
                            fillRows(alone, object, empty, colour);
                            if (alone != seen) cases |= uint64_t{1} << pass;
                            if (axis == pass || axis == 2) fillRows(filled, object, empty, colour);
                        }
                        output = applySymmetry(filled, pass == 0 ? 0 : 6);
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
