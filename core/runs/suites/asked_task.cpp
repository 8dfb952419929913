#include "core/runs/suites/asked_task.h"

#include "core/tasks/item_draw.h"

namespace ttt {

FewShotTask askedTask(const FewShotTask& task, const RunConfig& config) {
    return drawn(task, {static_cast<uint64_t>(config.run.seed), static_cast<int>(config.task.shots),
                        static_cast<int>(config.task.items)});
}

} // namespace ttt
