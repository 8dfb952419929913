#include "core/synth/composition.h"

#include "core/base/error.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/training_mix.h"

namespace ttt {

namespace {

using namespace synth;

// A whole-picture step; nullopt where it does not apply to a grid.
struct Step {
    std::string name;
    std::function<std::optional<Grid>(const Grid&)> apply;
    int growth = 1; // by how much sides may grow, as a factor
    int margin = 0; // and as a summand
};

Step symmetryStep(Rng& random) {
    const int symmetry = random.between(1, kSymmetries - 1);
    return {"mirror", [=](const Grid& grid) { return applySymmetry(grid, symmetry); }};
}

Step upscaleStep(Rng&) {
    return {"upscale", [](const Grid& grid) { return upscale(grid, 2); }, 2};
}

Step tileStep(Rng& random) {
    const int down = random.between(1, 2);
    const int across = down == 1 ? 2 : random.between(1, 2);
    const int mirror = random.chance(0.5) ? 4 : 0;
    return {"tile",
            [=](const Grid& grid) {
                if (across == 1) return below(grid, applySymmetry(grid, mirror == 4 ? 5 : 0));
                const Grid row = beside(grid, applySymmetry(grid, mirror));
                return down == 1 ? row : below(row, row);
            },
            2};
}

Step recolourStep(Rng& random) {
    ColourTable table = sameTable();
    const std::vector<int> order = random.permutation(kColours);
    // A cycle through some colours, so that the step stays invertible and often visible.
    const int length = random.between(3, kColours);
    for (int i = 0; i < length; ++i) {
        table[static_cast<size_t>(order[static_cast<size_t>(i)])] =
            static_cast<Colour>(order[static_cast<size_t>((i + 1) % length)]);
    }
    return {"recolour", [=](const Grid& grid) { return mapColours(grid, table); }};
}

Step frameStep(Rng& random) {
    const auto colour = static_cast<Colour>(random.below(kColours));
    return {"frame", [=](const Grid& grid) { return framed(grid, colour); }, 1, 2};
}

Step cropStep(Rng& random) {
    const Colour background = random.chance(0.8) ? Colour{0} : drawBackground(random);
    return {"crop", [=](const Grid& grid) -> std::optional<Grid> {
                const Box box = contentBox(grid, background);
                if (box.area() == 0 || box.area() == grid.area()) return std::nullopt;
                return crop(grid, box);
            }};
}

Step drawStep(Rng& random, bool afterwards) {
    static const std::vector<Step (*)(Rng&)> kAfter{
        symmetryStep, symmetryStep, upscaleStep, tileStep, recolourStep, frameStep, cropStep};
    // Before the rule only steps that lose nothing: the rule must still be readable.
    static const std::vector<Step (*)(Rng&)> kBefore{symmetryStep, upscaleStep, recolourStep,
                                                     frameStep};
    return random.pick(afterwards ? kAfter : kBefore)(random);
}

RuleFamily compose(const RuleFamily& family, const Step& step, bool afterwards) {
    RuleFamily composed = family;
    composed.name = afterwards ? family.name + "+" + step.name : step.name + "+" + family.name;
    composed.drawRule = [&family, step, afterwards](Rng& random, const SynthLimits& limits) {
        SynthLimits inner = limits;
        inner.maxSide = (limits.maxSide - step.margin) / step.growth;
        inner.minSide = std::min(inner.minSide, inner.maxSide);
        PairMaker rule = family.drawRule(random, inner);
        return PairMaker([=](Rng& r, const SynthLimits&) -> std::optional<GridPair> {
            std::optional<GridPair> pair = rule(r, inner);
            if (!pair || pair->input == pair->output) return std::nullopt;
            Grid& grid = afterwards ? pair->output : pair->input;
            for (const uint8_t colour : grid.cells()) {
                if (colour >= kColours) return std::nullopt;
            }
            std::optional<Grid> changed = step.apply(grid);
            if (!changed || *changed == grid) return std::nullopt;
            grid = std::move(*changed);
            return pair;
        });
    };
    return composed;
}

} // namespace

std::optional<FewShotTask> drawComposedEpisode(Rng& random, const SynthLimits& limits) {
    const RuleFamily& family = drawTrainingFamily(random);
    const bool afterwards = random.chance(0.65);
    const Step step = drawStep(random, afterwards);
    const int room = (limits.maxSide - step.margin) / step.growth;
    if (room < family.leastSide) return std::nullopt;
    RuleFamily composed = compose(family, step, afterwards);
    composed.leastSide = family.leastSide * step.growth + step.margin;
    return tryDrawEpisode(composed, random, limits, 6);
}

} // namespace ttt
