#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

namespace ttt::synth {

RuleFamily raysByWall() {
    return {.name = "rays_by_wall",
            .group = "rays",
            .description =
                "The colour of a dot says if it shoots to the wall, away from it, or stays",
            .variants = 40,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                // To the wall, away from it, both ways, nothing.
                const std::vector<int> actions = random.permutation(4);
                const int kinds = random.between(2, 3);
                const bool ownColour = random.chance(0.65);
                const bool wallMayTurn = random.chance(0.4);
                const int symmetry = random.chance(0.5) ? 6 : 0;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    const int wall =
                        r.chance(0.2) ? input.height() - 1 : r.between(2, input.height() - 3);
                    fillBox(input, rowOf(input, wall), palette.ink(0));
                    Grid output = input;
                    uint64_t cases = 0, clear = 0;
                    for (int j = 0; j < input.width(); ++j) {
                        for (const int down : {-1, 1}) { // the way to the wall
                            const int low = down > 0 ? 0 : wall + 1;
                            const int high = down > 0 ? wall - 1 : input.height() - 1;
                            if (high < low || r.chance(0.65)) continue;
                            const Cell dot{r.between(low, high), j};
                            const int kind = r.below(kinds);
                            const int action = actions[static_cast<size_t>(kind)];
                            const Colour colour = palette.ink(kind + 1);
                            cellOf(input, dot) = cellOf(output, dot) = colour;
                            cases |= uint64_t{1} << kind;
                            // Next to the wall or the border an action may go unseen.
                            if (dot.row > low && dot.row < high) clear |= uint64_t{1} << kind;
                            const Colour ray = ownColour ? colour : palette.ink(4);
                            if (action == 0 || action == 2) {
                                shootRay(output, dot, {down, 0}, palette.background, ray);
                            }
                            if (action == 1 || action == 2) {
                                shootRay(output, dot, {-down, 0}, palette.background, ray);
                            }
                        }
                    }
                    if (cases != clear) return std::nullopt;
                    const int turn = wallMayTurn ? 6 * r.below(2) : symmetry;
                    return turned(GridPair{input, output, cases}, turn);
                };
            }};
}

} // namespace ttt::synth
