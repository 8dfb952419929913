#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Whether the picture is itself made of blocks, so that its scale could be taken for another.
bool isMadeOfBlocks(const Grid& picture) {
    for (int k = 2; k <= std::min(picture.height(), picture.width()); ++k) {
        if (picture.height() % k != 0 || picture.width() % k != 0) continue;
        Grid small(picture.height() / k, picture.width() / k);
        for (int i = 0; i < small.height(); ++i) {
            for (int j = 0; j < small.width(); ++j) small.at(i, j) = picture.at(k * i, k * j);
        }
        if (upscale(small, k) == picture) return true;
    }
    return false;
}

Grid drawFigure(Rng& random, int most, Colour colour) {
    if (most >= 3 && random.chance(0.3)) return icon(random.below(kIcons), colour);
    const int height = random.between(2, most), width = random.between(2, most);
    return random.chance(0.3) ? drawMirroredBlob(random, height, width, colour)
                              : drawRaggedBlob(random, height, width, colour);
}

} // namespace

RuleFamily figureInNoise() {
    return {.name = "figure_in_noise",
            .group = "objects",
            .description = "The figure of k x k blocks among noise is cut out and scaled down",
            .variants = 8,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool noiseColour = palette.inks.size() == 2 && random.chance(0.6);
                const bool scaled = random.chance(0.75);
                const bool inNegative = random.chance(0.15);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 6);
                    const int side = std::min(input.height(), input.width());
                    const int scale = r.between(2, std::clamp(side / 4, 2, 5));
                    const int most = std::min(5, side / scale);
                    const Grid figure = drawFigure(r, most, palette.ink(0));
                    if (isMadeOfBlocks(figure)) return std::nullopt;
                    const Grid large = upscale(figure, scale);
                    const auto spot = findFreeSpot(r, input, large, empty, 0);
                    if (!spot) return std::nullopt;
                    paste(input, large, *spot);
                    const double share = 0.05 + 0.25 * r.uniform() * limits.difficulty;
                    for (size_t k = 1; k < palette.inks.size(); ++k) {
                        addNoise(r, input, empty, palette.inks[k],
                                 share / static_cast<double>(palette.inks.size() - 1));
                    }
                    for (const Colour ink : palette.inks) {
                        if (!hasColour(input, ink)) return std::nullopt;
                    }
                    ColourTable table = sameTable();
                    table[kClear] = empty;
                    table[palette.ink(0)] = palette.ink(noiseColour ? 1 : 0);
                    if (inNegative) std::swap(table[kClear], table[palette.ink(0)]);
                    return GridPair{input, mapColours(scaled ? figure : large, table)};
                };
            }};
}

} // namespace ttt::synth
