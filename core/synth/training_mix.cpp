#include "core/synth/training_mix.h"

#include "core/synth/composition.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

using namespace synth;

Grid drawAnyPicture(Rng& random, const SynthLimits& limits, const Palette& palette) {
    const Grid size = drawCanvas(random, limits, 0, 2);
    return drawPattern(random, size.height(), size.width(), palette.background, palette.inks);
}

using Change = std::function<Grid(const Grid&)>;
using ChangeDrawer = Change (*)(Rng& random, const Palette& palette);

// A family of whole-picture functions; drawChange draws which one.
RuleFamily trivialFamily(std::string name, std::string description, int variants,
                         ChangeDrawer drawChange) {
    return {.name = std::move(name),
            .group = "trivial",
            .description = std::move(description),
            .variants = variants,
            .leastSide = 4,
            .mayCopy = true,
            .drawRule = [drawChange](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 5));
                const Change change = drawChange(random, palette);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid input = drawAnyPicture(r, limits, palette);
                    return GridPair{input, change(input)};
                };
            }};
}

Change drawCopy(Rng&, const Palette&) {
    return [](const Grid& grid) { return grid; };
}

Change drawTurn(Rng& random, const Palette&) {
    const int symmetry = random.between(1, kSymmetries - 1);
    return [=](const Grid& grid) { return applySymmetry(grid, symmetry); };
}

// One to three cells along one axis or both; what leaves the picture is lost.
Change drawShift(Rng& random, const Palette& palette) {
    const int down = random.between(-3, 3);
    const int right = random.chance(0.5) && down != 0 ? 0 : random.between(1, 3);
    return [=, background = palette.background](const Grid& grid) {
        Grid moved(grid.height(), grid.width(), background);
        paste(moved, grid, down, right);
        return moved;
    };
}

Change drawCornerCrop(Rng& random, const Palette&) {
    const int corner = random.between(0, kSymmetries - 1);
    const int part = random.between(1, 2);
    return [=](const Grid& grid) {
        const Grid turned = applySymmetry(grid, corner);
        const Box box{0, 0, (turned.height() + part - 1) / part, (turned.width() + 1) / 2};
        return applySymmetry(crop(turned, box), inverseSymmetry(corner));
    };
}

std::vector<RuleFamily> listTrivialFamilies() {
    return {trivialFamily("copy", "The picture itself", 1, drawCopy),
            trivialFamily("turn", "The picture turned or mirrored", 7, drawTurn),
            trivialFamily("shift", "The picture moved by some cells", 27, drawShift),
            trivialFamily("crop_corner", "Half or a quarter of the picture, at a corner", 8,
                          drawCornerCrop)};
}

// Running sums of the weights, so that a draw is one binary search.
struct WeightedFamilies {
    std::vector<const RuleFamily*> families;
    std::vector<double> sums;
};

WeightedFamilies weighTrainingFamilies() {
    WeightedFamilies weighted;
    double sum = 0;
    for (const RuleFamily& family : ruleFamilies()) {
        if (family.heldOut) continue;
        sum += std::pow(std::min(family.variants, 100), 0.25);
        weighted.families.push_back(&family);
        weighted.sums.push_back(sum);
    }
    return weighted;
}

} // namespace

std::span<const RuleFamily> trivialFamilies() {
    static const std::vector<RuleFamily> kFamilies = listTrivialFamilies();
    return kFamilies;
}

const RuleFamily& drawTrainingFamily(Rng& random) {
    static const WeightedFamilies kWeighted = weighTrainingFamilies();
    const double mark = random.uniform() * kWeighted.sums.back();
    const auto at = std::upper_bound(kWeighted.sums.begin(), kWeighted.sums.end() - 1, mark);
    return *kWeighted.families[static_cast<size_t>(at - kWeighted.sums.begin())];
}

FewShotTask drawTrainingEpisode(Rng& random, const SynthLimits& limits) {
    const double kind = random.uniform();
    if (kind < 0.1) return drawEpisode(random.pick(trivialFamilies()), random, limits);
    if (kind < 0.3) {
        for (int i = 0; i < 10; ++i) {
            if (auto task = drawComposedEpisode(random, limits)) return std::move(*task);
        }
    }
    return drawEpisode(drawTrainingFamily(random), random, limits);
}

} // namespace ttt
