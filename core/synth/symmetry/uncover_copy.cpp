#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>
#include <unordered_set>

namespace ttt::synth {

namespace {

// Whether the sprite, put there, would look like the input beside the patch.
bool agrees(const Grid& input, const Grid& sprite, Cell corner, Box patch) {
    for (int i = 0; i < sprite.height(); ++i) {
        for (int j = 0; j < sprite.width(); ++j) {
            const Colour colour = sprite.at(i, j);
            const Cell at = corner + Cell{i, j};
            if (colour != kClear && colour != colourAt(input, at) && !patch.contains(at)) {
                return false;
            }
        }
    }
    return true;
}

// The picture with the patch taken off, once for every place and turn of `figure` that explains the
// visible rest of the covered copy.
std::unordered_set<Grid> waysToUncover(const Grid& input, const Grid& figure, const Component& copy,
                                       Box patch, Colour background, int turns) {
    Grid bare = input;
    fillBox(bare, patch, background);
    paint(bare, copy, background);
    std::unordered_set<Grid> ways;
    for (int turn = 0; turn < turns; ++turn) {
        const Grid sprite = applySymmetry(figure, turn);
        for (const Cell corner : cellsOf(input)) {
            if (!inside(input, boxOf(sprite, corner))) continue;
            if (!agrees(input, sprite, corner, patch)) continue;
            Grid guess = bare;
            paste(guess, sprite, corner);
            Grid covered = guess;
            fillBox(covered, patch, colourAt(input, patch.corner()));
            if (covered == input) ways.insert(guess);
        }
    }
    return ways;
}

} // namespace

RuleFamily uncoverCopy() {
    return {.name = "uncover_copy",
            .group = "symmetry",
            .description = "A patch hides part of one of several equal figures: it is taken off",
            .variants = 4,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const bool patchOnly = random.chance(0.3);
                const int turns = random.chance(0.35) ? kSymmetries : 1;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid output = drawCanvas(r, limits, empty, 7);
                    const int least = output.area() < 60 ? 2 : 3;
                    const int most = output.area() < 100 ? 3 : 5;
                    const std::vector<Colour> inks = palette.inksFrom(1);
                    const Grid figure = colouredAtRandom(
                        r, drawRaggedBlob(r, r.between(least, most), r.between(3, most), inks[0]),
                        inks);
                    for (int i = drawCount(r, limits, output, 2, 6); i > 0; --i) {
                        placeFreely(r, output, applySymmetry(figure, r.below(turns)), empty);
                    }
                    const auto copies =
                        findComponents(output, empty, Connect::Straight, Mix::AnyColours);
                    if (copies.size() < 2) return std::nullopt;
                    const Component& copy = r.pick(copies);
                    const Box patch{copy.box.top + r.between(-1, 1),
                                    copy.box.left + r.between(-1, 1), r.between(2, copy.box.height),
                                    r.between(2, copy.box.width)};
                    Grid input = output;
                    fillBox(input, patch, palette.ink(0));
                    int hidden = 0;
                    for (const Cell cell : copy.cells) hidden += patch.contains(cell) ? 1 : 0;
                    if (countOf(input, palette.ink(0)) != patch.area() || hidden < 2 ||
                        hidden + 2 > copy.size()) {
                        return std::nullopt;
                    }
                    for (const auto& other : copies) {
                        if (&other == &copy) continue;
                        const auto hides = [&](Cell cell) { return patch.contains(cell); };
                        if (std::ranges::any_of(other.cells, hides)) {
                            return std::nullopt;
                        }
                    }
                    if (waysToUncover(input, figure, copy, patch, empty, turns).size() != 1) {
                        return std::nullopt;
                    }
                    return GridPair{input, patchOnly ? crop(output, patch) : output};
                };
            }};
}

} // namespace ttt::synth
