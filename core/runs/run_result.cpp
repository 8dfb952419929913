#include "core/runs/run_result.h"

namespace ttt {

const char* nameOf(RunStatus status) {
    switch (status) {
    case RunStatus::Done:
        return "done";
    case RunStatus::Stopped:
        return "stopped";
    case RunStatus::Failed:
        return "failed";
    }
    return "failed";
}

} // namespace ttt
