// A run of any engine, with all of its events.
#pragma once

#include "core/api/engine.h"

#include <functional>
#include <utility>
#include <vector>

namespace ttt::test {

struct Run {
    RunResult result;
    std::vector<RunEvent> events;

    template <typename Event>
    std::vector<Event> all() const {
        std::vector<Event> found;
        for (const RunEvent& event : events) {
            if (const auto* match = std::get_if<Event>(&event)) found.push_back(*match);
        }
        return found;
    }
    std::vector<Phase> phases() const {
        std::vector<Phase> found;
        for (const PhaseChanged& change : all<PhaseChanged>()) found.push_back(change.phase);
        return found;
    }
    std::vector<double> losses() const {
        std::vector<double> found;
        for (const StepMetrics& step : all<StepMetrics>()) found.push_back(step.lossNats);
        return found;
    }
};

inline Run record(Engine& engine, const RunRequest& request, std::stop_token stop = {},
                  const RunObserver& alsoTell = {}) {
    Run run;
    run.result = engine.run(
        request,
        [&](const RunEvent& event) {
            run.events.push_back(event);
            if (alsoTell) alsoTell(event);
        },
        std::move(stop));
    return run;
}

} // namespace ttt::test
