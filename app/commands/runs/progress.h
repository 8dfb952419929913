// Progress of a run on standard error: a bar on a terminal, else a line every few seconds. Fed with
// the run's events by the commands run and suite.
#pragma once

#include "core/runs/run_events.h"

#include <chrono>
#include <ostream>
#include <string>

namespace ttt {

class Progress {
public:
    // label: what is being worked on, "arc1-eval:1a2e2828" or "3/80 arc1-eval:1a2e2828".
    Progress(std::ostream& err, bool bar, std::string label);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void note(const RunEvent& event);
    // Text that stays, of one or more lines.
    void keep(const std::string& text);

private:
    using Clock = std::chrono::steady_clock;

    void show(const std::string& text);
    void keepLine(const std::string& text); // after the label

    std::ostream& err_;
    bool bar_;
    std::string label_;
    int64_t plannedSteps_ = 0;
    int64_t candidates_ = 0;
    const char* phase_ = "starting";
    bool barShown_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point nextShow_ = start_;
};

} // namespace ttt
