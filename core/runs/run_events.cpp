#include "core/runs/run_events.h"

namespace ttt {

const char* nameOf(Phase phase) {
    switch (phase) {
    case Phase::Loading:
        return "loading";
    case Phase::Augmenting:
        return "augmenting";
    case Phase::Baseline:
        return "baseline";
    case Phase::Training:
        return "training";
    case Phase::Predicting:
        return "predicting";
    case Phase::Voting:
        return "voting";
    case Phase::Finished:
        return "finished";
    }
    return "loading";
}

} // namespace ttt
