#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

namespace {

// Colours in a row of cells that begins at `start`; they go on as a cycle, or to and fro.
struct Bar {
    Cell start;
    Cell step;
    std::vector<Colour> colours;
};

void paintBar(Grid& grid, const Bar& bar, int first, int last, bool toAndFro) {
    const int length = static_cast<int>(bar.colours.size());
    const int period = toAndFro ? 2 * (length - 1) : length;
    for (int i = first; i <= last; ++i) {
        const Cell cell = bar.start + i * bar.step;
        if (!inside(grid, cell)) continue;
        const int at = (i % period + period) % period;
        cellOf(grid, cell) = bar.colours[static_cast<size_t>(at < length ? at : period - at)];
    }
}

std::vector<Bar> drawParallelBars(Rng& random, const Grid& canvas, Cell step,
                                  std::vector<Colour> colours) {
    const int reach = static_cast<int>(colours.size()) - 1;
    std::vector<Bar> bars;
    std::vector<int> taken;
    for (int i = random.between(1, 3); i > 0; --i) {
        const Cell start{random.between(0, canvas.height() - 1 - reach * step.row),
                         random.between(0, canvas.width() - 1 - reach * step.column)};
        const int line = start.row - step.row * start.column;
        const bool near =
            std::ranges::any_of(taken, [&](int other) { return std::abs(other - line) < 2; });
        if (near) continue;
        taken.push_back(line);
        random.shuffle(colours);
        bars.push_back({start, step, colours});
    }
    return bars;
}

// Two bars of the same colours, which cross in a cell of both.
std::vector<Bar> drawCross(Rng& random, const Grid& canvas, Cell step,
                           std::vector<Colour> colours) {
    const int reach = static_cast<int>(colours.size()) - 1;
    const Cell centre{random.between(reach, canvas.height() - 1 - reach),
                      random.between(reach, canvas.width() - 1 - reach)};
    const Colour shared = random.pick(colours);
    std::vector<Bar> bars;
    for (const Cell along : {step, Cell{step.column, -step.row}}) {
        random.shuffle(colours);
        const auto at = std::ranges::find(colours, shared) - colours.begin();
        bars.push_back({centre - static_cast<int>(at) * along, along, colours});
    }
    return bars;
}

} // namespace

RuleFamily extendCrossCycle() {
    return {.name = "extend_cross_cycle",
            .group = "rays",
            .description = "Bars or crosses of colours go on to the border in their cycle",
            .variants = 40,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const Cell step{random.chance(0.4) ? 1 : 0, 1};
                const bool crossing = random.chance(0.5);
                const bool bothWays = random.chance(0.7);
                const bool toAndFro = random.chance(0.35);
                const bool two = !toAndFro && random.chance(0.3);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 7);
                        const int length = two ? 2 : r.between(3, limits.maxSide >= 10 ? 4 : 3);
                        std::vector<Colour> colours = palette.inks;
                        r.shuffle(colours);
                        colours.resize(static_cast<size_t>(length));
                        Grid output = input;
                        for (const Bar& bar : crossing
                                                  ? drawCross(r, input, step, colours)
                                                  : drawParallelBars(r, input, step, colours)) {
                            paintBar(input, bar, 0, length - 1, toAndFro);
                            paintBar(output, bar, bothWays ? -kMaxSide : 0, kMaxSide, toAndFro);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
