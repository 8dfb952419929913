#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Lets all objects that nothing holds fall by a cell; false if everything lies. Things that hold
// are the border and cells of the colour `fixed`.
bool fallOnce(std::vector<Component>& objects, Grid held, Colour fixed) {
    std::vector<bool> lies(objects.size(), false);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < objects.size(); ++i) {
            const auto& cells = objects[i].cells;
            if (lies[i] || std::ranges::none_of(cells, [&](Cell cell) {
                    return colourOr(held, cell + kSteps[2], fixed) == fixed;
                })) {
                continue;
            }
            lies[i] = true;
            changed = true;
            paint(held, objects[i], fixed);
        }
    }
    for (size_t i = 0; i < objects.size(); ++i) {
        if (lies[i]) continue;
        for (Cell& cell : objects[i].cells) ++cell.row;
    }
    return std::ranges::find(lies, false) != lies.end();
}

// Uneven ground with slots and humps, or shelves in the air.
void drawGround(Rng& random, Grid& canvas, Colour background, Colour colour, bool shelves) {
    if (shelves) {
        for (int i = random.between(1, 1 + canvas.width() / 6); i > 0; --i) {
            placeFreely(random, canvas, Grid(1, random.between(2, 4), colour), background);
        }
        return;
    }
    const int most = std::max(1, canvas.height() / 4);
    for (int column = 0; column < canvas.width();) {
        const int width = random.between(1, 3);
        const int height = random.between(0, most);
        fillBox(canvas, {canvas.height() - height, column, height, width}, colour);
        column += width;
    }
}

} // namespace

RuleFamily rigidFall() {
    return {.name = "rigid_fall",
            .group = "move",
            .description = "Whole objects fall and keep their shape; the ground's colour stays",
            .variants = 12,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int ground = random.below(3); // none, uneven, shelves
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        if (ground > 0) {
                            drawGround(r, input, palette.background, palette.ink(0), ground == 2);
                        }
                        Grid output = input;
                        for (int i = drawCount(r, limits, input, 2, 8); i > 0; --i) {
                            placeFreely(r, input, drawShape(r, r.between(1, 4), palette.any(r, 1)),
                                        palette.background);
                        }
                        auto objects = findComponents(input, palette.background, Connect::Diagonal);
                        std::erase_if(objects, [&](const Component& object) {
                            return object.colour == palette.ink(0);
                        });
                        const Grid held = output;
                        while (fallOnce(objects, held, palette.ink(0))) {
                        }
                        for (const auto& object : objects) paint(output, object, object.colour);
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
