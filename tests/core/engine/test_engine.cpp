#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/runs/run_folder.h"
#include "tests/support/engine_runs.h"

#include <QtTest/QtTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace ttt;
using namespace ttt::test;
namespace fs = std::filesystem;

class TestEngine : public QObject {
    Q_OBJECT

    EngineFixture engine_;

private Q_SLOTS:
    void initTestCase() {
        TTT_NEEDS_ARC();
        engine_.makeModel();
    }

    // Comes first, as what other runs leave in the process counts too.
    void theMemoryIsWithinAQuarterOfTheEstimate() {
        RunConfig config = loadConfig("quick");
        config.adapt.steps = 2;
        config.decode.views = 1;
        config.run.device = "cpu";
        const FewShotTask task = arcCatalog().find("arc1-eval:009d5c81"); // 1,980 tokens a step
        for (const auto& [model, method] :
             {std::pair{"arc-nano", "full"}, {"arc-base", "full"}, {"arc-base", "lora"}}) {
            config.run.model = model;
            config.adapt.method = method;
            const CostEstimate cost = engine_.engine->estimateCost(withoutAnswers(task), config);
            const Run run = record(*engine_.engine, requestFor({task}, config));
            QCOMPARE(run.result.error, std::string());
            const double ratio = static_cast<double>(cost.memoryBytes) /
                                 static_cast<double>(run.result.peakMemoryBytes);
            QVERIFY2(ratio > 0.75 && ratio < 1.25,
                     qPrintable(QString("%1 %2: %3").arg(model, method).arg(ratio)));
        }
    }

    void aRunReportsItsPhasesStepsSnapshotsAndAnswersInOrder() {
        const Run run = engine_.play(quickConfig("lora"));
        QCOMPARE(run.result.status, RunStatus::Done);
        // The answer without TTT comes after the first step.
        const std::vector<Phase> expected{Phase::Loading,  Phase::Augmenting, Phase::Training,
                                          Phase::Baseline, Phase::Training,   Phase::Predicting,
                                          Phase::Finished};
        QVERIFY(run.phases() == expected);
        const auto started = run.all<RunStarted>();
        QCOMPARE(started.size(), size_t{1});
        QCOMPARE(started[0].taskIds, std::vector<std::string>{kTask});
        QCOMPARE(started[0].model, std::string("arc-test"));
        QCOMPARE(started[0].plannedSteps, 3);
        QCOMPARE(started[0].modelHash.size(), size_t{64});
        QVERIFY(started[0].trainableParameters > 0);
        const auto steps = run.all<StepMetrics>();
        QCOMPARE(steps.size(), size_t{3});
        for (size_t i = 0; i < 3; ++i) {
            QCOMPARE(steps[i].step, int64_t(i + 1));
            QVERIFY(std::isfinite(steps[i].lossNats) && steps[i].lossNats > 0);
            QVERIFY(steps[i].tokens > 0);
        }
        QCOMPARE(run.result.steps, 3);
        QVERIFY(run.result.peakMemoryBytes > 50'000'000); // LibTorch alone takes more
        QCOMPARE(*run.result.firstLossNats, steps[0].lossNats);
        QCOMPARE(*run.result.lastLossNats, steps[2].lossNats);
        std::vector<int64_t> snapshotSteps;
        for (const PredictionSnapshot& snapshot : run.all<PredictionSnapshot>()) {
            if (snapshot.test == 0) snapshotSteps.push_back(snapshot.step);
        }
        QCOMPARE(snapshotSteps, (std::vector<int64_t>{0, 2}));
    }

    void adaptersTrainBesideAQuantizedBase() {
        const auto losses = [&](const char* quantization) {
            RunConfig config = quickConfig("lora");
            config.adapt.steps = 12;
            config.run.quantization = quantization;
            const Run run = engine_.play(config);
            return std::pair{*run.result.firstLossNats, *run.result.lastLossNats};
        };
        const auto [first, last] = losses("none");
        for (const char* quantization : {"int8", "nf4"}) {
            const auto [firstFew, lastFew] = losses(quantization);
            QVERIFY(firstFew != first && std::abs(firstFew - first) < 0.2 * first);
            QVERIFY2(lastFew < firstFew, quantization);
        }
    }

