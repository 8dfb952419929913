#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Choice { Most, Fewest, Equal, Odd, Even };

struct Spotted {
    Box box;
    int spots = 0;
};

// Which boxes are chosen, empty if the counts do not tell.
std::vector<bool> choose(const std::vector<Spotted>& boxes, Choice choice) {
    std::vector<bool> chosen;
    for (const auto& box : boxes) {
        const auto same = [&](const Spotted& other) { return other.spots == box.spots; };
        const auto beaten = [&](const Spotted& other) {
            return choice == Choice::Most ? other.spots > box.spots : other.spots < box.spots;
        };
        const bool extreme = std::ranges::none_of(boxes, beaten);
        const auto alike = std::ranges::count_if(boxes, same);
        if (choice <= Choice::Fewest && extreme && alike > 1) return {};
        chosen.push_back(choice <= Choice::Fewest ? extreme
                         : choice == Choice::Equal
                             ? alike > 1
                             : box.spots % 2 == (choice == Choice::Odd ? 1 : 0));
    }
    // With one pair of equal boxes there is no doubt about what is equal to what.
    const auto count = std::ranges::count(chosen, true);
    if (choice == Choice::Equal && count != 2) return {};
    return chosen;
}

} // namespace

RuleFamily dotsInBoxes() {
    return {.name = "dots_in_boxes",
            .group = "count",
            .description =
                "The box with the most (fewest, equally many, oddly many) dots is changed",
            .variants = 60,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const Choice choice = static_cast<Choice>(random.below(5));
                // Hollow boxes leave little room on small canvases: solid ones with spots.
                const bool solid = limits.maxSide < 12 || random.chance(0.4);
                const int effect = random.below(3); // recoloured, others erased, filled or erased
                const bool ownColours = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, sides, empty, solid ? 7 : 11);
                    const int rim = solid ? 0 : 1;
                    std::vector<Spotted> boxes;
                    const int wanted = choice <= Choice::Fewest ? 2 : 3;
                    for (int i = drawCount(r, sides, input, wanted, 7); i > 0; --i) {
                        const int height = r.between(2, 4) + 2 * rim;
                        const int width = r.between(2, 4) + 2 * rim;
                        const auto spot = findFreeSpot(r, input, empty, height, width);
                        if (!spot) continue;
                        const Box box{spot->row, spot->column, height, width};
                        fillBox(input, box, palette.ink(0));
                        const Box inner = box.grown(-rim);
                        if (!solid) fillBox(input, inner, empty);
                        std::vector<Cell> cells = shuffledCells(r, inner);
                        const int spots = r.between(1, std::clamp(inner.area() / 2, 2, 6));
                        cells.resize(static_cast<size_t>(spots));
                        for (const Cell cell : cells)
                            cellOf(input, cell) = palette.ink(ownColours ? r.between(1, 2) : 1);
                        boxes.push_back({box, spots});
                    }
                    const std::vector<bool> chosen = choose(boxes, choice);
                    const auto count = std::ranges::count(chosen, true);
                    if (count == 0 || count == static_cast<int>(boxes.size())) return std::nullopt;
                    Grid output = input;
                    for (size_t k = 0; k < boxes.size(); ++k) {
                        const Box box = boxes[k].box;
                        if (effect != 0 && !chosen[k]) fillBox(output, box, empty);
                        if (effect == 1 || !chosen[k]) continue;
                        const Grid picture =
                            replaceColour(crop(input, box), palette.ink(0), palette.ink(3));
                        paste(output, picture, box.corner());
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
