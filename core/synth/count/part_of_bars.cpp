#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

constexpr int kParts = 9;

// Whether cell `i` from the foot of a bar of `length` is of the part.
bool isOfPart(int part, int i, int length, int shortest) {
    switch (part) {
    case 0:
        return i < length / 2;
    case 1:
        return i >= length - length / 2;
    case 2:
        return i < (length + 1) / 2;
    case 3:
        return i >= length / 2;
    case 4:
        return i == length / 2 || i == (length - 1) / 2;
    case 5:
        return i % 2 == 0;
    case 6:
        return (length - i) % 2 == 1;
    case 7:
        return i < shortest;
    default:
        return i >= shortest;
    }
}

} // namespace

RuleFamily partOfBars() {
    return {
        .name = "part_of_bars",
        .group = "count",
        .description = "Half (the middle, every second cell, the common length) of bars changes",
        .variants = 144,
        .leastSide = 6,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 4));
            const int part = random.below(kParts);
            const bool goes = random.chance(0.2);
            const bool grounded = part >= 7 || random.chance(0.6);
            const int apart = random.between(1, 2);
            return turnedAtRandom(
                random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input(drawSide(r, limits, 5), drawSide(r, limits, 5), palette.background);
                    struct Bar {
                        int foot, column, length;
                    };
                    std::vector<Bar> bars;
                    uint64_t cases = 0;
                    for (int j = r.between(0, 1); j < input.width(); j += 1 + apart) {
                        const int length = r.between(part == 7 ? 1 : 2, input.height() - 1);
                        const int lift = grounded ? 0 : r.between(0, input.height() - length);
                        if (r.chance(0.15)) continue;
                        bars.push_back({input.height() - 1 - lift, j, length});
                        if (part < 7) cases |= uint64_t{1} << (length % 2);
                    }
                    if (bars.size() < 2) return std::nullopt;
                    const int shortest =
                        std::ranges::min_element(bars, [](const Bar& a, const Bar& b) {
                            return a.length < b.length;
                        })->length;
                    Grid output = input;
                    for (const auto& [foot, column, length] : bars) {
                        const Colour colour = palette.any(r, 1);
                        for (int i = 0; i < length; ++i) {
                            const bool changes = isOfPart(part, i, length, shortest);
                            input.at(foot - i, column) = colour;
                            output.at(foot - i, column) = !changes ? colour
                                                          : goes   ? palette.background
                                                                   : palette.ink(0);
                        }
                    }
                    return GridPair{input, output, cases};
                });
        }};
}

} // namespace ttt::synth
