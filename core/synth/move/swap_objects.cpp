#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Exchange { Places, Colours, Shapes };

struct Couple {
    Grid first;
    Grid second;
};

Grid recoloured(const Grid& sprite, Colour colour) {
    ColourTable table = sameTable();
    std::fill_n(table.begin(), kColours, colour);
    return mapColours(sprite, table);
}

// Two figures of equal box, other shape and colour; both reach the sides in their middle row.
std::optional<Couple> drawCouple(Rng& r, int side, const Palette& palette) {
    const Colour first = palette.any(r, 1), second = palette.any(r, 1);
    if (first == second) return std::nullopt;
    Couple couple{drawBlob(r, side, side, first), drawBlob(r, side, side, second)};
    fillBox(couple.first, {side / 2, 0, 1, side}, first);
    fillBox(couple.second, {side / 2, 0, 1, side}, second);
    if (recoloured(couple.first, second) == couple.second) return std::nullopt;
    return couple;
}

Couple exchanged(const Couple& couple, Exchange what) {
    if (what == Exchange::Places) return {couple.second, couple.first};
    const auto colourOfMiddle = [](const Grid& sprite) {
        return sprite.at(sprite.height() / 2, 0);
    };
    const Colour first = colourOfMiddle(couple.first), second = colourOfMiddle(couple.second);
    if (what == Exchange::Colours) {
        return {recoloured(couple.first, second), recoloured(couple.second, first)};
    }
    return {recoloured(couple.second, first), recoloured(couple.first, second)};
}

// The couple with a link of this colour between them.
Grid linked(const Couple& couple, int length, Colour link) {
    const int side = couple.first.height();
    Grid sprite(side, 2 * side + length, kClear);
    paste(sprite, couple.first, 0, 0);
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
            .drawRule = [](Rng& random, const SynthLimits& most) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const Exchange what = static_cast<Exchange>(random.below(3));
                const bool link = random.chance(0.7);
                const bool keepLink = random.chance(0.6);
                const int side = most.maxSide < 10 ? random.between(2, 3) : random.between(2, 4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 7, link ? kMaxSide : 16);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int i = link ? drawCount(r, limits, input, 1, 5) : 1; i > 0; --i) {
                        const auto couple = drawCouple(r, side, palette);
                        if (!couple) continue;
                        const Couple after = exchanged(*couple, what);
                        if (!link) {
                            const auto a = findFreeSpot(r, input, empty, side, side);
                            if (!a) return std::nullopt;
                            paste(input, couple->first, a->row, a->column);
                            const auto b = findFreeSpot(r, input, empty, side, side);
                            if (!b) return std::nullopt;
                            paste(input, couple->second, b->row, b->column);
                            paste(output, after.first, a->row, a->column);
                            paste(output, after.second, b->row, b->column);
                            continue;
                        }
                        const int length = r.between(1, std::max(1, input.width() / 3));
                        const int turn = r.chance(0.5) ? 6 : 0;
                        const Grid sprite =
                            applySymmetry(linked(*couple, length, palette.ink(0)), turn);
                        const auto spot =
                            findFreeSpot(r, input, empty, sprite.height(), sprite.width());
                        if (!spot) continue;
                        const Colour between = keepLink ? palette.ink(0) : kClear;
                        paste(input, sprite, spot->row, spot->column);
                        paste(output, applySymmetry(linked(after, length, between), turn),
                              spot->row, spot->column);
                        cases |= 1;
                    }
                    for (int i = link ? r.below(3) : 0; i > 0; --i) {
                        const Grid single = drawBlob(r, side, side, palette.any(r, 1));
                        const auto spot = findFreeSpot(r, input, empty, side, side);
                        if (!spot) break;
                        paste(input, single, spot->row, spot->column);
                        paste(output, single, spot->row, spot->column);
                        cases |= 2;
                    }
                    return GridPair{input, output, link ? cases : 0};
                };
            }};
}

} // namespace ttt::synth
