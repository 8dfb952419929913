// How many threads a computation has where its config leaves it open.
#pragma once

#include <cstdint>

namespace ttt {

// `asked`; where that is 0 what OMP_NUM_THREADS says, else all cores that this process may use.
int threadCount(int64_t asked);

} // namespace ttt
