#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Actions for rectangles come first, those for ragged objects after; the middle three suit both.
constexpr int kRectangleActions = 8;
constexpr int kFirstRaggedAction = 5;
constexpr int kActions = 11;

Grid changed(const Grid& sprite, int action, Colour colour) {
    const int height = sprite.height(), width = sprite.width();
    Grid result = sprite;
    switch (action) {
    case 0: // hollow
        fillBox(result, boxOf(sprite).grown(-1), kClear);
        break;
    case 1: // rim
        outlineBox(result, boxOf(sprite), colour);
        break;
    case 2: // core
        fillBox(result, boxOf(sprite).grown(-1), colour);
        break;
    case 3: // only the corners stay
        fillBox(result, {0, 1, height, width - 2}, kClear);
        fillBox(result, {1, 0, height - 2, width}, kClear);
        break;
    case 4: // chessboard
        for (const Cell cell : cellsOf(sprite)) {
            if ((cell.row + cell.column) % 2 != 0) cellOf(result, cell) = kClear;
        }
        break;
    case 5: // gone
        return Grid(height, width, kClear);
    case 6:
        return painted(sprite, colour);
    case 7: // nothing
        break;
    default: // half turn, mirrored left-right, mirrored top-bottom
        return applySymmetry(sprite, action == 8 ? 2 : action - 5);
    }
    return result;
}

// Which of the two programs an object has: by its colour, place or proportions; -1 if in doubt.
int programOf(int condition, const Component& object, const Grid& grid, Colour first) {
    const Box& box = object.box;
    if (condition == 0) return object.colour == first ? 0 : 1;
    if (condition == 1) return touchesBorder(grid, box) ? 0 : 1;
    if (condition == 2) return box.height == box.width ? -1 : (box.height < box.width ? 0 : 1);
    return box.height == box.width ? 0 : 1;
}

} // namespace

RuleFamily objectPrograms() {
    return {.name = "object_programs",
            .group = "local",
            .description = "Each object's colour, place or proportions say what is done to it",
            .variants = 400,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const bool ragged = random.chance(0.4);
                const int condition = random.below(ragged ? 3 : 4);
                const int first = ragged ? kFirstRaggedAction : 0;
                const std::vector<int> actions =
                    random.permutation(ragged ? kActions - first : kRectangleActions);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    const int most = std::clamp(input.height() / 3, 3, 6);
                    for (int i = drawCount(r, limits, input, 3, 7); i > 0; --i) {
                        const int height = r.between(ragged ? 2 : 3, most + 1);
                        const int width = condition == 3 && r.chance(0.5)
                                              ? height
                                              : r.between(ragged ? 2 : 3, most + 1);
                        const Colour colour = palette.any(r, 2);
                        placeFreely(r, input,
                                    ragged ? drawRaggedBlob(r, height, width, colour)
                                           : solidRectangle(height, width, colour),
                                    palette.background);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    const auto objects = findComponents(input, palette.background);
                    if (objects.size() < 2) return std::nullopt;
                    for (const auto& object : objects) {
                        const int program = programOf(condition, object, input, palette.ink(2));
                        if (program < 0) return std::nullopt;
                        const int action = first + actions[static_cast<size_t>(program)];
                        fillBox(output, object.box, palette.background);
                        const Grid sprite =
                            changed(spriteOf(input, object), action, palette.ink(program));
                        paste(output, sprite, object.box.corner());
                        cases |= uint64_t{1} << program;
                    }
                    if (contentBox(output, palette.background).area() == 0) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
