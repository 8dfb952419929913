#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

namespace {

enum class Key { Column, Side, Count };

// One row with marks, and what the row is about: the mark's column, its side of the centre (left,
// centre, right), or the number of marks.
std::pair<Grid, int> drawMarkedRow(Rng& random, Key key, int width, const Palette& palette) {
    Grid row(1, width, palette.background);
    const int marks = key == Key::Count ? random.between(0, 3) : 1;
    for (int i = 0; i < marks; ++i) row.at(0, random.below(width)) = palette.ink(0);
    int column = 0;
    while (column < width - 1 && row.at(0, column) != palette.ink(0)) ++column;
    if (key == Key::Column) return {row, 1 + column};
    if (key == Key::Count) return {row, countOf(row, palette.ink(0))};
    return {row, column < width / 2 ? 1 : column == width / 2 ? 2 : 3};
}

} // namespace

RuleFamily rowByMarker() {
    return {.name = "row_by_marker",
            .group = "colour",
            .description = "The place (side, number) of a row's marks gives the row its colour",
            .variants = 500,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const Key key = static_cast<Key>(random.below(3));
                const int columns = random.between(2, 4);
                const int style = random.below(4); // fill, fill, around the marks, one cell a row
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int wide = drawSide(r, limits, 3, 15);
                        if (key == Key::Side && wide % 2 == 0) return std::nullopt;
                        const int width = key == Key::Column ? columns : wide;
                        Grid input(drawSide(r, limits, 3), width, palette.background);
                        Grid output = input;
                        uint64_t cases = 0;
                        for (int i = 0; i < input.height(); ++i) {
                            const auto& [row, kind] = drawMarkedRow(r, key, width, palette);
                            const Colour colour =
                                kind == 0 ? palette.background : palette.ink(kind);
                            paste(input, row, i, 0);
                            paste(output,
                                  style == 2 ? replaceColour(row, palette.background, colour)
                                             : Grid(1, width, colour),
                                  i, 0);
                            cases |= uint64_t{1} << kind;
                        }
                        if (style == 3) output = crop(output, columnOf(output, 0));
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
