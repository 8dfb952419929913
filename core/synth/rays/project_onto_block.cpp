#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Style { Mark, MarkAndLeave, Beside, LineUpTo, LineThrough };

// False where another dot stands in the way or has painted one of the cells.
bool project(const Grid& input, Grid& output, Box block, Cell dot, Cell step, Style style) {
    std::vector<Cell> before;
    std::vector<Cell> within;
    for (Cell cell = dot + step; !block.contains(cell); cell = cell + step) before.push_back(cell);
    for (Cell cell = before.back() + step; block.contains(cell); cell = cell + step) {
        within.push_back(cell);
    }
    const auto isLike = [&](const Grid& grid, const std::vector<Cell>& cells) {
        return std::ranges::all_of(
            cells, [&](Cell cell) { return colourAt(grid, cell) == colourAt(input, cells[0]); });
    };
    std::vector<Cell> targets = style == Style::LineUpTo      ? before
                                : style == Style::LineThrough ? within
                                : style == Style::Beside      ? std::vector<Cell>{before.back()}
                                                              : std::vector<Cell>{within.front()};
    if (!isLike(input, before) || !isLike(output, targets)) return false;
    for (const Cell cell : targets) cellOf(output, cell) = colourAt(input, dot);
    if (style == Style::MarkAndLeave) cellOf(output, dot) = colourAt(input, before[0]);
    return true;
}

// More than half of the dots in line with the block, the others anywhere.
void drawDots(Rng& random, Grid& input, const Palette& palette, Box block) {
    for (int i = random.between(4, 12); i > 0; --i) {
        Cell dot = drawCell(random, input);
        if (random.chance(0.35)) {
            dot.row = block.top + random.below(block.height);
        } else if (random.chance(0.55)) {
            dot.column = block.left + random.below(block.width);
        }
        const bool alone = std::ranges::all_of(kSteps, [&](Cell step) {
            return colourOr(input, dot + step, palette.background) == palette.background;
        });
        if (alone && !block.contains(dot)) cellOf(input, dot) = palette.any(random, 1);
    }
}

} // namespace

RuleFamily projectOntoBlock() {
    return {.name = "project_onto_block",
            .group = "rays",
            .description = "Dots that face the block mark it, draw a line up to it or through it",
            .variants = 50,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const Style style = static_cast<Style>(random.below(5));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    const int height = r.between(2, std::max(2, input.height() / 2 - 1));
                    const int width = r.between(2, std::max(2, input.width() / 2 - 1));
                    const Box block = drawBox(r, input, height, width);
                    fillBox(input, block, palette.ink(0));
                    drawDots(r, input, palette, block);
                    Grid output = input;
                    int facing = 0;
                    for (const auto& dot : findComponents(input, palette.background)) {
                        const auto step = stepTo(block, dot.cells[0]);
                        if (dot.colour == palette.ink(0) || !step) continue;
                        if (!project(input, output, block, dot.cells[0], *step, style)) {
                            return std::nullopt;
                        }
                        ++facing;
                    }
                    if (facing < 2) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
