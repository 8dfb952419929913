#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Pad { Repeat, Wrap, Mirror };

// Which cell of a line of `length` cells is repeated at `place`, perhaps beyond the line's ends.
int sourceOf(Pad pad, int place, int length) {
    if (pad == Pad::Repeat) return std::clamp(place, 0, length - 1);
    if (pad == Pad::Wrap) return (place + length) % length;
    return place < 0 ? -1 - place : place < length ? place : 2 * length - 1 - place;
}

} // namespace

RuleFamily padByEdges() {
    return {.name = "pad_by_edges",
            .group = "geometry",
            .description = "The picture grows a margin of its edge cells (repeat, wrap, mirror)",
            .variants = 36,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const Pad pad = static_cast<Pad>(random.below(3));
                const int by = random.between(1, limits.maxSide >= 10 ? 3 : limits.maxSide / 4);
                const int which = random.between(1, 4); // rows, columns, both
                const bool cornersFree = which >= 3 && random.chance(0.4);
                const bool full = random.chance(0.4);
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const int most = std::min(14, sides.maxSide - 2 * by);
                    const int height = drawSide(r, sides, std::max(2, by), most);
                    const int width = drawSide(r, sides, std::max(2, by), most);
                    const Grid input =
                        full ? drawMosaic(r, height, width, palette.inks)
                             : drawPattern(r, height, width, palette.background, palette.inks);
                    const int down = which == 2 ? 0 : by;
                    const int across = which == 1 ? 0 : by;
                    Grid output(height + 2 * down, width + 2 * across, palette.background);
                    for (int i = -down; i < height + down; ++i) {
                        for (int j = -across; j < width + across; ++j) {
                            const bool corner = (i < 0 || i >= height) && (j < 0 || j >= width);
                            if (corner && cornersFree) continue;
                            output.at(i + down, j + across) =
                                input.at(sourceOf(pad, i, height), sourceOf(pad, j, width));
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
