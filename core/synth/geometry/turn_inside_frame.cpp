#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// A square texture whose rim is left alone while the inside is turned; or the other way round.
PairMaker turnInsideRim(const Palette& palette, int thickness, bool turnRim, int symmetry) {
    return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
        const int side = drawSide(r, limits, 2 * thickness + 3, 10);
        const Grid input = drawPattern(r, side, side, palette.background, palette.inksFrom(2));
        const Grid core = crop(input, boxOf(input).grown(-thickness));
        if (applySymmetry(core, symmetry) == core) return std::nullopt;
        Grid output = turnRim ? applySymmetry(input, symmetry) : input;
        paste(output, turnRim ? core : applySymmetry(core, symmetry), thickness, thickness);
        return GridPair{input, output};
    };
}

// Square frames in a canvas; a frame's colour says how its inside is turned.
PairMaker turnInsideFrames(const Palette& palette, const std::vector<int>& symmetries,
                           double noise) {
    return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
        Grid input = drawCanvas(r, limits, palette.background, 5);
        std::vector<std::pair<Box, int>> insides;
        uint64_t cases = 0;
        for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
            const int side =
                r.between(limits.maxSide >= 8 ? 3 : 2, std::clamp(limits.maxSide / 2 - 1, 3, 5));
            const int kind = r.below(static_cast<int>(symmetries.size()));
            const Grid content =
                drawPattern(r, side, side, palette.background, palette.inksFrom(2));
            const Grid frame = framed(content, palette.ink(kind));
            const auto spot = findFreeSpot(r, input, frame, palette.background);
            if (!spot) continue;
            paste(input, frame, *spot);
            insides.push_back({boxOf(frame, *spot).grown(-1), kind});
            cases |= symmetries.size() > 1 ? uint64_t{1} << kind : 0;
        }
        addNoise(r, input, palette.background, palette.any(r, 2), noise);
        Grid output = input;
        for (const auto& [box, kind] : insides) {
            const Grid content = crop(input, box);
            const Grid other = applySymmetry(content, symmetries[static_cast<size_t>(kind)]);
            if (other == content) return std::nullopt;
            paste(output, other, box.corner());
        }
        return GridPair{input, output, cases};
    };
}

} // namespace

RuleFamily turnInsideFrame() {
    return {.name = "turn_inside_frame",
            .group = "geometry",
            .description = "Only what lies inside a frame (or the rim) is turned, the rest stays",
            .variants = 77,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                std::vector<int> symmetries = random.permutation(kSymmetries - 1);
                for (int& symmetry : symmetries) ++symmetry;
                if (random.chance(0.35)) {
                    const int thickness = random.between(1, limits.maxSide >= 9 ? 2 : 1);
                    return turnInsideRim(palette, thickness, random.chance(0.3), symmetries[0]);
                }
                symmetries.resize(random.chance(0.6) ? 1 : 2);
                return turnInsideFrames(palette, symmetries, random.chance(0.6) ? 0 : 0.12);
            }};
}

} // namespace ttt::synth
