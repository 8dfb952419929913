#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Answer { Most, Fewest, Ranking, MarkMost };

// Cuts the largest box again and again; no side gets shorter than `least`. Fewer parts if there is
// no room.
std::vector<Box> cutIntoBoxes(Rng& random, int height, int width, int parts, int least) {
    std::vector<Box> boxes{{0, 0, height, width}};
    while (static_cast<int>(boxes.size()) < parts) {
        const auto largest =
            std::ranges::max_element(boxes, [](Box a, Box b) { return a.area() < b.area(); });
        Box rest = *largest;
        if (std::max(rest.height, rest.width) < 2 * least) break;
        if (rest.height > rest.width) {
            largest->height = random.between(least, rest.height - least);
            rest.top += largest->height;
            rest.height -= largest->height;
        } else {
            largest->width = random.between(least, rest.width - least);
            rest.left += largest->width;
            rest.width -= largest->width;
        }
        boxes.push_back(rest);
    }
    return boxes;
}

void addDots(Rng& random, Grid& canvas, Box box, Colour dot, int count) {
    const Colour own = canvas.at(box.top, box.left);
    for (int tries = 6 * count; tries > 0 && count > 0; --tries) {
        const Cell at = drawCell(random, box);
        if (colourAt(canvas, at) != own) continue;
        if (countNeighbours(canvas, at, dot, Connect::Straight) > 0) continue;
        cellOf(canvas, at) = dot;
        --count;
    }
}

} // namespace

RuleFamily regionByDots() {
    return {.name = "region_by_dots",
            .group = "panels",
            .description = "The colour regions by their stray dots: the one with most, or ranked",
            .variants = 8,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const Answer answer = static_cast<Answer>(random.below(4));
                const int least = random.between(0, 1); // dots of a region
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour dot = palette.ink(0);
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    const auto boxes = cutIntoBoxes(r, input.height(), input.width(),
                                                    r.between(2, 4), limits.maxSide < 12 ? 2 : 4);
                    std::vector<Colour> inks = palette.inksFrom(1);
                    if (inks.size() < boxes.size()) return std::nullopt;
                    r.shuffle(inks);
                    std::vector<std::pair<int, size_t>> ranks;
                    for (size_t k = 0; k < boxes.size(); ++k) {
                        fillBox(input, boxes[k], inks[k]);
                    }
                    for (size_t k = 0; k < boxes.size(); ++k) {
                        const int room = std::min(8, boxes[k].area() / 4 + 1);
                        addDots(r, input, boxes[k], dot, r.between(least, std::max(least, room)));
                        ranks.push_back({countOf(crop(input, boxes[k]), dot), k});
                    }
                    std::ranges::sort(ranks, std::greater());
                    for (size_t k = 0; k + 1 < ranks.size(); ++k) {
                        const bool matters = answer == Answer::Ranking ||
                                             k == (answer == Answer::Fewest ? ranks.size() - 2 : 0);
                        if (matters && ranks[k].first == ranks[k + 1].first) return std::nullopt;
                    }
                    if (answer == Answer::MarkMost) {
                        Grid output = input;
                        for (const auto& [count, k] : ranks) fillBox(output, boxes[k], inks[k]);
                        fillBox(output, boxes[ranks[0].second], dot);
                        return GridPair{input, output};
                    }
                    if (answer == Answer::Fewest) std::ranges::reverse(ranks);
                    Grid output(answer == Answer::Ranking ? static_cast<int>(ranks.size()) : 1, 1);
                    for (int i = 0; i < output.height(); ++i) {
                        output.at(i, 0) = inks[ranks[static_cast<size_t>(i)].second];
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
