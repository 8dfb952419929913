#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

namespace {

enum class Property { Uniform, Palindrome, EqualEnds, Marked, Twice };

Property drawProperty(Rng& random) { return static_cast<Property>(random.below(5)); }

bool has(const Grid& grid, int row, Property property, Colour marker) {
    const auto rowAt = [&](int i) { return crop(grid, rowOf(grid, i)); };
    const Grid line = rowAt(row);
    const int last = grid.width() - 1;
    switch (property) {
    case Property::Uniform:
        return line == Grid(1, grid.width(), line.at(0, 0));
    case Property::Palindrome:
        return line == applySymmetry(line, 4);
    case Property::EqualEnds:
        return line.at(0, 0) == line.at(0, last);
    case Property::Marked:
        return hasColour(line, marker);
    default:
        for (int i = 0; i < grid.height(); ++i) {
            if (i != row && rowAt(i) == line) return true;
        }
        return false;
    }
}

// A row with the property (Twice: one of those above).
Grid drawRow(Rng& random, const Grid& above, Property property, const std::vector<Colour>& inks,
             Colour marker) {
    const int width = above.width();
    Grid line = drawMosaic(random, 1, width, inks);
    switch (property) {
    case Property::Uniform:
        return Grid(1, width, inks[0]);
    case Property::Palindrome:
        for (int j = 0; j < width / 2; ++j) line.at(0, width - 1 - j) = line.at(0, j);
        return line;
    case Property::EqualEnds:
        line.at(0, width - 1) = line.at(0, 0);
        return line;
    case Property::Marked:
        line.at(0, random.below(width)) = marker;
        return line;
    default:
        return above.empty() ? line : crop(above, {random.below(above.height()), 0, 1, width});
    }
}

} // namespace

RuleFamily linesByProperty() {
    return {.name = "lines_by_property",
            .group = "local",
            .description =
                "Rows of one colour (mirrored, with equal ends, marked, repeated) change",
            .variants = 40,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const Property property = drawProperty(random);
                // 0 in one colour, 1 the same and the others go, 2 only the others go, 3 gone
                const int effect = random.below(4);
                const bool empties = random.chance(0.5);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 4, 14);
                        std::vector<Colour> inks = palette.inksFrom(2);
                        if (empties) inks.push_back(palette.background);
                        for (int i = 0; i < input.height(); ++i) {
                            r.shuffle(inks);
                            const Property kind = r.chance(0.4) ? property : drawProperty(r);
                            const Grid above = i == 0 ? Grid(1, input.width(), inks[0])
                                                      : crop(input, {0, 0, i, input.width()});
                            Grid line = drawRow(r, above, kind, inks, palette.ink(0));
                            if (kind == Property::Marked && property != Property::Marked) {
                                line = drawMosaic(r, 1, input.width(), inks);
                            }
                            paste(input, line, i, 0);
                        }
                        Grid output = input;
                        uint64_t cases = 0;
                        for (int i = 0; i < input.height(); ++i) {
                            const bool chosen = has(input, i, property, palette.ink(0));
                            cases |= chosen ? 1 : 2;
                            const Box line = rowOf(input, i);
                            if (chosen && effect != 2) {
                                fillBox(output, line,
                                        effect == 3 ? palette.background : palette.ink(1));
                            }
                            if (!chosen && (effect == 1 || effect == 2)) {
                                fillBox(output, line, palette.background);
                            }
                        }
                        if (cases != 3) return std::nullopt;
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
