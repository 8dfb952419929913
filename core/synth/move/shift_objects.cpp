#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily shiftObjects() {
    return {.name = "shift_objects",
            .group = "move",
            .description = "Objects of one colour move a fixed number of cells, the others stay",
            .variants = 24,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 3));
                const Cell step{random.between(-2, 2), random.between(-2, 2)};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    int moved = 0;
                    for (int i = drawCount(r, limits, input, 1, 7); i > 0; --i) {
                        const Colour colour = palette.any(r);
                        const Grid sprite = drawShape(r, 3, colour);
                        const bool moves = colour == palette.ink(0);
                        const auto spot = findFreeSpot(r, input, palette.background,
                                                       sprite.height(), sprite.width());
                        if (!spot) continue;
                        const Cell goal = moves ? *spot + step : *spot;
                        const Box box{goal.row, goal.column, sprite.height(), sprite.width()};
                        if (goal.row < 0 || goal.column < 0 ||
                            goal.row + box.height > input.height() ||
                            goal.column + box.width > input.width()) {
                            continue;
                        }
                        const Grid target = crop(output, box);
                        if (countOf(target, palette.background) != box.area()) continue;
                        paste(input, sprite, spot->row, spot->column);
                        paste(output, sprite, goal.row, goal.column);
                        moved += moves ? 1 : 0;
                    }
                    if (moved == 0) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
