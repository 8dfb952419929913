#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

constexpr int kSchemes = 7;

// Where rooms of random sizes begin that fill `side` cells together with the lines between them,
// and where another one would.
std::vector<int> drawStarts(Rng& random, int side, int rooms) {
    std::vector<int> sizes(static_cast<size_t>(rooms), 1);
    for (int k = side - 2 * rooms + 1; k > 0; --k) {
        ++sizes[static_cast<size_t>(random.below(rooms))];
    }
    std::vector<int> starts{0};
    for (const int size : sizes) starts.push_back(starts.back() + size + 1);
    return starts;
}

// Which colour the room in this place takes, -1 if none; scheme 6 looks at sizes instead.
int colourOfRoom(int scheme, Cell room, int rows, int columns) {
    const auto [i, j] = room;
    const bool outerRow = i == 0 || i == rows - 1;
    const bool outerColumn = j == 0 || j == columns - 1;
    const bool middle = 2 * i == rows - 1 && 2 * j == columns - 1;
    switch (scheme) {
    case 0: // two opposite corners and the middle
        if (i == 0 && j == 0) return 0;
        if (i == rows - 1 && j == columns - 1) return 1;
        return middle ? 2 : -1;
    case 1: // the middle and the rooms around it
        if (middle) return 0;
        if (2 * j == columns - 1 && outerRow) return i == 0 ? 1 : 2;
        return 2 * i == rows - 1 && outerColumn ? (j == 0 ? 3 : 4) : -1;
    case 2: // corners, sides, inner rooms
        return outerRow && outerColumn ? 0 : (outerRow || outerColumn ? 1 : 2);
    case 3: // chessboard
        return (i + j) % 2 == 0 ? 0 : -1;
    case 4: // top and bottom row of rooms
        return outerRow ? (i == 0 ? 0 : 1) : -1;
    case 5: // diagonals
        return i == j ? 0 : (i == columns - 1 - j ? 1 : -1);
    default:
        return -1;
    }
}

} // namespace

RuleFamily roomsByPlace() {
    return {.name = "rooms_by_place",
            .group = "fill",
            .description =
                "Lines make rooms; corner, side, middle (or largest) rooms get their colours",
            .variants = 30,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 6);
                const int scheme = random.below(kSchemes);
                return turnedAtRandom(
                    random,
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        const bool odd = scheme <= 1;
                        const auto drawRooms = [&](int side) {
                            const int most = scheme == 1 ? 3 : std::min(5, (side + 2) / 3);
                            const int count = r.between(odd ? 3 : 2, std::max(3, most));
                            return odd && count == 4 ? 3 : count;
                        };
                        const int down = drawRooms(input.height());
                        const int across = scheme == 5 ? std::min(down, (input.width() + 1) / 2)
                                                       : drawRooms(input.width());
                        if (scheme == 5 && (down != across || down < 3)) return std::nullopt;
                        const std::vector<int> rows = drawStarts(r, input.height(), down);
                        const std::vector<int> columns = drawStarts(r, input.width(), across);
                        fillBox(input, boxOf(input), palette.ink(0));
                        Grid output = input;
                        // More rooms than the demonstrations have leave open what "middle" means.
                        uint64_t cases = down > 3 || across > 3 ? 1 : 2;
                        std::vector<Box> rooms;
                        for (const Cell place : cellsOf(Box{0, 0, down, across})) {
                            const auto i = static_cast<size_t>(place.row);
                            const auto j = static_cast<size_t>(place.column);
                            const Box room{rows[i], columns[j], rows[i + 1] - rows[i] - 1,
                                           columns[j + 1] - columns[j] - 1};
                            const int colour = colourOfRoom(scheme, place, down, across);
                            cases |= uint64_t{4} << (colour + 1);
                            fillBox(input, room, palette.background);
                            fillBox(output, room,
                                    colour < 0 ? palette.background : palette.ink(colour + 1));
                            rooms.push_back(room);
                        }
                        if (scheme < kSchemes - 1) return GridPair{input, output, cases};
                        const auto areaOf = [](const Box& room) { return room.area(); };
                        const Box* largest = soleExtreme(rooms, true, areaOf);
                        const Box* smallest = soleExtreme(rooms, false, areaOf);
                        if (largest == nullptr || smallest == nullptr) return std::nullopt;
                        fillBox(output, *largest, palette.ink(1));
                        fillBox(output, *smallest, palette.ink(2));
                        return GridPair{input, output};
                    },
                    kSymmetries);
            }};
}

} // namespace ttt::synth
