#include "core/base/error.h"
#include "tests/support/engine_runs.h"

#include <QtTest/QtTest>

#include <cmath>
#include <mutex>
#include <thread>

using namespace ttt;
using namespace ttt::test;
namespace fs = std::filesystem;

namespace {

// A task like the mirror task, of grids of `side` rows and columns.
FewShotTask taskOfSide(const std::string& id, int side) {
    Rng random(static_cast<uint64_t>(side), id);
    FewShotTask task{id, {}, {}, {}};
    for (int i = 0; i < 4; ++i) {
        const Grid grid = unevenGrid(random, side, side);
        if (i < 3) task.examples.push_back({grid, mirrorImage(grid)});
        if (i == 3) task.queries.push_back({grid, mirrorImage(grid)});
    }
    return task;
}

RunConfig togetherConfig() {
    RunConfig config = quickConfig("lora");
    config.adapt.steps = 5;
    config.optimizer.learningRate = 1e-3;
    return config;
}

} // namespace

class TestTogether : public QObject {
    Q_OBJECT

    EngineFixture engine_;
    std::vector<FewShotTask> tasks_;

    std::vector<RunRequest> requests(const RunConfig& config) {
        std::vector<RunRequest> list;
        for (const FewShotTask& task : tasks_) list.push_back(requestFor({task}, config));
        return list;
    }

    std::vector<Run> playTogether(const std::vector<RunRequest>& requests,
                                  const std::function<bool(const RunEvent&)>& stopAt = {}) {
        std::vector<Run> runs(requests.size());
        std::stop_source stop;
        const auto caller = std::this_thread::get_id();
        const std::vector<RunResult> results = engine_.engine->runTogether(
            requests,
            [&](size_t run, const RunEvent& event) {
                QVERIFY(std::this_thread::get_id() == caller);
                runs.at(run).events.push_back(event);
                if (stopAt && stopAt(event)) stop.request_stop();
            },
            stop.get_token());
        for (size_t i = 0; i < runs.size(); ++i) runs[i].result = results.at(i);
        return runs;
    }

private Q_SLOTS:
    void initTestCase() {
        TTT_NEEDS_ARC();
        engine_.makeModel();
        tasks_ = {engine_.task, taskOfSide("five", 5), mirrorTask("m", 2), taskOfSide("nine", 9)};
    }

    void everyTaskHasTheRunThatItHasAlone() {
        for (const int64_t threads : {1, 2}) {
            RunConfig config = togetherConfig();
            config.run.threads = threads;
            config.adapt.answerEvery = 2;
            const std::vector<Run> together = playTogether(requests(config));
            for (size_t i = 0; i < tasks_.size(); ++i) {
                const Run alone = engine_.play(requestFor({tasks_[i]}, config));
                const Run& run = together[i];
                QCOMPARE(run.result.status, RunStatus::Done);
                QCOMPARE(run.result.trainedTogether, std::ssize(tasks_));
                QCOMPARE(alone.result.trainedTogether, 1);
                QVERIFY(run.phases() == alone.phases());
                QCOMPARE(run.losses().size(), alone.losses().size());
                for (size_t s = 0; s < alone.losses().size(); ++s) {
                    QVERIFY(std::abs(run.losses()[s] / alone.losses()[s] - 1) < 1e-4);
                }
                QCOMPARE(run.events.size(), alone.events.size());
                QCOMPARE(run.result.trainedTokens, alone.result.trainedTokens);
                QCOMPARE(run.all<RunStarted>()[0].taskIds, alone.all<RunStarted>()[0].taskIds);
                const TaskAnswers& answers = run.result.tasks.at(0);
                const TaskAnswers& expected = alone.result.tasks.at(0);
                QCOMPARE(answers.taskId, expected.taskId);
                QCOMPARE(answers.withTtt.size(), tasks_[i].queries.size());
                for (size_t t = 0; t < answers.withTtt.size(); ++t) {
                    QCOMPARE(answers.withTtt[t].attempts, expected.withTtt[t].attempts);
                    QCOMPARE(answers.withoutTtt[t].attempts, expected.withoutTtt[t].attempts);
                }
            }
        }
    }

    void everyTaskWritesItsOwnAdapterAndBaseline() {
        std::vector<RunRequest> all = requests(togetherConfig());
        const fs::path baselines = engine_.freshFolder();
        for (RunRequest& request : all) {
            request.adapterOut = engine_.freshFolder();
            request.baselines = baselines;
        }
        const std::vector<Run> runs = playTogether(all);
        for (size_t i = 0; i < all.size(); ++i) {
            RunRequest again = all[i];
            again.adapterIn = all[i].adapterOut;
            again.adapterOut.clear();
            const Run answered = engine_.play(again);
            QCOMPARE(answered.result.tasks[0].withTtt[0].attempts,
                     runs[i].result.tasks[0].withTtt[0].attempts);
        }
        QCOMPARE(std::distance(fs::directory_iterator(baselines), fs::directory_iterator()),
                 std::ptrdiff_t{4});
    }

    void aTaskWithoutRoomFailsAlone() {
        RunConfig config = togetherConfig();
        config.adapt.episodes = "leave-one-out";
        config.task.maxTokens = 200; // three pairs of 9x9 cells have 486
        const std::vector<Run> runs = playTogether(requests(config));
        for (size_t i = 0; i < runs.size(); ++i) {
            const bool fits = i + 1 < runs.size();
            QCOMPARE(runs[i].result.status, fits ? RunStatus::Done : RunStatus::Failed);
            QCOMPARE(runs[i].result.steps, fits ? 5 : 0);
            QCOMPARE(runs[i].phases().back(), Phase::Finished);
        }
        QVERIFY(runs.back().result.error.find("nine") != std::string::npos);
    }

    void aStopEndsAllOfThem() {
        const std::vector<Run> runs =
            playTogether(requests(togetherConfig()), [](const RunEvent& event) {
                const auto* step = std::get_if<StepMetrics>(&event);
                return step != nullptr && step->step == 3;
            });
        for (const Run& run : runs) {
            QCOMPARE(run.result.status, RunStatus::Stopped);
            QCOMPARE(run.result.steps, 3);
            QVERIFY(run.result.tasks.at(0).withTtt.empty());
        }
    }

    void agreementEndsATaskAndNotTheOthers() {
        RunConfig config = togetherConfig();
        config.adapt.steps = 6;
        config.adapt.answerEvery = 2;
        config.adapt.stopAgreement = 1;
        config.decode.views = 2;
        const std::vector<Run> together = playTogether(requests(config));
        for (size_t i = 0; i < tasks_.size(); ++i) {
            const Run alone = engine_.play(requestFor({tasks_[i]}, config));
            QCOMPARE(together[i].result.steps, alone.result.steps);
            QCOMPARE(together[i].result.interim.size(), alone.result.interim.size());
        }
    }

    void whatCannotShareAPassRunsOneAfterAnother() {
        RunConfig dropout = togetherConfig();
        dropout.adapt.loraDropout = 0.2;
        for (const RunConfig& config : {dropout, quickConfig("full"), quickConfig("none")}) {
            for (const Run& run : playTogether(requests(config))) {
                QCOMPARE(run.result.status, RunStatus::Done);
                QCOMPARE(run.result.trainedTogether, 1);
                QCOMPARE(run.result.tasks.at(0).withoutTtt.empty(), false);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTogether)
#include "test_together.moc"
