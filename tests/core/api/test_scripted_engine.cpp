#include "core/api/faulty_engine.h"
#include "core/api/scripted_engine.h"
#include "tests/support/mirror_task.h"
#include "tests/support/recorded_run.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <thread>

using namespace ttt;
namespace fs = std::filesystem;

namespace {

RunRequest requestFor(const FewShotTask& task, int64_t steps = 20) {
    RunRequest request;
    request.tasks = {withoutAnswers(task)};
    request.config.adapt.steps = steps;
    return request;
}

FaultyEngine faulty(Fault fault, int64_t atStep = 1, ScriptedOptions options = {}) {
    return FaultyEngine(std::make_unique<ScriptedEngine>(options), fault, atStep);
}

} // namespace

class TestScriptedEngine : public QObject {
    Q_OBJECT

    FewShotTask task_ = test::mirrorTask("m1", 2);

private Q_SLOTS:
    void eventsTellTheWholeRun() {
        ScriptedEngine engine;
        const test::Run run = test::record(engine, requestFor(task_, 25));
        QCOMPARE(run.result.status, RunStatus::Done);
        QCOMPARE(run.all<StepMetrics>().size(), size_t{25});
        QCOMPARE(run.all<StepMetrics>().back().step, int64_t{25});
        QVERIFY(run.all<StepMetrics>().back().lossNats < run.all<StepMetrics>().front().lossNats);
        QCOMPARE(run.all<PredictionSnapshot>().size(), size_t{6}); // steps 0, 10, 20; two tests
        QCOMPARE(run.all<AttemptsChosen>().size(), size_t{4});
        QCOMPARE(run.all<RunStarted>().at(0).plannedSteps, int64_t{25});
        QCOMPARE(run.all<PhaseChanged>().back().phase, Phase::Finished);
        QCOMPARE(run.result.tasks[0].withTtt[1].attempts[0], *task_.queries[1].output);
        QVERIFY(run.result.tasks[0].withoutTtt[1].attempts[0] != *task_.queries[1].output);
    }

    void sameRequestGivesTheSameNumbers() {
        ScriptedEngine engine;
        const test::Run one = test::record(engine, requestFor(task_));
        const test::Run two = test::record(engine, requestFor(task_));
        for (size_t i = 0; i < 20; ++i) {
            QCOMPARE(one.all<StepMetrics>()[i].lossNats, two.all<StepMetrics>()[i].lossNats);
        }
        QCOMPARE(one.result.tasks[0].withTtt, two.result.tasks[0].withTtt);
    }

    void stopEndsWithinAStep() {
        ScriptedEngine engine({.stepDelay = std::chrono::seconds(30)});
        std::stop_source stop;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            stop.request_stop();
        });
        const auto start = std::chrono::steady_clock::now();
        const test::Run run = test::record(engine, requestFor(task_), stop.get_token());
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
        QCOMPARE(run.result.status, RunStatus::Stopped);
        QVERIFY(run.result.tasks[0].withTtt.empty());
        QVERIFY(run.result.tasks[0].withoutTtt.empty());
    }

    void adapterAnswersWithoutTraining() {
        ScriptedEngine engine;
        RunRequest request = requestFor(task_);
        request.adapterIn = "/some/adapter";
        const test::Run run = test::record(engine, request);
        QCOMPARE(run.result.steps, int64_t{0});
        QVERIFY(run.all<StepMetrics>().empty());
        QCOMPARE(run.result.tasks[0].withTtt.size(), size_t{2});
    }

    void baselinesAreComputedOnce() {
        const QTemporaryDir folder;
        ScriptedEngine engine({.testDelay = std::chrono::milliseconds(30)});
        RunRequest request = requestFor(task_, 1);
        request.baselines = folder.path().toStdString();
        const test::Run first = test::record(engine, request);
        const test::Run second = test::record(engine, request);
        QVERIFY(first.result.seconds.baseline > 0.1);
        QVERIFY(second.result.seconds.baseline < 0.05);
        QCOMPARE(second.result.tasks[0].withoutTtt, first.result.tasks[0].withoutTtt);
        QCOMPARE(second.all<AttemptsChosen>().size(), first.all<AttemptsChosen>().size());
    }

    void whatCannotStartIsAnError() {
        ScriptedEngine engine;
        RunRequest request = requestFor(task_);
        request.config.run.device = "cuda:7";
        QVERIFY_EXCEPTION_THROWN(test::record(engine, request), Error);
        request = requestFor(task_);
        request.config.run.model = "nothing";
        QVERIFY_EXCEPTION_THROWN(test::record(engine, request), Error);
        request = requestFor(task_);
        request.config.adapt.loraRank = -1;
        QVERIFY_EXCEPTION_THROWN(test::record(engine, request), Error);
        QVERIFY_EXCEPTION_THROWN(test::record(engine, RunRequest{}), Error);
    }

    void previewLeavesEachDemonstrationOut() {
        ScriptedEngine engine;
        const EpisodePreview preview = engine.previewEpisodes(withoutAnswers(task_), {});
        QCOMPARE(preview.final, int64_t{3});
        QCOMPARE(preview.episodes[1].query, task_.examples[1]);
        QCOMPARE(preview.episodes[1].provenance.order, (std::vector{0, 2}));
        const TokenInspection tokens = engine.inspect(preview.episodes[1], {});
        QCOMPARE(static_cast<int64_t>(tokens.ids.size()), preview.tokens[1]);
        QCOMPARE(tokens.lossMask.size(), tokens.ids.size());
    }

    void faultsAtTheStartAreErrors() {
        FaultyEngine start = faulty(Fault::AtStart);
        QVERIFY_EXCEPTION_THROWN(test::record(start, requestFor(task_)), Error);
        FaultyEngine device = faulty(Fault::MissingDevice);
        try {
            test::record(device, requestFor(task_));
            QFAIL("the missing device was not missed");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Device);
        }
        FaultyEngine foreign = faulty(Fault::ForeignError);
        QVERIFY_EXCEPTION_THROWN(test::record(foreign, requestFor(task_)), std::runtime_error);
    }

    void failureOfAStepKeepsWhatWasMeasured() {
        FaultyEngine engine = faulty(Fault::OutOfMemory, 5);
        const test::Run run = test::record(engine, requestFor(task_));
        QCOMPARE(run.result.status, RunStatus::Failed);
        QVERIFY(run.result.error.find("out of memory") != std::string::npos);
        QCOMPARE(run.result.steps, int64_t{4});
        QCOMPARE(run.all<StepMetrics>().size(), size_t{4});
        QVERIFY(run.result.lastLossNats.has_value());
    }

    void lossThatIsNotANumberNamesStepAndLastGoodLoss() {
        FaultyEngine engine = faulty(Fault::NotANumber, 3);
        const test::Run run = test::record(engine, requestFor(task_));
        QCOMPARE(run.result.status, RunStatus::Failed);
        QVERIFY(run.result.error.find("step 3") != std::string::npos);
        QVERIFY(std::isnan(run.all<StepMetrics>().back().lossNats));
        QVERIFY(std::isfinite(*run.result.lastLossNats));
    }

    void endlessStepHonoursStop() {
        FaultyEngine engine = faulty(Fault::EndlessStep, 2);
        std::stop_source stop;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            stop.request_stop();
        });
        const test::Run run = test::record(engine, requestFor(task_), stop.get_token());
        QCOMPARE(run.result.status, RunStatus::Stopped);
        QVERIFY(run.all<StepMetrics>().size() <= 2);
    }
};

QTEST_GUILESS_MAIN(TestScriptedEngine)
#include "test_scripted_engine.moc"
