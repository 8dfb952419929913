// Processor time of the calling thread: what our own code costs, whatever else the machine does.
#pragma once

#include <ctime>

namespace ttt::test {

inline double threadMs() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

} // namespace ttt::test
