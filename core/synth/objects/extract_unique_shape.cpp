#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Result { CutOut, Alone, Recoloured };

} // namespace

RuleFamily extractUniqueShape() {
    return {.name = "extract_unique_shape",
            .group = "objects",
            .description =
                "The object whose shape no other has is cut out, kept alone or recoloured",
            .variants = 11,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool turns = random.chance(0.5);
                const bool several = random.chance(0.4); // the others have two shapes
                const Result result = static_cast<Result>(random.below(3));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 8);
                    const int most = input.area() < 100 ? 3 : 4;
                    std::vector<Grid> shapes;
                    for (int kind = 0; kind < (several ? 3 : 2); ++kind) {
                        shapes.push_back(drawBlob(r, r.between(2, most), r.between(2, 3), 0));
                    }
                    for (size_t kind = 0; kind < shapes.size(); ++kind) {
                        for (int copies = kind == 0 ? 1 : r.between(2, 4); copies > 0; --copies) {
                            Grid sprite = painted(shapes[kind], palette.any(r, 1));
                            if (turns) sprite = applySymmetry(sprite, r.below(kSymmetries));
                            placeFreely(r, input, sprite, empty);
                        }
                    }
                    const auto objects = findComponents(input, empty);
                    std::vector<Grid> sprites;
                    for (const auto& object : objects) sprites.push_back(spriteOf(input, object));
                    const Component* odd = nullptr;
                    for (size_t i = 0; i < objects.size(); ++i) {
                        const auto copies = std::ranges::count_if(sprites, [&](const Grid& other) {
                            return sameShape(sprites[i], other, true);
                        });
                        if (copies == 1 && odd != nullptr) return std::nullopt;
                        if (copies == 1) odd = &objects[i];
                    }
                    if (odd == nullptr || objects.size() < 3) return std::nullopt;
                    if (result == Result::CutOut)
                        return GridPair{input, cutOut(input, *odd, empty)};
                    if (result == Result::Alone)
                        return GridPair{input, keptAlone(input, *odd, empty)};
                    Grid output = input;
                    paint(output, *odd, palette.ink(0));
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
