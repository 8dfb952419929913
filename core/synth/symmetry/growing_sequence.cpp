#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Kind { Bars, Squares, Gaps, Corners };

struct Growth {
    int first, step, apart;
};

// The k-th item: bars and squares grow along the columns, or the gaps between lines do. A corner
// is this box and the row to the left of its top.
Box itemBox(Kind kind, const Growth& growth, int k, int height) {
    const int size = growth.first + k * growth.step;
    const int before = k * growth.first + growth.step * k * (k - 1) / 2; // sum of earlier sizes
    switch (kind) {
    case Kind::Bars:
        return {height - size, k * growth.apart, size, 1};
    case Kind::Squares:
        return {height - size, before + k * growth.apart, size, size};
    case Kind::Gaps:
        return {0, before + k, height, 1};
    default:
        return {height - 1 - before - k, before + k, 1 + before + k, 1};
    }
}

// All items that have room; of corners, all that can be seen in part.
std::vector<Box> drawItems(Rng& random, Kind kind, const Grid& canvas) {
    const bool gaps = kind == Kind::Gaps || kind == Kind::Corners;
    const Growth growth{random.between(gaps ? 0 : 1, 2),
                        random.between(1, kind == Kind::Bars ? 3 : 2), random.between(1, 2)};
    std::vector<Box> items;
    for (int k = 0;; ++k) {
        const Box box = itemBox(kind, growth, k, canvas.height());
        const bool wide = box.left + box.width > canvas.width();
        const bool high = box.top < 0;
        if (kind == Kind::Corners ? wide && high : wide || high) return items;
        items.push_back(box);
    }
}

} // namespace

RuleFamily growingSequence() {
    return {
        .name = "growing_sequence",
        .group = "symmetry",
        .description = "Bars, squares, lines or corners whose sizes or gaps grow go on",
        .variants = 96,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Kind kind = static_cast<Kind>(random.below(4));
            const int cycle = random.between(1, kind == Kind::Squares ? 2 : 3);
            const Palette palette = drawPalette(random, cycle);
            const int least = std::max(kind == Kind::Squares ? 2 : 3, cycle);
            return turnedAtRandom(
                random,
                [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    std::vector<Box> items;
                    int count = 0;
                    for (int i = 0; i < 12 && count <= least; ++i) {
                        items = drawItems(r, kind, input);
                        count = static_cast<int>(items.size());
                    }
                    if (count <= least) return std::nullopt;
                    const int shown = r.between(least, std::min(count - 1, least + 2));
                    for (int k = 0; k < count; ++k) {
                        const Box box = items[static_cast<size_t>(k)];
                        for (Grid* grid : {&input, &output}) {
                            if (grid == &input && k >= shown) continue;
                            fillBox(*grid, box, palette.ink(k % cycle));
                            if (kind == Kind::Corners) {
                                fillBox(*grid, {box.top, 0, 1, box.left}, palette.ink(k % cycle));
                            }
                        }
                    }
                    return GridPair{input, output};
                },
                kSymmetries);
        }};
}

} // namespace ttt::synth
