#include "app/signal_stop.h"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace ttt {

namespace {

constexpr int kInterruptedExit = 130;

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

SignalStop::SignalStop() {
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    watcher_ = std::thread([this] { watch(); });
}

SignalStop::~SignalStop() {
    ended_ = true;
    // The watcher waits for it; all threads block it.
    // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
    pthread_kill(watcher_.native_handle(), SIGTERM);
    watcher_.join();
}

void SignalStop::watch() {
    const sigset_t set = stopSignals();
    for (;;) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0) continue;
        if (ended_) return;
        if (source_.stop_requested()) ::_exit(kInterruptedExit);
        source_.request_stop();
    }
}

} // namespace ttt
