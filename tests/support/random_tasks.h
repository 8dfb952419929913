// Random grids and tasks for property tests, and the public tasks that golden files speak of.
#pragma once

#include "core/base/random.h"
#include "core/tasks/data_sets.h"
#include "core/tasks/few_shot_task.h"

#include <filesystem>
#include <string>

namespace ttt::test {

inline Grid randomGrid(Rng& random, int maxSide) {
    Grid grid(random.between(1, maxSide), random.between(1, maxSide));
    const int colours = random.between(1, kColours);
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            grid.at(r, c) = static_cast<uint8_t>(random.below(colours));
        }
    }
    return grid;
}

inline SolverTask randomTask(Rng& random, int maxSide, int pairs) {
    SolverTask task;
    task.id = "random";
    for (int i = 0; i < pairs; ++i) {
        task.examples.push_back({randomGrid(random, maxSide), randomGrid(random, maxSide)});
    }
    task.queries.push_back(randomGrid(random, maxSide));
    return task;
}

inline bool haveArcFiles() {
    return std::filesystem::exists(defaultArcFolder() / "arcagi_aa922be.json");
}

inline TaskCatalog arcCatalog() {
    return TaskCatalog(defaultArcFolder(),
                       std::filesystem::path(TTT_SOURCE_DIR) / "resources" / "arc");
}

} // namespace ttt::test

// First statement of a test slot that needs the public ARC files.
#define TTT_NEEDS_ARC()                                                                            \
    if (!ttt::test::haveArcFiles()) QSKIP("ARC data files not found: set TTT_ARC_DIR")
