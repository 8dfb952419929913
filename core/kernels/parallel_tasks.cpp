#include "core/kernels/parallel_tasks.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <atomic>
#include <omp.h>

namespace ttt {

void forEachTask(int64_t count, const std::function<void(int64_t)>& work) {
    std::atomic<int64_t> next = 0;
    const bool gradients = at::GradMode::is_enabled();
    const int64_t workers = std::min<int64_t>(at::get_num_threads(), count);
    at::parallel_for(0, workers, 1, [&](int64_t, int64_t) {
        // oneDNN splits sums by the threads that a nested region could have, which is this thread's
        // own setting and ends with the region.
        if (workers > 1) omp_set_num_threads(1);
        const at::AutoGradMode mode(gradients);
        for (int64_t i = next++; i < count; i = next++) work(i);
    });
}

} // namespace ttt
