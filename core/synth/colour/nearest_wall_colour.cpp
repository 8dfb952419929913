#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// The wall of the room that is nearest (or farthest), in the order of kSteps; -1 if two are. Rooms
// with two walls have those on the right and on the left.
int decidingWall(Box room, Cell cell, int walls, bool nearest) {
    const std::array<int, 4> distances{cell.row - room.top, room.right() - cell.column,
                                       room.bottom() - cell.row, cell.column - room.left};
    std::vector<std::pair<int, int>> ranked;
    for (int wall = 0; wall < 4; ++wall) {
        const int distance = distances[static_cast<size_t>(wall)];
        if (walls == 4 || wall % 2 == 1) ranked.push_back({nearest ? distance : -distance, wall});
    }
    std::ranges::sort(ranked);
    return ranked[0].first == ranked[1].first ? -1 : ranked[0].second;
}

} // namespace

RuleFamily nearestWallColour() {
    return {.name = "nearest_wall_colour",
            .group = "colour",
            .description = "Cells in a room take the colour of the nearest (farthest) wall",
            .variants = 16,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const int walls = random.chance(0.65) ? 4 : 2;
                const Palette palette = drawPalette(random, 1 + walls);
                const bool nearest = random.chance(0.75);
                const bool fillsRoom = random.chance(0.3); // else only the dots change
                const bool wholeGrid = random.chance(0.6);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        Box room = boxOf(input);
                        if (!wholeGrid) {
                            const int height = r.between(5, input.height());
                            const int width = r.between(5, input.width());
                            room = drawBox(r, input, height, width);
                        }
                        std::vector<Colour> inks = palette.inksFrom(1);
                        if (walls == 2) inks = {inks[0], inks[0], inks[1], inks[1]};
                        if (walls == 4 || r.chance(0.5)) r.shuffle(inks);
                        if (walls == 2 && inks[1] == inks[3]) return std::nullopt;
                        const int lastRow = room.bottom();
                        const int lastColumn = room.right();
                        if (walls == 4) {
                            fillBox(input, {room.top, room.left + 1, 1, room.width - 2}, inks[0]);
                            fillBox(input, {lastRow, room.left + 1, 1, room.width - 2}, inks[2]);
                        }
                        const int inset = walls == 4 ? 1 : 0;
                        fillBox(input, {room.top + inset, lastColumn, room.height - 2 * inset, 1},
                                inks[1]);
                        fillBox(input, {room.top + inset, room.left, room.height - 2 * inset, 1},
                                inks[3]);
                        Grid output = input;
                        const double share = 0.1 + 0.4 * r.uniform();
                        for (int i = room.top + inset; i <= lastRow - inset; ++i) {
                            for (int j = room.left + 1; j < lastColumn; ++j) {
                                const int wall = decidingWall(room, {i, j}, walls, nearest);
                                if (wall < 0 || (!fillsRoom && !r.chance(share))) continue;
                                if (!fillsRoom) input.at(i, j) = palette.ink(0);
                                output.at(i, j) = inks[static_cast<size_t>(wall)];
                            }
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
