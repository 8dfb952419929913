#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

int coloursIn(const Grid& sprite) {
    const auto counts = countColours(sprite);
    return static_cast<int>(
        std::count_if(counts.begin(), counts.end(), [](int count) { return count > 0; }));
}

// A figure in one colour with specks of a few others, the mark colour among them.
Grid drawSpeckled(Rng& r, const Palette& palette, int most) {
    const Colour base = palette.any(r, 1);
    const int height = r.between(2, most);
    const int width = r.between(2, most);
    Grid sprite = r.chance(0.5) ? drawBlob(r, height, width, base) : Grid(height, width, base);
    std::vector<Colour> specks{palette.ink(0)};
    for (int i = r.below(3); i > 0; --i) specks.push_back(palette.any(r));
    const double share = 0.15 + 0.4 * r.uniform();
    for (int i = 0; i < sprite.height(); ++i) {
        for (int j = 0; j < sprite.width(); ++j) {
            if (sprite.at(i, j) != kClear && r.chance(share)) sprite.at(i, j) = r.pick(specks);
        }
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
                std::vector<int> scores;
                for (const auto& object : objects) {
                    const Grid sprite = spriteOf(input, object);
                    scores.push_back(variety ? coloursIn(sprite) : countOf(sprite, palette.ink(0)));
                }
                if (scores.size() < 2) return std::nullopt;
                const auto best = most ? std::max_element(scores.begin(), scores.end())
                                       : std::min_element(scores.begin(), scores.end());
                if (std::count(scores.begin(), scores.end(), *best) != 1) return std::nullopt;
                const Component& chosen = objects[static_cast<size_t>(best - scores.begin())];
                const Grid sprite = spriteOf(input, chosen);
                if (!alone) return GridPair{input, replaceColour(sprite, kClear, empty)};
                Grid output(input.height(), input.width(), empty);
                paste(output, sprite, chosen.box.top, chosen.box.left);
                return GridPair{input, output};
            };
        }};
}

} // namespace ttt::synth
