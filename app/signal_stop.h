// SIGINT and SIGTERM as a stop request: the first asks the work to stop at its next step, a second
// ends the process at once. Made by main before any other thread, so that all inherit the mask.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace ttt {

class SignalStop {
public:
    SignalStop();
    ~SignalStop();
    SignalStop(const SignalStop&) = delete;
    SignalStop& operator=(const SignalStop&) = delete;

    std::stop_token token() const { return source_.get_token(); }

private:
    void watch();

    std::stop_source source_;
    std::atomic<bool> ended_ = false;
    std::thread watcher_;
};

} // namespace ttt
