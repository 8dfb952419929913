#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum Kind : int { Copy, Turned, Other };

// Like the key, a turned or mirrored key that differs from it, or another shape.
Grid drawLike(Rng& random, const Grid& key, Kind kind, Colour colour) {
    Grid sprite = applySymmetry(key, kind == Turned ? random.between(1, kSymmetries - 1) : 0);
    while (kind == Other && sameShape(sprite, key, true)) {
        sprite = drawBlob(random, random.between(2, std::max(3, key.height())),
                          random.between(2, std::max(3, key.width())), 1);
    }
    return painted(sprite, colour);
}

} // namespace

// The key stands in a corner behind lines, or it is the one object of its colour.
RuleFamily markSameShape() {
    return {
        .name = "mark_same_shape",
        .group = "templates",
        .description = "Objects of the key's shape (perhaps turned) change colour",
        .variants = 20,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 5));
            const bool boxed = random.chance(0.5);
            const bool alsoTurned = random.chance(0.5);
            const bool vanish = random.chance(0.2); // the others go instead
            return turnedAtRandom(
                random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour mark = palette.ink(0);
                    Grid input = drawCanvas(r, limits, palette.background, 8);
                    const int most = std::min(4, limits.maxSide / 3 + 1);
                    const Grid key = drawRaggedBlob(r, r.between(2, most), r.between(2, most),
                                                    boxed ? palette.any(r, 1) : mark);
                    const auto home = findFreeSpot(r, input, key, palette.background);
                    const Cell at = boxed ? Cell{} : *home;
                    paste(input, key, at);
                    if (boxed) {
                        fillBox(input, {key.height(), 0, 1, key.width() + 1}, mark);
                        fillBox(input, {0, key.width(), key.height() + 1, 1}, mark);
                    }
                    uint64_t cases = 0;
                    Grid output = input;
                    for (int i = drawCount(r, limits, input, 3, 8); i > 0; --i) {
                        const Kind kind = static_cast<Kind>(r.below(3));
                        const Grid sprite = drawLike(r, key, kind, palette.any(r, 1));
                        const auto spot = findFreeSpot(r, input, sprite, palette.background);
                        if (!spot) continue;
                        paste(input, sprite, *spot);
                        const bool exact = sameShape(sprite, key, false);
                        const bool chosen = sameShape(sprite, key, alsoTurned);
                        cases |= uint64_t{1} << (exact ? Copy : kind == Turned ? Turned : Other);
                        if (vanish && !chosen) continue;
                        paste(output, chosen && !vanish ? painted(sprite, mark) : sprite, *spot);
                    }
                    return GridPair{input, output, cases};
                });
        }};
}

} // namespace ttt::synth
