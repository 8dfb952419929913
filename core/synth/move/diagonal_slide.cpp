#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

struct Slider {
    Grid sprite;
    Cell at;
    Cell step;
};

// A square with a tail at its lower right corner, turned; it slides away from the tail.
std::optional<Slider> placeSlider(Rng& r, Grid& canvas, int side, const Palette& palette,
                                  Colour tail) {
    static constexpr std::array<size_t, 4> kAway{7, 4, 5, 6};
    const auto spot = findFreeSpot(r, canvas, palette.background, side + 1, side + 1);
    if (!spot) return std::nullopt;
    Grid sprite(side + 1, side + 1, kClear);
    fillBox(sprite, {0, 0, side, side}, palette.ink(0));
    sprite.at(side, side) = tail;
    const int turn = r.below(4);
    sprite = applySymmetry(sprite, turn);
    paste(canvas, sprite, spot->row, spot->column);
    return Slider{sprite, *spot, kSteps[kAway[static_cast<size_t>(turn)]]};
}

// The colour that the sprite would meet at this place: kClear for the border, else not background.
Colour obstacleAt(const Grid& grid, const Grid& sprite, Cell at, Colour background) {
    for (int i = 0; i < sprite.height(); ++i) {
        for (int j = 0; j < sprite.width(); ++j) {
            if (sprite.at(i, j) == kClear) continue;
            const Colour met = colourOr(grid, at + Cell{i, j}, kClear);
            if (met != background) return met;
        }
    }
    return background;
}

Grid filled(const Grid& sprite, Colour colour) {
    ColourTable table = sameTable();
    std::fill_n(table.begin(), kColours, colour);
    return mapColours(sprite, table);
}

} // namespace

RuleFamily diagonalSlide() {
    return {
        .name = "diagonal_slide",
        .group = "move",
        .description = "A square with a tail (or nose) slides that way until something stops it",
        .variants = 8,
        .leastSide = 7,
        .drawRule = [](Rng& random, const SynthLimits& most) -> PairMaker {
            const Palette palette = drawPalette(random, 3);
            const bool nose = random.chance(0.4);
            const bool trail = random.chance(0.35);
            const bool blocks = random.chance(0.6);
            const int side = random.between(1, most.maxSide < 10 ? 2 : 3);
            const Colour tail = palette.ink(side > 1 && !trail && random.chance(0.5) ? 0 : 1);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                Grid input = drawCanvas(r, limits, empty, 6);
                std::vector<Slider> sliders;
                for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
                    const auto slider = placeSlider(r, input, side, palette, tail);
                    if (slider) sliders.push_back(*slider);
                    if (slider && nose) sliders.back().step = -1 * slider->step;
                }
                for (int i = blocks ? drawCount(r, limits, input, 1, 6) : 0; i > 0; --i) {
                    placeFreely(r, input,
                                solidRectangle(r.between(1, 2), r.between(1, 3), palette.ink(2)),
                                empty);
                }
                Grid output = input;
                for (const Slider& slider : sliders)
                    paste(output, filled(slider.sprite, empty), slider.at.row, slider.at.column);
                Grid swept(input.height(), input.width(), kClear);
                uint64_t cases = 0;
                for (const Slider& slider : sliders) {
                    Grid before = input;
                    paste(before, filled(slider.sprite, empty), slider.at.row, slider.at.column);
                    Cell at = slider.at;
                    Colour met = empty;
                    for (;; at = at + slider.step) {
                        // Where ways cross, it would matter who slides first.
                        if (obstacleAt(swept, slider.sprite, at, kClear) != kClear)
                            return std::nullopt;
                        met = obstacleAt(before, slider.sprite, at + slider.step, empty);
                        if (met != empty) break;
                        if (trail)
                            paste(output, replaceColour(slider.sprite, palette.ink(0), kClear),
                                  at.row, at.column);
                    }
                    if (met != kClear && met != palette.ink(2)) return std::nullopt;
                    cases |= met == kClear ? 1 : 2;
                    paste(output, slider.sprite, at.row, at.column);
                    for (Cell cell = at;; cell = cell - slider.step) {
                        paste(swept, filled(slider.sprite, 1), cell.row, cell.column);
                        if (cell == slider.at) break;
                    }
                }
                return GridPair{input, output, blocks ? cases : 0};
            };
        }};
}

} // namespace ttt::synth
