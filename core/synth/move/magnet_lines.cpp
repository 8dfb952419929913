#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

// Two border lines of different colours; dots fly to the line of their own colour.
RuleFamily magnetLines() {
    return {.name = "magnet_lines",
            .group = "move",
            .description = "Dots move next to the border line of their own colour; others vanish",
            .variants = 4,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool strangers = random.chance(0.3);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 5);
                        const int last = input.width() - 1;
                        fillBox(input, columnOf(input, 0), palette.ink(0));
                        fillBox(input, columnOf(input, last), palette.ink(1));
                        Grid output = input;
                        uint64_t cases = 0;
                        for (int i = 0; i < input.height(); ++i) {
                            if (!r.chance(0.45)) continue;
                            const int kind = r.below(strangers ? 3 : 2);
                            input.at(i, r.between(1, last - 1)) = palette.ink(kind);
                            cases |= uint64_t{1} << kind;
                            if (kind < 2) {
                                output.at(i, kind == 0 ? 1 : last - 1) = palette.ink(kind);
                            }
                        }
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
