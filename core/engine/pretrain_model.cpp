#include "core/engine/pretrain_model.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/thread_count.h"
#include "core/engine/pretraining_mixture.h"
#include "core/kernels/devices.h"
#include "core/tasks/data_sets.h"

#include <ATen/Parallel.h>

namespace ttt {

void requireTrainable(const PretrainConfig& config, const std::filesystem::path& folder) {
    decoderShape(config);
    requireOwnCheckpoint(config, folder);
    try {
        resolveDevice(config.device);
    } catch (const Error& error) {
        throw Error(ErrorKind::NotFound, "--device", error.message());
    }
}

bool pretrainModel(const PretrainConfig& config, const std::filesystem::path& folder,
                   const std::filesystem::path& arcFolder, int threads,
                   const PretrainObserver& observer, std::stop_token stop) {
    at::set_num_threads(threadCount(threads));
    TaskCatalog catalog(arcFolder, resourceFolder() / "arc");
    TrainingTasks tasks = splitTrainingTasks(catalog.set("arc1-train"));
    const HeldOutEpisodes heldOut{heldOutEpisodes(tasks.heldOut, config.maxTokens),
                                  heldOutFamilyEpisodes(config.maxTokens)};
    const EpisodeSource source = pretrainingMixture(std::move(tasks.seen), config.taskShare);
    return pretrain(config, source, heldOut, folder, observer, std::move(stop));
}

} // namespace ttt
