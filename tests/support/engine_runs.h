// Runs of the real engine on a small model of its own, in a data folder of its own. Include before
// Qt Test.
#pragma once

#include "core/adapt/test_time_trainer.h"
#include "core/base/error.h"
#include "core/engine/make_engine.h"
#include "core/models/arc_decoder_file.h"
#include "tests/support/mirror_task.h"
#include "tests/support/recorded_run.h"
#include "tests/support/small_decoders.h"

#include <QTemporaryDir>

namespace ttt::test {

// A real task of ARC-AGI-1 with 3x3 grids, so that a small model is quick on it.
inline constexpr const char* kTask = "arc1-train:25ff71a9";

inline RunConfig quickConfig(const std::string& method) {
    RunConfig config;
    config.adapt.method = method;
    config.adapt.steps = 3;
    config.adapt.batchTokens = 200;
    config.adapt.loraRank = 4;
    config.adapt.loraAlpha = 8;
    config.decode.views = 3;
    config.vote.rescoreViews = 2;
    config.run.model = "arc-test";
    config.run.device = "cpu";
    config.run.dtype = "float32";
    config.run.threads = 1;
    config.run.snapshotEvery = 2;
    return config;
}

inline RunRequest requestFor(const std::vector<FewShotTask>& tasks, const RunConfig& config) {
    RunRequest request;
    for (const FewShotTask& task : tasks) request.tasks.push_back(withoutAnswers(task));
    request.config = config;
    return request;
}

// The file as it will be read by name: small, and trained a little on a mirror task so that its
// answers are small grids.
inline void writeTestModel(const std::filesystem::path& path) {
    ArcDecoder model = randomDecoder(3);
    const ArcCodec codec;
    const FewShotTask task = mirrorTask("m");
    Episode episode{{task.examples[0], task.examples[1]}, task.examples[2], {}};
    RunConfig config;
    config.adapt.steps = 20;
    config.adapt.batchTokens = 0;
    config.adapt.batchSize = 1;
    config.optimizer.fullLearningRate = 3e-3;
    {
        TestTimeTrainer trainer(model, codec, config, {episode}, {});
        for (int step = 0; step < 20; ++step) trainer.step();
    }
    saveArcDecoder(model, path, {});
}

// What tests of the engine start from; a member of each.
class EngineFixture {
public:
    // Needs the public ARC files.
    void makeModel() {
        const std::filesystem::path data = root() / "data";
        qputenv("XDG_DATA_HOME", QByteArray::fromStdString(data.string()));
        writeTestModel(data / "ttt-workbench" / "models" / "arc-test.safetensors");
        task = arcCatalog().find(kTask);
    }
    std::filesystem::path freshFolder() { return root() / ("f" + std::to_string(++folders_)); }

    // Stops at the first event that `when` accepts.
    Run playUntil(const RunRequest& request, const std::function<bool(const RunEvent&)>& when) {
        std::stop_source stop;
        return record(*engine, request, stop.get_token(), [&](const RunEvent& event) {
            if (when(event)) stop.request_stop();
        });
    }
    Run play(const RunRequest& request) { return record(*engine, request); }
    Run play(const RunConfig& config) { return play(requestFor({task}, config)); }

    std::unique_ptr<Engine> engine = makeEngine();
    FewShotTask task;

private:
    std::filesystem::path root() const { return folder_.path().toStdString(); }
    QTemporaryDir folder_;
    int folders_ = 0;
};

} // namespace ttt::test
