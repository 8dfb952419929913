#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

int coloursIn(const Grid& sprite) {
    const auto counts = countColours(sprite);
    return static_cast<int>(std::ranges::count_if(counts, [](int count) { return count > 0; }));
}

// A figure in one colour with specks of a few others, the mark colour among them.
Grid drawSpeckled(Rng& random, const Palette& palette, int most) {
    const Colour base = palette.any(random, 1);
    const int height = random.between(2, most);
    const int width = random.between(2, most);
    Grid sprite =
        random.chance(0.5) ? drawBlob(random, height, width, base) : Grid(height, width, base);
    std::vector<Colour> specks{palette.ink(0)};
    for (int i = random.below(3); i > 0; --i) specks.push_back(palette.any(random));
    const double share = 0.15 + 0.4 * random.uniform();
    for (const Cell cell : cellsOf(sprite)) {
        Colour& colour = cellOf(sprite, cell);
        if (colour != kClear && random.chance(share)) colour = random.pick(specks);
    }
    return sprite;
}

} // namespace

RuleFamily extractByContent() {
    return {
        .name = "extract_by_content",
        .group = "objects",
        .description = "The object with the most (fewest) cells of a colour, or the most colours",
        .variants = 40,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(3, 5));
            const bool variety = random.chance(0.35);
            const bool most = random.chance(0.7);
            const bool alone = random.chance(0.4);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                Grid input = drawCanvas(r, limits, empty, 8);
                for (int i = drawCount(r, limits, input, 3, 6); i > 0; --i) {
                    placeFreely(r, input, drawSpeckled(r, palette, input.area() < 100 ? 3 : 5),
                                empty);
                }
                const auto objects =
                    findComponents(input, empty, Connect::Diagonal, Mix::AnyColours);
                const Component* chosen = soleExtreme(objects, most, [&](const Component& object) {
                    const Grid sprite = spriteOf(input, object);
                    return variety ? coloursIn(sprite) : countOf(sprite, palette.ink(0));
                });
                if (chosen == nullptr) return std::nullopt;
                return GridPair{input, alone ? keptAlone(input, *chosen, empty)
                                             : cutOut(input, *chosen, empty)};
            };
        }};
}

} // namespace ttt::synth
