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

// A family of whole-picture functions; drawChange draws which one.
RuleFamily trivialFamily(std::string name, std::string description, int variants,
                         std::function<std::function<Grid(const Grid&)>(Rng&)> drawChange) {
    return {.name = std::move(name),
            .group = "trivial",
            .description = std::move(description),
            .variants = variants,
            .leastSide = 4,
            .mayCopy = true,
            .drawRule = [drawChange](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 5));
                const auto change = drawChange(random);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid input = drawAnyPicture(r, limits, palette);
                    return GridPair{input, change(input)};
                };
            }};
}

std::vector<RuleFamily> listTrivialFamilies() {
    using Change = std::function<Grid(const Grid&)>;
    return {trivialFamily("copy", "The picture itself", 1,
                          [](Rng&) -> Change { return [](const Grid& grid) { return grid; }; }),
            trivialFamily("flip", "The picture mirrored", 2,
                          [](Rng& random) -> Change {
                              const int mirror = random.between(4, 5);
                              return [=](const Grid& grid) { return applySymmetry(grid, mirror); };
                          }),
            trivialFamily("crop_corner", "The top left part of half the height and width", 2,
                          [](Rng& random) -> Change {
                              const int part = random.between(1, 2);
                              return [=](const Grid& grid) {
                                  return crop(grid, {0, 0, (grid.height() + part - 1) / part,
                                                     (grid.width() + 1) / 2});
                              };
                          })};
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
        sum += std::sqrt(std::min(family.variants, 100));
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
    if (kind < 0.05) return drawEpisode(random.pick(trivialFamilies()), random, limits);
    if (kind < 0.25) {
        for (int i = 0; i < 10; ++i) {
            if (auto task = drawComposedEpisode(random, limits)) return std::move(*task);
        }
    }
    return drawEpisode(drawTrainingFamily(random), random, limits);
}

} // namespace ttt
