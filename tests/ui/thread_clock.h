// Times of the calling thread: what our own code costs, whatever else the machine does.
#pragma once

#include <ctime>
#include <fstream>

namespace ttt::test {

// Processor time.
inline double threadMs() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

// How long the thread has been ready to run while the scheduler ran others; 0 where the kernel does
// not count it (Documentation/scheduler/sched-stats.rst, second number).
inline double waitedForCoreMs() {
    std::ifstream file("/proc/thread-self/schedstat");
    double ranNs = 0;
    double waitedNs = 0;
    return file >> ranNs >> waitedNs ? waitedNs / 1e6 : 0;
}

} // namespace ttt::test