    void everyTestIsAnsweredWithAndWithoutTtt() {
        const Run run = engine_.play(quickConfig("full"));
        const TaskAnswers& answers = run.result.tasks.at(0);
        QCOMPARE(answers.taskId, std::string(kTask));
        QCOMPARE(answers.withoutTtt.size(), engine_.task.queries.size());
        QCOMPARE(answers.withTtt.size(), engine_.task.queries.size());
        for (const bool with : {false, true}) {
            const auto& tests = with ? answers.withTtt : answers.withoutTtt;
            size_t candidates = 0;
            for (const CandidateFound& found : run.all<CandidateFound>()) {
                if (found.withTtt == with) ++candidates;
                if (found.withTtt) QCOMPARE(found.step, 3);
            }
            QCOMPARE(candidates, 3 * engine_.task.queries.size());
            for (const TestAnswer& answer : tests) {
                QCOMPARE(answer.candidates.size(), size_t{3});
                QVERIFY(!answer.attempts.empty() && answer.attempts.size() <= 2);
                QVERIFY(answer.agreement >= 0 && answer.agreement <= 1);
                // The leaders that the model scored anew, by votes.
                for (const RescoredAnswer& leader : answer.rescored) {
                    QVERIFY(leader.meanLogProbability < 0);
                    QVERIFY(std::ranges::count(answer.candidates, leader.answer,
                                               &Candidate::answer) > 0);
                }
                for (const Value& attempt : answer.attempts) {
                    QVERIFY(std::ranges::count(answer.candidates, attempt, &Candidate::answer) > 0);
                }
            }
        }
        size_t chosen = 0;
        for (const AttemptsChosen& attempts : run.all<AttemptsChosen>()) {
            const auto& tests = attempts.withTtt ? answers.withTtt : answers.withoutTtt;
            QCOMPARE(attempts.attempts, tests[static_cast<size_t>(attempts.test)].attempts);
            ++chosen;
        }
        QCOMPARE(chosen, 2 * engine_.task.queries.size());
    }

    void aRecordedRunLoadsAgain() {
        const fs::path folder = engine_.freshFolder();
        const RunConfig config = quickConfig("lora");
        RunFolderWriter writer(folder, config, {engine_.task}, {});
        RunRequest request = requestFor({engine_.task}, config);
        request.adapterOut = folder / "adapter";
        Run run;
        run.result = engine_.engine->run(
            request,
            [&](const RunEvent& event) {
                writer.record(event);
                run.events.push_back(event);
            },
            std::stop_token());
        writer.finish(run.result);
        const StoredRun stored = readRunFolder(folder);
        QVERIFY(stored.finished);
        QVERIFY(stored.config == config);
        QCOMPARE(stored.manifest.model, std::string("arc-test"));
        QCOMPARE(stored.manifest.modelHash, run.result.modelHash);
        QCOMPARE(stored.steps.size(), size_t{3});
        QCOMPARE(stored.steps[2].lossNats, *run.result.lastLossNats);
        QCOMPARE(stored.snapshots.size(), run.all<PredictionSnapshot>().size());
        QCOMPARE(stored.candidates.size(), run.all<CandidateFound>().size());
        QCOMPARE(stored.result.tasks.at(0).withTtt.at(0).attempts,
                 run.result.tasks.at(0).withTtt.at(0).attempts);
        QVERIFY(fs::exists(folder / "adapter" / "adapter_model.safetensors"));
    }

    void answersComeAtMarksAndChangeNothing() {
        RunConfig config = quickConfig("full");
        config.adapt.steps = 5;
        const Run plain = engine_.play(config);
        config.adapt.answerEvery = 2;
        const Run marked = engine_.play(config);
        const size_t tests = engine_.task.queries.size();
        const auto answers = marked.all<InterimAnswer>();
        QCOMPARE(answers.size(), 2 * tests); // after steps 2 and 4
        QCOMPARE(answers.front().step, 2);
        QCOMPARE(answers.back().step, 4);
        for (const InterimAnswer& answer : answers) {
            QVERIFY(!answer.attempts.empty());
            QVERIFY(answer.agreement > 0 && answer.agreement <= 1);
        }
        QCOMPARE(marked.losses(), plain.losses());
        QVERIFY(marked.result.tasks.at(0).withTtt == plain.result.tasks.at(0).withTtt);
        QVERIFY(marked.result.tasks.at(0).withoutTtt == plain.result.tasks.at(0).withoutTtt);
        // The answer without TTT is there before the second step.
        const std::vector<Phase> phases = marked.phases();
        const auto baseline = std::ranges::find(phases, Phase::Baseline);
        QVERIFY(std::ranges::count(phases, Phase::Baseline) == 1);
        QVERIFY(*(baseline + 1) == Phase::Training);
    }

