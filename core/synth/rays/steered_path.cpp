#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

#include <algorithm>
#include <bit>

namespace ttt::synth {

// The first row lists the steps that lead on from the dot; each colour has its direction.
RuleFamily steeredPath() {
    return {.name = "steered_path",
            .group = "rays",
            .description = "A list of colours at the rim tells the steps of the path from the dot",
            .variants = 300,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const std::vector<int> directions = random.permutation(4);
                // Two opposite steps alone make no path.
                const bool opposite = (directions[0] + directions[1]) % 2 == 0;
                const int codes = random.between(opposite ? 3 : 2, 4);
                const int length = random.between(1, 2);
                const bool codeColours = random.chance(0.6);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 7);
                        Cell cell{r.between(2, input.height() - 1), r.below(input.width())};
                        cellOf(input, cell) = palette.ink(0);
                        Grid output = input;
                        uint64_t cases = 0;
                        int steps = 0;
                        const int wanted = r.between(3, std::min(input.width(), 12));
                        for (int tries = 0; tries < 60 && steps < wanted; ++tries) {
                            const int code = r.below(codes);
                            const Cell step =
                                kSteps[static_cast<size_t>(directions[static_cast<size_t>(code)])];
                            bool isFree = true;
                            for (int k = 1; k <= length; ++k) {
                                const Cell at = cell + k * step;
                                isFree = isFree && at.row >= 2 &&
                                         colourOr(output, at, kClear) == palette.background;
                            }
                            if (!isFree) continue;
                            drawSegment(output, cell + step, cell + length * step,
                                        palette.ink(codeColours ? code + 1 : 0));
                            cell = cell + length * step;
                            input.at(0, steps) = output.at(0, steps) = palette.ink(code + 1);
                            cases |= uint64_t{1} << code;
                            ++steps;
                        }
                        if (steps < 3 || std::popcount(cases) < 2) return std::nullopt;
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
