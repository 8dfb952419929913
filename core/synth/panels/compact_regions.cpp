#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Look { Table, RaggedStripes, Holed };

// Where each of `parts` parts begins, and the end; every part is at least `least` long.
std::vector<int> drawCuts(Rng& random, int length, int parts, int least) {
    std::vector<int> cuts{0, length - parts * least};
    for (int k = 1; k < parts; ++k) cuts.push_back(random.between(0, length - parts * least));
    std::ranges::sort(cuts);
    for (size_t k = 0; k < cuts.size(); ++k) cuts[k] += least * static_cast<int>(k);
    return cuts;
}

// A table of colours, no two neighbours alike.
Grid drawPlan(Rng& random, int rows, int columns, const Palette& palette) {
    Grid plan(rows, columns, palette.background);
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < columns; ++j) {
            do {
                plan.at(i, j) = palette.any(random);
            } while ((i > 0 && plan.at(i, j) == plan.at(i - 1, j)) ||
                     (j > 0 && plan.at(i, j) == plan.at(i, j - 1)));
        }
    }
    return plan;
}

} // namespace

RuleFamily compactRegions() {
    return {.name = "compact_regions",
            .group = "panels",
            .description = "Uneven (ragged, holed) colour regions become one cell each",
            .variants = 4,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const Look look = static_cast<Look>(random.below(3));
                const bool margin = look == Look::Table && random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int least = look == Look::Table ? 2 : look == Look::Holed ? 4 : 3;
                    const int height = drawSide(r, limits, 6);
                    const int width = drawSide(r, limits, 7);
                    const int rows = look == Look::RaggedStripes
                                         ? 1
                                         : r.between(1, std::min(5, (height - 2) / least));
                    const int columns =
                        r.between(rows == 1 ? 2 : 1, std::max(2, std::min(5, (width - 2) / least)));
                    if (rows * columns < (limits.maxSide < 10 ? 2 : 3)) return std::nullopt;
                    const Box area{margin ? 1 : 0, margin ? 1 : 0, height - (margin ? 2 : 0),
                                   width - (margin ? 2 : 0)};
                    if (columns * least > area.width) return std::nullopt;
                    const Grid plan = drawPlan(r, rows, columns, palette);
                    const std::vector<int> down = drawCuts(r, area.height, rows, least);
                    const std::vector<int> across = drawCuts(r, area.width, columns, least);
                    Grid input(height, width, palette.background);
                    for (int y = 0; y < area.height; ++y) {
                        std::vector<int> cuts = across;
                        for (size_t k = 1; k + 1 < cuts.size(); ++k) {
                            if (look == Look::RaggedStripes) cuts[k] += r.between(-1, 1);
                        }
                        const auto after = std::ranges::upper_bound(down, y);
                        const int i = static_cast<int>(after - down.begin()) - 1;
                        for (int x = 0; x < area.width; ++x) {
                            const auto next = std::ranges::upper_bound(cuts, x);
                            const int j = static_cast<int>(next - cuts.begin()) - 1;
                            const bool hole =
                                look == Look::Holed &&
                                (r.chance(0.25) || (i > 0 && y == down[static_cast<size_t>(i)]) ||
                                 (j > 0 && x == across[static_cast<size_t>(j)]));
                            if (!hole) input.at(area.top + y, area.left + x) = plan.at(i, j);
                        }
                    }
                    return turned(GridPair{input, plan}, r.chance(0.5) ? 6 : 0);
                };
            }};
}

} // namespace ttt::synth
