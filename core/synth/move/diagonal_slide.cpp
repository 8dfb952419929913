#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

namespace {

struct Slider {
    Grid sprite;
    Cell at;
    Cell step;
};

// A square with a tail at its lower right corner, turned; it slides away from the tail.
std::optional<Slider> placeSlider(Rng& random, Grid& canvas, int side, const Palette& palette,
                                  Colour tail) {
    static constexpr std::array<size_t, 4> kAway{7, 4, 5, 6};
    const auto spot = findFreeSpot(random, canvas, palette.background, side + 1, side + 1);
    if (!spot) return std::nullopt;
    Grid sprite(side + 1, side + 1, kClear);
    fillBox(sprite, {0, 0, side, side}, palette.ink(0));
    sprite.at(side, side) = tail;
    const int turn = random.below(4);
    sprite = applySymmetry(sprite, turn);
    paste(canvas, sprite, *spot);
    return Slider{sprite, *spot, kSteps[kAway[static_cast<size_t>(turn)]]};
}

// The colour that the sprite would meet at this place: kClear for the border, else not background.
Colour obstacleAt(const Grid& grid, const Grid& sprite, Cell at, Colour background) {
    for (const Cell cell : cellsOf(sprite)) {
        if (colourAt(sprite, cell) == kClear) continue;
        const Colour met = colourOr(grid, at + cell, kClear);
        if (met != background) return met;
    }
    return background;
}

struct Slide {
    std::vector<Cell> way; // of its corner, both ends included
    Colour met;            // kClear for the border
};

Slide slideOn(Grid grid, const Slider& slider, Colour background) {
    paste(grid, painted(slider.sprite, background), slider.at);
    Slide slide{{slider.at}, background};
    for (;;) {
        const Cell next = slide.way.back() + slider.step;
        slide.met = obstacleAt(grid, slider.sprite, next, background);
        if (slide.met != background) return slide;
        slide.way.push_back(next);
    }
}

} // namespace

RuleFamily diagonalSlide() {
    return {
        .name = "diagonal_slide",
        .group = "move",
        .description = "A square with a tail (or nose) slides that way until something stops it",
        .variants = 8,
        .leastSide = 7,
        .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
            const Palette palette = drawPalette(random, 3);
            const bool nose = random.chance(0.4);
            const bool trail = random.chance(0.35);
            const bool blocks = random.chance(0.6);
            const int side = random.between(1, limits.maxSide < 10 ? 2 : 3);
            const Colour tail = palette.ink(side > 1 && !trail && random.chance(0.5) ? 0 : 1);
            return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                Grid input = drawCanvas(r, sides, empty, 6);
                std::vector<Slider> sliders;
                for (int i = drawCount(r, sides, input, 1, 4); i > 0; --i) {
                    const auto slider = placeSlider(r, input, side, palette, tail);
                    if (slider) sliders.push_back(*slider);
                    if (slider && nose) sliders.back().step = -1 * slider->step;
                }
                for (int i = blocks ? drawCount(r, sides, input, 1, 6) : 0; i > 0; --i) {
                    placeFreely(r, input,
                                solidRectangle(r.between(1, 2), r.between(1, 3), palette.ink(2)),
                                empty);
                }
                Grid output = input;
                for (const Slider& slider : sliders) {
                    paste(output, painted(slider.sprite, empty), slider.at);
                }
                Grid swept(input.height(), input.width(), kClear);
                uint64_t cases = 0;
                for (const Slider& slider : sliders) {
                    const auto [way, met] = slideOn(input, slider, empty);
                    if (met != kClear && met != palette.ink(2)) return std::nullopt;
                    cases |= met == kClear ? 1 : 2;
                    const Grid tailOnly = replaceColour(slider.sprite, palette.ink(0), kClear);
                    for (const Cell at : way) {
                        // Where ways cross, it would matter who slides first.
                        if (!liesOn(swept, slider.sprite, at, kClear)) return std::nullopt;
                        if (trail) paste(output, tailOnly, at);
                    }
                    paste(output, slider.sprite, way.back());
                    for (const Cell at : way) paste(swept, slider.sprite, at);
                }
                return GridPair{input, output, blocks ? cases : 0};
            };
        }};
}

} // namespace ttt::synth
