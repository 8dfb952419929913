#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <array>

namespace ttt::synth {

namespace {

// The sizes of frame that an episode has: one, two and four cells inside, and one more.
std::array<Box, 4> drawFrames(Rng& random) {
    std::array<Box, 4> frames{Box{0, 0, 3, 3}, {0, 0, 3, 4}, {0, 0, 4, 4}, {0, 0, 3, 5}};
    if (random.chance(0.5)) std::swap(frames[1].height, frames[1].width);
    if (random.chance(0.5)) frames[3] = {0, 0, 4, 5};
    if (random.chance(0.5)) std::swap(frames[3].height, frames[3].width);
    return frames;
}

} // namespace

RuleFamily fillByArea() {
    return {.name = "fill_by_area",
            .group = "fill",
            .description = "Frames are filled with a colour that depends on the size of the inside",
            .variants = 300,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool byShape = random.chance(0.4); // square or not, instead of the area
                const int threshold = random.between(2, 4);
                const std::array<Box, 4> frames = drawFrames(random);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        const int size = r.below(4);
                        Box box = frames[static_cast<size_t>(size)];
                        const auto spot =
                            findFreeSpot(r, input, palette.background, box.height, box.width);
                        if (!spot) continue;
                        box.top = spot->row;
                        box.left = spot->column;
                        const int area = (box.height - 2) * (box.width - 2);
                        const bool second = byShape ? box.height != box.width : area < threshold;
                        cases |= uint64_t{1} << size;
                        fillBox(output, box, palette.ink(second ? 2 : 1));
                        outlineBox(output, box, palette.ink(0));
                        outlineBox(input, box, palette.ink(0));
                    }
                    if (!hasColour(output, palette.ink(1)) || !hasColour(output, palette.ink(2))) {
                        return std::nullopt;
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
