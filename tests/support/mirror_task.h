// Tasks whose rule is mirroring left to right: the scripted engine answers them wrongly without TTT
// and rightly with it. For tests of folders, suites and the command line.
#pragma once

#include "core/base/random.h"
#include "core/tasks/few_shot_task.h"

#include <string>

namespace ttt::test {

inline Grid mirrorImage(const Grid& grid) {
    Grid image(grid.height(), grid.width());
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) image.at(r, c) = grid.at(r, grid.width() - 1 - c);
    }
    return image;
}

// A grid without symmetry, so that no two images of it are equal: its first row counts up.
inline Grid unevenGrid(Rng& random, int height = 3, int width = 4) {
    Grid grid(height, width);
    for (int r = 0; r < height; ++r) {
        for (int c = 0; c < width; ++c) {
            grid.at(r, c) = static_cast<uint8_t>(r == 0 ? c + 1 : random.below(kColours));
        }
    }
    return grid;
}

inline FewShotTask mirrorTask(const std::string& id, int tests = 1, uint64_t seed = 1) {
    Rng random(seed, id);
    FewShotTask task{id, {}, {}, {}};
    for (int i = 0; i < 3; ++i) {
        const Grid grid = unevenGrid(random);
        task.examples.push_back({grid, mirrorImage(grid)});
    }
    for (int i = 0; i < tests; ++i) {
        const Grid grid = unevenGrid(random);
        task.queries.push_back({grid, mirrorImage(grid)});
    }
    return task;
}

} // namespace ttt::test
