#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

struct Sheet {
    Box box;
    Colour colour;
};

// Solid or hollow rectangles, each over the ones before.
void drawSheets(Grid& grid, const std::vector<Sheet>& sheets, bool hollow) {
    for (const auto& [box, colour] : sheets) {
        hollow ? outlineBox(grid, box, colour) : fillBox(grid, box, colour);
    }
}

bool covers(const Sheet& sheet, Cell cell, bool hollow) {
    const Box& box = sheet.box;
    return box.contains(cell) && !(hollow && box.grown(-1).contains(cell));
}

// Whether the picture shows the whole size of each sheet, and that each lies over the one before.
bool isReadable(const Grid& grid, const std::vector<Sheet>& sheets, bool hollow) {
    for (size_t k = 0; k < sheets.size(); ++k) {
        const auto& [box, colour] = sheets[k];
        bool top = false, bottom = false, left = false, right = false, over = k == 0;
        for (const Cell cell : cellsOf(box)) {
            if (colourAt(grid, cell) != colour) continue;
            top = top || cell.row == box.top;
            bottom = bottom || cell.row == box.bottom();
            left = left || cell.column == box.left;
            right = right || cell.column == box.right();
            over = over || covers(sheets[k - 1], cell, hollow);
        }
        if (!top || !bottom || !left || !right || !over) return false;
    }
    return true;
}

} // namespace

RuleFamily stackingOrder() {
    return {.name = "stacking_order",
            .group = "objects",
            .description =
                "Overlapping sheets: listed in order, or top one taken off, order reversed",
            .variants = 12,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool hollow = random.chance(0.4);
                // List from below, list from above; the lowest to the top, the top one off, the
                // lowest alone, the order reversed.
                const int mode = random.below(6);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    // Of two sheets the lowest would also be the next to the top one.
                    const int most = input.area() < 120 ? 3 : static_cast<int>(palette.inks.size());
                    const int count = r.between(3, most);
                    std::vector<Colour> inks = palette.inks;
                    r.shuffle(inks);
                    std::vector<Sheet> sheets;
                    for (int tries = 0; tries < 60 && std::ssize(sheets) < count; ++tries) {
                        const int height = r.between(3, std::max(3, input.height() / 2 + 1));
                        const int width = r.between(3, std::max(3, input.width() / 2 + 1));
                        sheets.push_back({drawBox(r, input, height, width), inks[sheets.size()]});
                        Grid next = input;
                        drawSheets(next, {sheets.back()}, hollow);
                        if (isReadable(next, sheets, hollow)) {
                            input = next;
                        } else {
                            sheets.pop_back();
                        }
                    }
                    if (std::ssize(sheets) < count) return std::nullopt;
                    if (mode <= 1) {
                        Grid list(count, 1);
                        for (int k = 0; k < count; ++k) {
                            list.at(mode == 0 ? k : count - 1 - k, 0) =
                                sheets[static_cast<size_t>(k)].colour;
                        }
                        return GridPair{input, list};
                    }
                    if (mode == 2) std::rotate(sheets.begin(), sheets.begin() + 1, sheets.end());
                    if (mode == 3) sheets.pop_back();
                    if (mode == 4) sheets.resize(1);
                    if (mode == 5) std::ranges::reverse(sheets);
                    Grid output(input.height(), input.width(), palette.background);
                    drawSheets(output, sheets, hollow);
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
