#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// All columns between the first and the last are alike, so that the bar can be made longer.
Grid drawBar(int kind, int height, int width, Colour outer, Colour inner) {
    Grid bar = solidRectangle(height, width, outer);
    if (kind == 1) fillBox(bar, {1, 1, height - 2, width - 2}, inner);
    if (kind == 2) fillBox(bar, {0, 1, height, width - 2}, inner);
    if (kind == 3) fillBox(bar, {height / 2, 0, 1, width}, inner);
    return bar;
}

Grid stretched(const Grid& bar, int width) {
    std::vector<int> columns(static_cast<size_t>(width), 1);
    columns.front() = 0;
    columns.back() = bar.width() - 1;
    return selectColumns(bar, columns);
}

} // namespace

// One rectangle a strip, its marker in the same strip at one side of it.
RuleFamily stretchToMarker() {
    return {
        .name = "stretch_to_marker",
        .group = "move",
        .description = "Rectangles are stretched towards their marker dot, over or up to it",
        .variants = 8,
        .leastSide = 6,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(3, 5));
            const int kind = random.below(4); // solid, frame with core, capped, striped
            const bool overMarker = random.chance(0.6);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                Grid input = drawCanvas(r, limits, palette.background, 6);
                Grid output = input;
                const int last = input.width() - 1;
                const int least = kind == 1 ? 3 : 2;
                int top = r.below(2), bars = 0;
                while (top + least <= input.height() && bars < 4) {
                    const int height = r.between(least, std::min(least + 2, input.height() - top));
                    const int width = r.between(3, std::max(3, last / 2));
                    const Colour outer = palette.any(r, 1);
                    const Colour inner = palette.any(r, 1);
                    if (kind > 0 && inner == outer) return std::nullopt;
                    const int left = r.between(0, last - width - 1);
                    const Grid bar = drawBar(kind, height, width, outer, inner);
                    const int reach = r.between(left + width + 1, last);
                    Grid strip(height, input.width(), palette.background);
                    strip.at(r.below(height), reach) = palette.ink(0);
                    const bool marked = bars == 0 || r.chance(0.75);
                    if (!marked) strip = Grid(height, input.width(), palette.background);
                    Grid after = strip;
                    paste(strip, bar, 0, left);
                    paste(after, marked ? stretched(bar, reach - left + (overMarker ? 1 : 0)) : bar,
                          0, left);
                    const int side = r.chance(0.5) ? 4 : 0;
                    paste(input, applySymmetry(strip, side), top, 0);
                    paste(output, applySymmetry(after, side), top, 0);
                    top += height + r.between(1, 1 + input.height() / 4);
                    ++bars;
                }
                return turned(GridPair{input, output}, 6 * r.below(2));
            };
        }};
}

} // namespace ttt::synth
