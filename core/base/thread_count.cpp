#include "core/base/thread_count.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace ttt {

int threadCount(int64_t asked) {
    if (asked > 0) return static_cast<int>(asked);
    const char* const environment = std::getenv("OMP_NUM_THREADS");
    const std::string_view text = environment == nullptr ? "" : environment;
    int threads = 0; // OpenMP allows a list, of which the first counts here
    std::from_chars(text.data(), text.data() + text.size(), threads);
    if (threads > 0) return threads;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

} // namespace ttt