    void trainingEndsEarlyWhereTheViewsAgree() {
        RunConfig config = quickConfig("lora");
        config.adapt.steps = 6;
        config.adapt.answerEvery = 2;
        config.adapt.stopAgreement = 0.01; // one view is enough
        const Run run = engine_.play(config);
        QCOMPARE(run.result.status, RunStatus::Done);
        QCOMPARE(run.result.steps, 2);
        QCOMPARE(run.all<StepMetrics>().size(), size_t{2});
        const auto answers = run.all<InterimAnswer>();
        const auto& final = run.result.tasks.at(0).withTtt;
        QCOMPARE(answers.size(), final.size());
        for (size_t test = 0; test < final.size(); ++test) {
            QCOMPARE(answers[test].attempts, final[test].attempts);
        }
        size_t candidates = 0;
        for (const CandidateFound& found : run.all<CandidateFound>()) candidates += found.withTtt;
        QCOMPARE(candidates, 3 * final.size());
        QCOMPARE(run.all<AttemptsChosen>().size(), 2 * final.size());
    }

    void theTestOutputsDoNotReachTheSolver() {
        FewShotTask wrong = engine_.task;
        for (Query& query : wrong.queries) query.output = Grid(30, 30, 7);
        const Run right = engine_.play(quickConfig("full"));
        const Run misled = engine_.play(requestFor({wrong}, quickConfig("full")));
        QCOMPARE(misled.losses(), right.losses());
        QVERIFY(misled.result.tasks.at(0).withTtt == right.result.tasks.at(0).withTtt);
    }

    void theSameSeedGivesTheSameRunBitForBit() {
        for (const char* dtype : {"float32", "bfloat16"}) {
            RunConfig config = quickConfig("lora");
            config.run.dtype = dtype;
            const Run first = engine_.play(config);
            const Run second = engine_.play(config);
            QCOMPARE(first.losses(), second.losses());
            // Candidates too, with their probabilities.
            QVERIFY(first.result.tasks.at(0).withTtt == second.result.tasks.at(0).withTtt);
            QVERIFY(first.result.tasks.at(0).withoutTtt == second.result.tasks.at(0).withoutTtt);
            config.run.seed = 1;
            QVERIFY(engine_.play(config).losses() != first.losses());
        }
    }

    void cancellingWhileTrainingKeepsWhatWasMeasured() {
        RunConfig config = quickConfig("full");
        config.adapt.steps = 1000;
        const Run run =
            engine_.playUntil(requestFor({engine_.task}, config), [](const RunEvent& event) {
                const auto* step = std::get_if<StepMetrics>(&event);
                return step != nullptr && step->step == 2;
            });
        QCOMPARE(run.result.status, RunStatus::Stopped);
        QCOMPARE(run.result.steps, 2);
        QCOMPARE(run.all<StepMetrics>().size(), size_t{2});
        QVERIFY(run.result.tasks.at(0).withTtt.empty());
        QVERIFY(!run.result.tasks.at(0).withoutTtt.empty()); // answered after the first step
        QVERIFY(run.phases().back() == Phase::Finished);
    }

    void cancellingWhileAnsweringStops() {
        for (const bool withTtt : {false, true}) {
            const Run run = engine_.playUntil(
                requestFor({engine_.task}, quickConfig("lora")), [&](const RunEvent& event) {
                    const auto* phase = std::get_if<PhaseChanged>(&event);
                    return phase != nullptr &&
                           phase->phase == (withTtt ? Phase::Predicting : Phase::Baseline);
                });
            QCOMPARE(run.result.status, RunStatus::Stopped);
            QVERIFY(run.result.tasks.at(0).withTtt.empty());
            QCOMPARE(run.all<StepMetrics>().size(), size_t(withTtt ? 3 : 1));
            QCOMPARE(run.result.tasks.at(0).withoutTtt.empty(), !withTtt);
        }
    }

