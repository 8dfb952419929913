#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

#include <array>

namespace ttt::synth {

namespace {

// Where a ray goes on that came in direction 0..3 (up, right, down, left): at mirrors / and \.
constexpr std::array<std::array<size_t, 4>, 2> kReflected{{{1, 0, 3, 2}, {3, 2, 1, 0}}};

// Diagonal mirrors of three cells, or single cells: of one colour "turn right", of another "left".
struct Mirrors {
    bool diagonal;
    Colour first;
    Colour second;

    // 0 or 1, which kind of mirror the cell belongs to; -1 if it is none or in doubt.
    int kindAt(const Grid& grid, Cell cell) const {
        const Colour colour = colourAt(grid, cell);
        if (!diagonal) return colour == first ? 0 : (colour == second ? 1 : -1);
        const auto has = [&](size_t step) {
            return colourOr(grid, cell + kSteps[step], kClear) == first;
        };
        const bool rising = has(4) || has(6);
        if (colour != first || rising == (has(5) || has(7))) return -1;
        return rising ? 0 : 1;
    }
    size_t turn(int kind, size_t direction) const {
        if (diagonal) return kReflected[static_cast<size_t>(kind)][direction];
        return (direction + (kind == 0 ? 1 : 3)) % 4;
    }
    Grid sprite(int kind) const {
        if (!diagonal) return Grid(1, 1, kind == 0 ? first : second);
        Grid grid(3, 3, kClear);
        for (int i = 0; i < 3; ++i) grid.at(i, kind == 0 ? 2 - i : i) = first;
        return grid;
    }
};

struct Ray {
    std::vector<Cell> cells;
    int turns = 0;
    uint64_t kinds = 0;
    bool clear = false; // it left the grid and met nothing but mirrors
};

Ray followRay(const Grid& grid, const Mirrors& mirrors, Cell cell, Colour background) {
    Ray ray;
    size_t direction = 1;
    bool turned = true; // since the last step
    for (int k = 0; k < 400; ++k) {
        const Cell next = cell + kSteps[direction];
        if (!inside(grid, next)) {
            ray.clear = true;
            return ray;
        }
        if (colourAt(grid, next) == background) {
            ray.cells.push_back(cell = next);
            turned = false;
            continue;
        }
        // Two turns in one cell would be hard to see.
        const int kind = mirrors.kindAt(grid, next);
        if (kind < 0 || turned) return ray;
        turned = true;
        direction = mirrors.turn(kind, direction);
        ++ray.turns;
        ray.kinds |= uint64_t{1} << kind;
    }
    return ray;
}

} // namespace

RuleFamily mirrorRays() {
    return {.name = "mirror_rays",
            .group = "rays",
            .description =
                "A ray from a dot at the border turns at mirrors until it leaves the grid",
            .variants = 8,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const Mirrors mirrors{random.chance(0.5), palette.ink(0), palette.ink(1)};
                const bool ownColour = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    const Cell dot{r.between(1, input.height() - 2), 0};
                    cellOf(input, dot) = palette.ink(2);
                    // A mirror is put somewhere in the last straight part of the ray, again and
                    // again; others stand beside it.
                    const int wanted = r.between(1, 2 + input.area() / 60);
                    for (int tries = 0; tries < 30; ++tries) {
                        const Ray ray = followRay(input, mirrors, dot, palette.background);
                        if (!ray.clear || ray.turns >= wanted) break;
                        const Grid sprite = mirrors.sprite(r.below(2));
                        const Cell at = r.pick(ray.cells);
                        Grid next = input;
                        const int half = sprite.height() / 2;
                        paste(next, sprite, at - Cell{half, half});
                        if (followRay(next, mirrors, dot, palette.background).turns > ray.turns) {
                            input = next;
                        }
                    }
                    for (int i = input.area() / 40; i > 0; --i) {
                        placeFreely(r, input, mirrors.sprite(r.below(2)), palette.background);
                    }
                    const Ray ray = followRay(input, mirrors, dot, palette.background);
                    if (!ray.clear || ray.turns == 0) return std::nullopt;
                    Grid output = input;
                    for (const Cell cell : ray.cells) {
                        cellOf(output, cell) = palette.ink(ownColour ? 2 : 3);
                    }
                    return turned(GridPair{input, output, ray.kinds}, r.below(4));
                };
            }};
}

} // namespace ttt::synth
