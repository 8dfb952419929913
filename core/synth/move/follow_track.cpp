#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// A winding line of free cells that nowhere touches itself or anything else.
std::vector<Cell> drawTrack(Rng& random, const Grid& grid, Colour background, int most) {
    const auto start = findFreeSpot(random, grid, background, 1, 1);
    if (!start) return {};
    std::vector<Cell> track{*start};
    int direction = random.below(4);
    const auto isFree = [&](Cell cell) {
        if (!inside(grid, cell) || colourAt(grid, cell) != background) return false;
        const auto body = track.end() - std::min<std::ptrdiff_t>(2, std::ssize(track));
        return std::ranges::none_of(kSteps, [&](Cell step) {
            return colourOr(grid, cell + step, background) != background ||
                   std::find(track.begin(), body, cell + step) != body;
        });
    };
    for (int tries = 0; tries < 3 * most && std::ssize(track) < most; ++tries) {
        if (random.chance(0.35)) direction = (direction + (random.chance(0.5) ? 1 : 3)) % 4;
        const Cell next = track.back() + kSteps[static_cast<size_t>(direction)];
        if (isFree(next)) {
            track.push_back(next);
        } else {
            direction = random.below(4);
        }
    }
    return track;
}

} // namespace

RuleFamily followTrack() {
    return {.name = "follow_track",
            .group = "move",
            .description =
                "Trains of one to three cells run along their track, k cells or to its end",
            .variants = 12,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const int steps = random.chance(0.55) ? 0 : random.between(1, 4); // 0: to the end
                const bool trackStays = random.chance(0.7);
                const int longest = random.between(1, 3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    Grid output = input;
                    const int most = input.height() + input.width();
                    int trains = 0;
                    for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
                        const auto track = drawTrack(r, input, palette.background, most);
                        const int length = static_cast<int>(track.size());
                        const int cars = r.between(1, longest);
                        if (length < cars + std::max(3, steps)) continue;
                        for (const Cell cell : track) {
                            cellOf(input, cell) = palette.ink(0);
                            if (trackStays) cellOf(output, cell) = palette.ink(0);
                        }
                        const int way = steps == 0 ? length - cars : steps;
                        for (int car = 0; car < cars; ++car) {
                            const Colour colour = palette.any(r, 1);
                            cellOf(input, track[static_cast<size_t>(car)]) = colour;
                            cellOf(output, track[static_cast<size_t>(car + way)]) = colour;
                        }
                        ++trains;
                    }
                    if (trains == 0) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
