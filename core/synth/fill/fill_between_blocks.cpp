#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

#include <utility>

namespace ttt::synth {

namespace {

struct Rule {
    Palette palette; // fill, then blocks
    bool sameColour; // only between blocks of one colour
    bool ownColour;
};

// Fills the gaps between blocks that face each other along rows. Adds to `cases` 1: blocks of one
// colour, 2: of two colours. False if a gap holds another filling already.
bool fillRows(const Grid& input, Grid& output, const Rule& rule, bool counts, uint64_t& cases) {
    for (int i = 0; i < input.height(); ++i) {
        int last = -1;
        for (int j = 0; j < input.width(); ++j) {
            if (input.at(i, j) == rule.palette.background) continue;
            const int from = std::exchange(last, j);
            if (from < 0 || j - from < 2) continue;
            const bool same = input.at(i, from) == input.at(i, j);
            cases |= same ? 1U : 2U;
            if (!counts || (rule.sameColour && !same)) continue;
            const Colour fill = rule.ownColour ? input.at(i, j) : rule.palette.ink(0);
            for (int k = from + 1; k < j; ++k) {
                Colour& cell = output.at(i, k);
                if (cell != rule.palette.background && cell != fill) return false;
                cell = fill;
            }
        }
    }
    return true;
}

} // namespace

RuleFamily fillBetweenBlocks() {
    return {.name = "fill_between_blocks",
            .group = "fill",
            .description = "Where two blocks (of one colour) face each other, the gap is filled",
            .variants = 60,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool many = palette.inks.size() > 2;
                const bool sameColour = many && random.chance(0.75);
                const bool ownColour = (sameColour || !many) && random.chance(0.4);
                const Rule rule{palette, sameColour, ownColour};
                const int directions = random.between(1, 3); // rows, columns, both
                const int most = random.between(2, 4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 3, 9); i > 0; --i) {
                        placeFreely(r, input,
                                    solidRectangle(r.between(1, most), r.between(1, most),
                                                   palette.any(r, 1)),
                                    palette.background);
                    }
                    Grid output = input;
                    uint64_t along = 0, across = 0;
                    if (!fillRows(input, output, rule, (directions & 1) != 0, along)) {
                        return std::nullopt;
                    }
                    const Grid turnedInput = applySymmetry(input, 6);
                    output = applySymmetry(output, 6);
                    if (!fillRows(turnedInput, output, rule, (directions & 2) != 0, across)) {
                        return std::nullopt;
                    }
                    return GridPair{input, applySymmetry(output, 6), along | across << 2};
                };
            }};
}

} // namespace ttt::synth
