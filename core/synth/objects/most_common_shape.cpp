#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>
#include <map>

namespace ttt::synth {

namespace {

// Figures of a few shapes in random order; one shape occurs most (least) often.
std::vector<Grid> drawFigures(Rng& random, const Palette& palette, int side, bool oneColour,
                              bool least) {
    const int most = side < 9 ? 2 : 3;
    const size_t kinds = static_cast<size_t>(random.between(2, side < 11 ? 3 : 4));
    const int top = random.between(2, std::max(3, side / 4));
    const std::vector<int> inks = random.permutation(static_cast<int>(palette.inks.size()));
    std::vector<Grid> shapes, figures;
    for (int i = 0; i < 20 && shapes.size() < kinds; ++i) {
        const Grid shape =
            most == 3 && random.chance(0.6)
                ? icon(random.below(kIcons), 1)
                : drawBlob(random, random.between(1, most), random.between(2, most), 1);
        if (std::ranges::find(shapes, shape) != shapes.end()) continue;
        const bool chosen = shapes.empty();
        const int ink = oneColour ? 0 : inks[shapes.size()];
        const int count = chosen == least ? random.between(1, top - 1) : top;
        figures.insert(figures.end(), static_cast<size_t>(count), painted(shape, palette.ink(ink)));
        shapes.push_back(shape);
    }
    random.shuffle(figures);
    return figures;
}

} // namespace

RuleFamily mostCommonShape() {
    return {.name = "most_common_shape",
            .group = "objects",
            .description = "The shape that occurs most (least) often is output, or alone is kept",
            .variants = 8,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const bool oneColour = random.chance(0.4);
                const bool least = random.chance(0.3);
                const bool inPlace = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 8);
                    const int side = std::min(input.height(), input.width());
                    for (const Grid& figure : drawFigures(r, palette, side, oneColour, least)) {
                        placeFreely(r, input, figure, palette.background);
                    }
                    // Not all may have found room: count what there is.
                    const auto objects =
                        findComponents(input, palette.background, Connect::Diagonal);
                    std::map<Grid, int> counts;
                    for (const auto& object : objects) ++counts[spriteOf(input, object)];
                    std::vector<std::pair<int, Grid>> order;
                    for (const auto& [shape, count] : counts) order.push_back({count, shape});
                    std::ranges::sort(order);
                    if (!least) std::ranges::reverse(order);
                    if (order.size() < 2 || order[0].first == order[1].first) return std::nullopt;
                    const Grid& chosen = order[0].second;
                    if (!inPlace) {
                        return GridPair{input, replaceColour(chosen, kClear, palette.background)};
                    }
                    Grid output = input;
                    for (const auto& object : objects) {
                        if (spriteOf(input, object) != chosen) {
                            paint(output, object, palette.background);
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
