#include "core/synth/pieces/canvas.h"
#include "core/synth/rays/families.h"

#include <utility>

namespace ttt::synth {

namespace {

// A figure that points up (step 0) or up and to the right (step 4). 2: cells of the head's colour.
struct Pointer {
    Grid shape;
    Cell front;
    Cell back;
    size_t step;
};

const std::vector<Pointer>& pointers() {
    static const std::vector<Pointer> kPointers{
        {Grid::fromText("010 111"), {0, 1}, {1, 1}, 0},
        {Grid::fromText("010 121"), {0, 1}, {1, 1}, 0},
        {Grid::fromText("020 111"), {0, 1}, {1, 1}, 0},
        {Grid::fromText("00100 01110 11211"), {0, 2}, {2, 2}, 0},
        {Grid::fromText("10 11"), {0, 1}, {1, 0}, 4},
        {Grid::fromText("2 1"), {0, 0}, {1, 0}, 0},
        {Grid::fromText("2 1 1"), {0, 0}, {2, 0}, 0},
        {Grid::fromText("101 111"), {1, 1}, {1, 1}, 0},
        {Grid::fromText("010 101"), {0, 1}, {0, 1}, 0},
        {Grid::fromText("010 111 010 010"), {0, 1}, {3, 1}, 0},
        {Grid::fromText("111 001 001"), {0, 2}, {0, 2}, 4},
        {Grid::fromText("12 11"), {0, 1}, {1, 0}, 4}};
    return kPointers;
}

struct Rule {
    Palette palette; // body, ray, then heads
    Pointer pointer;
    bool backwards;
    bool dotted;
    int rayColour; // 0 body, 1 its own, 2 head
};

void turnRight(Pointer& pointer, Cell& start, Cell& step) {
    start = {start.column, pointer.shape.height() - 1 - start.row};
    step = {step.column, -step.row};
    pointer.shape = applySymmetry(pointer.shape, 1);
}

// One more figure with its ray, where both meet nothing.
void addPointer(Rng& random, const Rule& rule, GridPair& pair) {
    Pointer pointer = rule.pointer;
    Cell start = rule.backwards ? pointer.back : pointer.front;
    Cell step = rule.backwards ? -1 * kSteps[pointer.step] : kSteps[pointer.step];
    for (int turns = random.below(4); turns > 0; --turns) turnRight(pointer, start, step);
    const Colour body = rule.palette.ink(rule.rayColour == 0 && random.chance(0.4) ? 1 : 0);
    const Colour head = rule.palette.any(random, 2);
    const Colour ray = rule.rayColour == 2   ? head
                       : rule.rayColour == 1 ? rule.palette.ink(1)
                                             : body;
    const Grid sprite = inColours(pointer.shape, {kClear, body, head});
    const Colour empty = rule.palette.background;
    const auto spot = findFreeSpot(random, pair.output, sprite, empty);
    if (!spot) return;
    Grid output = pair.output;
    paste(output, sprite, *spot);
    start = start + *spot;
    int length = 0;
    for (Cell cell = start + step; inside(output, cell); cell = cell + step, ++length) {
        if (colourAt(output, cell) != empty) return;
        if (!rule.dotted || length % 2 == 1) cellOf(output, cell) = ray;
    }
    if (length < (rule.dotted ? 4 : 2)) return;
    paste(pair.input, sprite, *spot);
    pair.output = std::move(output);
}

} // namespace

RuleFamily pointerRay() {
    return {.name = "pointer_ray",
            .group = "rays",
            .description = "Every figure shoots a ray the way that its shape points",
            .variants = 300,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const Pointer& pointer = random.pick(pointers());
                const bool hasHead = pointer.shape.toText().find('2') != std::string::npos;
                const bool backwards = random.chance(0.2);
                const int rayColour = random.below(hasHead ? 3 : 2);
                const Rule rule{palette, pointer, backwards, random.chance(0.2), rayColour};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid canvas = drawCanvas(r, limits, rule.palette.background, 6);
                    GridPair pair{canvas, canvas};
                    for (int i = drawCount(r, limits, canvas, 2, 6); i > 0; --i) {
                        addPointer(r, rule, pair);
                    }
                    return pair;
                };
            }};
}

} // namespace ttt::synth
