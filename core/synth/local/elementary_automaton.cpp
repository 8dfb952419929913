#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

// Wolfram's one-dimensional automata of two states, grown down from the first row; cells beyond
// the border are empty.
RuleFamily elementaryAutomaton() {
    return {.name = "elementary_automaton",
            .group = "local",
            .description = "Each row follows from the one above by a fixed three-cell rule",
            .variants = 60,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                static const std::vector<int> kRules{90, 18,  22,  26,  30,  50,  54,  60,  62,
                                                     94, 102, 110, 122, 126, 150, 158, 182, 250};
                const Palette palette = drawPalette(random, 2);
                const int rule = random.pick(kRules);
                const bool ownColour = random.chance(0.6);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 5);
                        for (int k = r.between(1, 1 + input.width() / 5); k > 0; --k) {
                            input.at(0, r.below(input.width())) = palette.ink(0);
                        }
                        Grid output = input;
                        for (int i = 1; i < input.height(); ++i) {
                            for (int j = 0; j < input.width(); ++j) {
                                int key = 0;
                                for (int side = -1; side <= 1; ++side) {
                                    const Colour above =
                                        colourOr(output, {i - 1, j + side}, palette.background);
                                    key = 2 * key + (above != palette.background ? 1 : 0);
                                }
                                if ((rule >> key) & 1) {
                                    output.at(i, j) = palette.ink(ownColour ? 0 : 1);
                                }
                            }
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
