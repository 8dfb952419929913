// "random-orders" episodes without end, the embedded model's recipe: all demonstrations in a
// random order under a random transform and colour map, a share of them plain; the last one is
// the query. With every output in the loss each position is a leave-out episode. Read by the
// trainer one by one; exhaustive sets are in adaptation_set.h.
#pragma once

#include "core/transforms/adaptation_set.h"

#include <string>
#include <vector>

namespace ttt {

class EpisodeStream {
public:
    // BadInput if no task has a demonstration to train on.
    EpisodeStream(std::vector<SolverTask> tasks, const RunConfig& config, TokenCounter tokens);

    // Takes the tasks in turn. Demonstrations are dropped from the front until the episode has
    // fewer tokens than config.task.maxTokens; BadInput where single pairs never do.
    Episode next();

private:
    struct Source {
        SolverTask task;
        std::vector<int> pairs;              // demonstrations that take part
        std::vector<std::string> transforms; // identity and those within the side limit
        int background = 0;
        bool grids = true;
    };
    Source sourceOf(SolverTask task) const;
    Episode draw(const Source& source, uint64_t index) const;
    bool shorten(Episode& episode) const;

    RunConfig config_;
    TokenCounter tokens_;
    std::vector<Source> sources_;
    uint64_t drawn_ = 0;
};

} // namespace ttt
