// Independent pieces of work on the processor's threads, each computed by one thread as a whole, so
// that results do not depend on the number of threads.
#pragma once

#include <cstdint>
#include <functional>

namespace ttt {

// work(i) for i from 0 to count - 1, in any order; on one thread where only one is wanted or this
// is a piece of such work itself. Grad mode is that of the caller. The first exception is rethrown.
void forEachTask(int64_t count, const std::function<void(int64_t)>& work);

} // namespace ttt
