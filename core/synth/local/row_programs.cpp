#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

// The first cell of a row says what happens to the row: mirrored, filled, emptied, shifted.
RuleFamily rowPrograms() {
    return {.name = "row_programs",
            .group = "local",
            .description = "The colour at the start of each row tells what is done to the row",
            .variants = 500,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const std::vector<int> actions = random.permutation(4);
                const int codes = random.between(2, 3);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input(drawSide(r, limits, 3), drawSide(r, limits, 5),
                                   palette.background);
                        Grid output = input;
                        uint64_t cases = 0;
                        for (int i = 0; i < input.height(); ++i) {
                            const int code = r.below(codes);
                            const Grid row = drawPattern(r, 1, input.width() - 1,
                                                         palette.background, {palette.ink(3)});
                            Grid changed = row;
                            const int width = row.width();
                            switch (actions[static_cast<size_t>(code)]) {
                            case 0:
                                changed = applySymmetry(row, 4);
                                break;
                            case 1:
                                changed = Grid(1, width, palette.ink(code));
                                break;
                            case 2:
                                changed = replaceColour(row, palette.ink(3), palette.ink(code));
                                break;
                            default: {
                                changed = Grid(1, width, palette.background);
                                fillBox(changed, {0, 0, 1, countOf(row, palette.ink(3))},
                                        palette.ink(3));
                            }
                            }
                            input.at(i, 0) = output.at(i, 0) = palette.ink(code);
                            paste(input, row, i, 1);
                            paste(output, changed, i, 1);
                            cases |= uint64_t{1} << code;
                        }
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
