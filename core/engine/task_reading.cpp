#include "core/engine/task_reading.h"

#include "core/base/error.h"
#include "core/tokens/arc_codec.h"
#include "core/tokens/text_codec.h"

namespace ttt {

TaskReading readingOf(ModelStore& store, const RunConfig& config, bool grids) {
    const std::string& model = config.run.model;
    if (store.readsText(model)) {
        const PromptFormat& format = findPromptFormat(config.task.format, grids);
        return {std::make_shared<TextCodec>(store.tokens(model), format, config.decode), &format};
    }
    if (!grids) {
        throw Error(ErrorKind::BadInput, "run.model",
                    "found \"" + model +
                        "\", which reads grids, expected a language model for a "
                        "task of texts",
                    "take --model smollm2-135m, a .gguf file or a Hugging Face folder");
    }
    return {std::make_shared<ArcCodec>(store.gridReading(model)), nullptr};
}

bool areGrids(std::span<const SolverTask> tasks, const RunConfig& config) {
    if (tasks.empty()) {
        throw Error(ErrorKind::BadInput, "run", "found no task, expected at least one");
    }
    const bool grids = isGridTask(tasks.front());
    const bool shows = config.adapt.method != "none" || config.decode.showDemonstrations;
    for (const SolverTask& task : tasks) {
        if (isGridTask(task) != grids) {
            throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                        std::string("found a task of ") + (grids ? "texts" : "grids") +
                            " beside tasks of " + (grids ? "grids" : "texts") +
                            ", expected one kind");
        }
        if (task.examples.empty() && (grids || shows)) {
            throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                        "found no demonstration, expected at least one",
                        "raise task.shots, or ask without them (decode.show_demonstrations)");
        }
        if (config.adapt.method != "none" && config.task.holdOut == 0 &&
            task.examples.size() == 1) {
            throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                        "found one demonstration and task.hold_out 0, which leaves none to train "
                        "on, expected -1 (none)");
        }
    }
    return grids;
}

std::string remarkOnHoldOut(const SolverTask& task, const RunConfig& config) {
    const auto shown = static_cast<int64_t>(task.examples.size());
    if (config.adapt.method == "none" || config.task.holdOut < shown) return {};
    return qualifiedId(task.set, task.id) + ": no demonstration is held out, as task.hold_out is " +
           std::to_string(config.task.holdOut) + " and the last one is number " +
           std::to_string(shown - 1);
}

} // namespace ttt
