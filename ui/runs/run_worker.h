// The one thread on which the engine lives: it makes the engine there, runs jobs first in, first
// out, and answers questions (previews, estimates) between them, of which the newest replaces one
// on the same topic that waits. It knows nothing of windows or run folders.
#pragma once

#include "core/api/engine.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace ttt {

class RunWorker {
public:
    using MakeEngine = std::function<std::unique_ptr<Engine>()>;
    struct Job {
        std::function<void(Engine&, std::stop_token)> work;
        // In place of `work` where no engine could be made; why, for the user.
        std::function<void(const std::string&)> refused;
    };

    explicit RunWorker(MakeEngine makeEngine);
    ~RunWorker(); // asks the current job to stop, drops what waits, and joins
    RunWorker(const RunWorker&) = delete;
    RunWorker& operator=(const RunWorker&) = delete;

    void submit(Job job);
    void ask(const std::string& topic, Job question);

private:
    void serve(const std::stop_token& stop);
    bool takeNext(Job& job, const std::stop_token& stop);
    void perform(const Job& job, const std::stop_token& stop);

    MakeEngine makeEngine_;
    std::unique_ptr<Engine> engine_; // touched by the worker only
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Job> jobs_;
    std::deque<std::pair<std::string, Job>> questions_; // topics in the order of their first one
    std::jthread thread_;                               // last, so that it ends before what it uses
};

} // namespace ttt