    void answersWithoutTttAreComputedOnce() {
        RunRequest request = requestFor({engine_.task}, quickConfig("lora"));
        request.baselines = engine_.freshFolder();
        const Run first = engine_.play(request);
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(request.baselines)) {
            files.push_back(entry.path());
        }
        QCOMPARE(files.size(), size_t{1});
        const auto written = fs::last_write_time(files[0]);
        request.config.adapt.steps = 2; // another training, the same decoding
        const Run second = engine_.play(request);
        QVERIFY(fs::last_write_time(files[0]) == written);
        const auto& expected = first.result.tasks.at(0).withoutTtt;
        const auto& found = second.result.tasks.at(0).withoutTtt;
        QCOMPARE(found.size(), expected.size());
        for (size_t test = 0; test < expected.size(); ++test) {
            QVERIFY(found[test].attempts == expected[test].attempts);
            QCOMPARE(found[test].agreement, expected[test].agreement);
            // Kept probabilities of cells are rounded, all else is as it was.
            QVERIFY(std::ranges::equal(found[test].candidates, expected[test].candidates,
                                       [](const Candidate& a, const Candidate& b) {
                                           return a.view == b.view && a.answer == b.answer &&
                                                  a.logProbability == b.logProbability;
                                       }));
        }
        QCOMPARE(second.all<CandidateFound>().size(), first.all<CandidateFound>().size());
        // What is kept is what is read: a changed file changes the answer.
        std::string text = readFile(files[0]);
        const size_t place = text.find("\"agreement\":");
        QVERIFY(place != std::string::npos);
        text.replace(place, 12, "\"agreement\":0.125,\"was\":");
        writeFileAtomically(files[0], text);
        QCOMPARE(engine_.play(request).result.tasks.at(0).withoutTtt.at(0).agreement, 0.125);
        request.config.decode.views = 2; // another decoding
        engine_.play(request);
        QCOMPARE(std::distance(fs::directory_iterator(request.baselines), {}), 2);
    }

    void aSavedAdapterAnswersAsTheRunThatMadeIt() {
        for (const char* method : {"lora", "full"}) {
            RunRequest request = requestFor({engine_.task}, quickConfig(method));
            request.adapterOut = engine_.freshFolder();
            const Run trained = engine_.play(request);
            RunRequest again = requestFor({engine_.task}, quickConfig(method));
            again.adapterIn = request.adapterOut;
            const Run loaded = engine_.play(again);
            QCOMPARE(loaded.result.status, RunStatus::Done);
            QCOMPARE(loaded.result.steps, 0);
            QVERIFY(loaded.all<StepMetrics>().empty());
            const auto& expected = trained.result.tasks.at(0).withTtt;
            const auto& found = loaded.result.tasks.at(0).withTtt;
            QCOMPARE(found.size(), expected.size());
            for (size_t test = 0; test < expected.size(); ++test) {
                QVERIFY(found[test] == expected[test]);
            }
        }
    }

    void withoutTrainingOnlyTheModelAnswers() {
        RunConfig config = quickConfig("none");
        config.run.baseline = false;
        const Run run = engine_.play(config);
        QCOMPARE(run.result.status, RunStatus::Done);
        QVERIFY(run.all<StepMetrics>().empty());
        QVERIFY(run.result.tasks.at(0).withTtt.empty());
        QCOMPARE(run.result.tasks.at(0).withoutTtt.size(), engine_.task.queries.size());
        const Run trained = engine_.play(quickConfig("lora"));
        QVERIFY(run.result.tasks.at(0).withoutTtt == trained.result.tasks.at(0).withoutTtt);
    }

    void theReleasedRecipeRuns() {
        RunConfig config = loadConfig("paper-arc");
        config.adapt.steps = 2;
        config.run = quickConfig("lora").run;
        const Run run = engine_.play(config);
        QCOMPARE(run.result.error, std::string());
        QCOMPARE(run.result.status, RunStatus::Done);
        QVERIFY(run.result.episodes > 50 && run.result.episodes <= 250);
        QCOMPARE(run.all<StepMetrics>().size(), size_t{2});
        QVERIFY(!run.result.tasks.at(0).withTtt.at(0).attempts.empty());
    }

    void everyDecodingAndOptimizerRuns() {
        for (const char* strategy : {"sample", "depth-first"}) {
            RunConfig config = quickConfig("full");
            config.decode.strategy = strategy;
            config.decode.samples = 2;
            config.optimizer.name = "muon";
            config.adapt.episodes = "leave-one-out";
            const Run run = engine_.play(config);
            QCOMPARE(run.result.error, std::string());
            QVERIFY(!run.result.tasks.at(0).withTtt.at(0).attempts.empty());
        }
    }

    void oneAdapterIsSharedOverSeveralTasks() {
        FewShotTask other = test::mirrorTask("m2", 2);
        other.set = "mine";
        const Run run = engine_.play(requestFor({engine_.task, other}, quickConfig("lora")));
        QCOMPARE(run.result.status, RunStatus::Done);
        QCOMPARE(run.result.tasks.size(), size_t{2});
        QCOMPARE(run.result.tasks[1].taskId, std::string("mine:m2"));
        QCOMPARE(run.result.tasks[1].withTtt.size(), size_t{2});
        QCOMPARE(run.all<StepMetrics>().size(), size_t{3});
        // The other task takes part in training.
        QVERIFY(run.losses() != engine_.play(quickConfig("lora")).losses());
    }

    void heldOutLossIsMeasuredWhereItIsAskedFor() {
        RunConfig config = quickConfig("lora");
        config.adapt.steps = 5;
        config.task.holdOut = 0;
        const auto steps = engine_.play(config).all<StepMetrics>();
        QVERIFY(std::isnan(steps[0].heldOutLossNats));
        QVERIFY(steps[4].heldOutLossNats > 0);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "test_engine.moc"
