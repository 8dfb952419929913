// One run from the window's point of view on the worker's side: it makes the run folder, lets the
// engine run, writes every event into the folder first and then posts it, and turns whatever is
// thrown into a closing message. Nothing escapes from it.
#pragma once

#include "core/api/engine.h"
#include "core/runs/run_folder.h"
#include "ui/runs/event_mailbox.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace ttt {

struct RunOrder {
    std::vector<FewShotTask> tasks;
    RunConfig config;
};

class RunSession {
public:
    RunSession(int64_t number, RunOrder order, EventMailbox& mailbox);

    void run(Engine& engine, const std::stop_token& workerStop);
    void refuse(const std::string& problem); // closes the run as failed
    void stop() { stop_.request_stop(); }    // from any thread
    // From any thread: the engine is held after its next training step or candidate until it is let
    // go on or stopped. The time held is counted nowhere.
    void setPaused(bool paused);
    bool stopRequested() const { return stop_.stop_requested(); }

private:
    RunResult runEngine(Engine& engine, RunFolderWriter& writer);
    RunResult guarded(Engine& engine);
    RunEvent withoutPauses(RunEvent event) const;
    void note(const RunEvent& event);
    void holdWhilePaused();
    void subtractPauses(RunSeconds& seconds) const;
    void close(RunResult result);

    int64_t number_;
    RunOrder order_;
    EventMailbox& mailbox_;
    std::stop_source stop_;
    std::mutex pauseMutex_;
    std::condition_variable_any pauseEnded_;
    bool paused_ = false;
    Phase phase_ = Phase::Loading;
    std::map<Phase, double> pausedSeconds_; // touched by the worker only
    std::filesystem::path folder_;
    RunResult measured_; // for the result of a run that ended with an exception
};

} // namespace ttt
