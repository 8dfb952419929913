#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Exchange { Places, Colours, Shapes };

struct Couple {
    Grid first;
    Grid second;
};

// Two figures of equal box, other shape and colour; both reach the sides in their middle row.
std::optional<Couple> drawCouple(Rng& random, int side, const Palette& palette) {
    const Colour first = palette.any(random, 1), second = palette.any(random, 1);
    if (first == second) return std::nullopt;
    Couple couple{drawBlob(random, side, side, first), drawBlob(random, side, side, second)};
    fillBox(couple.first, {side / 2, 0, 1, side}, first);
    fillBox(couple.second, {side / 2, 0, 1, side}, second);
    if (painted(couple.first, second) == couple.second) return std::nullopt;
    return couple;
}

Couple exchanged(const Couple& couple, Exchange what) {
    if (what == Exchange::Places) return {couple.second, couple.first};
    const Colour first = colourAt(couple.first, leadCell(couple.first));
    const Colour second = colourAt(couple.second, leadCell(couple.second));
    if (what == Exchange::Colours) {
        return {painted(couple.first, second), painted(couple.second, first)};
    }
    return {painted(couple.second, first), painted(couple.first, second)};
}

// The two objects anywhere on the canvas, and after the exchange; nullopt if there is no room.
std::optional<GridPair> placed(Rng& random, const Grid& canvas, const Couple& before,
                               const Couple& after, Colour empty) {
    GridPair pair{canvas, canvas};
    const auto first = findFreeSpot(random, pair.input, before.first, empty);
    if (!first) return std::nullopt;
    paste(pair.input, before.first, *first);
    const auto second = findFreeSpot(random, pair.input, before.second, empty);
    if (!second) return std::nullopt;
    paste(pair.input, before.second, *second);
    paste(pair.output, after.first, *first);
    paste(pair.output, after.second, *second);
    return pair;
}

// The couple with a link of this colour between them.
Grid linked(const Couple& couple, int length, Colour link) {
    const int side = couple.first.height();
    Grid sprite(side, 2 * side + length, kClear);
    paste(sprite, couple.first);
    paste(sprite, couple.second, 0, side + length);
    fillBox(sprite, {side / 2, side, 1, length}, link);
    return sprite;
}

} // namespace

RuleFamily swapObjects() {
    return {.name = "swap_objects",
            .group = "move",
            .description = "Linked objects (or the two there are) swap places, colours or shapes",
            .variants = 9,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const Exchange what = static_cast<Exchange>(random.below(3));
                const bool link = random.chance(0.7);
                const bool keepLink = random.chance(0.6);
                const int side = limits.maxSide < 10 ? random.between(2, 3) : random.between(2, 4);
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, sides, empty, 7, link ? kMaxSide : 16);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int i = link ? drawCount(r, sides, input, 1, 5) : 1; i > 0; --i) {
                        const auto couple = drawCouple(r, side, palette);
                        if (!couple) continue;
                        const Couple after = exchanged(*couple, what);
                        if (!link) return placed(r, input, *couple, after, empty);
                        const int length = r.between(1, std::max(1, input.width() / 3));
                        const Colour between = keepLink ? palette.ink(0) : kClear;
                        const GridPair sprites =
                            turned(GridPair{linked(*couple, length, palette.ink(0)),
                                            linked(after, length, between)},
                                   r.chance(0.5) ? 6 : 0);
                        const auto spot = findFreeSpot(r, input, sprites.input, empty);
                        if (!spot) continue;
                        paste(input, sprites.input, *spot);
                        paste(output, sprites.output, *spot);
                        cases |= 1;
                    }
                    for (int i = link ? r.below(3) : 0; i > 0; --i) {
                        const Grid single = drawBlob(r, side, side, palette.any(r, 1));
                        const auto spot = findFreeSpot(r, input, single, empty);
                        if (!spot) break;
                        paste(input, single, *spot);
                        paste(output, single, *spot);
                        cases |= 2;
                    }
                    return GridPair{input, output, link ? cases : 0};
                };
            }};
}

} // namespace ttt::synth
