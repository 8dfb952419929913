// Runs of tasks of texts, and of grids as text, on the installed SmolLM2-135M.
#include "core/base/error.h"
#include "core/base/model_files.h"
#include "core/config/config_json.h"
#include "core/engine/make_engine.h"
#include "core/runs/scores.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/text_answers.h"
#include "tests/support/engine_runs.h"

#include <QtTest/QtTest>

using namespace ttt;
using namespace ttt::test;

namespace {

constexpr const char* kModel = "smollm2-135m";

bool isInstalled() { return exists(modelsFolder() / findKnownModel(kModel)->fileName); }

#define TTT_NEEDS_SMOLLM2()                                                                        \
    if (!isInstalled()) QSKIP("SmolLM2 is not installed: packaging/setup.sh")

RunConfig shortConfig(const std::string& preset) {
    RunConfig config = loadConfig(preset);
    config.adapt.orders = 4;
    config.adapt.batchSize = 2;
    config.adapt.loraRank = 4;
    config.run.device = "cpu";
    config.run.threads = 2;
    config.run.snapshotEvery = 1;
    return config;
}

FewShotTask shortTask(const std::string& id, int shots, int questions) {
    return drawn(bbhStyleSet().make(id), {.seed = 42, .shots = shots, .most = questions});
}

std::string failureOf(const RunRequest& request) {
    const auto engine = makeEngine();
    try {
        return engine->run(request, [](const RunEvent&) {}, {}).error;
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

class TestTextRuns : public QObject {
    Q_OBJECT

    std::unique_ptr<Engine> engine_ = makeEngine();

private Q_SLOTS:
    void aTaskIsTrainedOnAndAnswered() {
        TTT_NEEDS_SMOLLM2();
        const FewShotTask task = shortTask("boolean_expressions", 4, 6);
        const Run run = record(*engine_, requestFor({task}, shortConfig("paper-bbh")));
        QCOMPARE(run.result.error, std::string());
        QCOMPARE(run.result.steps, 2);
        QCOMPARE(run.result.episodes, 4);
        QVERIFY(run.losses().back() > 0 && run.losses().back() < run.losses().front());
        const TaskAnswers& answers = run.result.tasks.at(0);
        for (const auto* tests : {&answers.withoutTtt, &answers.withTtt}) {
            QCOMPARE(tests->size(), size_t{6});
            for (const TestAnswer& answer : *tests) {
                QCOMPARE(answer.candidates.size(), size_t{1});
                const Candidate& candidate = answer.candidates[0];
                QCOMPARE(candidate.answer, Value(extractAnswer(candidate.raw, AnswerKind::Word)));
                QVERIFY(candidate.logProbability < 0);
                QCOMPARE(answer.attempts, std::vector{candidate.answer});
                QCOMPARE(answer.raw, std::vector{candidate.raw});
            }
        }
        QCOMPARE(run.all<CandidateFound>().size(), size_t{12});
        QCOMPARE(run.all<PredictionSnapshot>().size(), size_t{12}); // before and after one step
        QCOMPARE(scoreTask(task, answers.withTtt).known, 6);
    }

    void questionsAnsweredTogetherAreAnsweredAsOneByOne() {
        TTT_NEEDS_SMOLLM2();
        RunConfig config = shortConfig("paper-bbh-icl-vote");
        config.run.dtype = "float32";
        config.decode.orders = 2;
        const FewShotTask task = shortTask("word_sorting", 3, 4);
        const Run together = record(*engine_, requestFor({task}, config));
        QCOMPARE(together.result.error, std::string());
        for (size_t test = 0; test < task.queries.size(); ++test) {
            FewShotTask one = task;
            one.queries = {task.queries[test]};
            const Run alone = record(*engine_, requestFor({one}, config));
            const TestAnswer& expected = alone.result.tasks[0].withoutTtt.at(0);
            const TestAnswer& found = together.result.tasks[0].withoutTtt.at(test);
            QCOMPARE(found.attempts, expected.attempts);
            QCOMPARE(found.candidates.size(), size_t{2});
            for (size_t view = 0; view < 2; ++view) {
                QCOMPARE(found.candidates[view].raw, expected.candidates[view].raw);
                QVERIFY(std::abs(found.candidates[view].logProbability -
                                 expected.candidates[view].logProbability) < 1e-3);
            }
        }
    }

    void aQuestionCanBeAskedWithoutDemonstrations() {
        TTT_NEEDS_SMOLLM2();
        const FewShotTask task = shortTask("navigate", 0, 3);
        const Run run = record(*engine_, requestFor({task}, shortConfig("paper-bbh-zero-shot")));
        QCOMPARE(run.result.error, std::string());
        QCOMPARE(run.result.tasks.at(0).withoutTtt.size(), size_t{3});
        QVERIFY(run.result.tasks.at(0).withTtt.empty());
    }

    // Whatever the model writes, an answer is a legal grid or no candidate.
    void aTaskOfGridsCanBeReadAsText() {
        TTT_NEEDS_SMOLLM2();
        const FewShotTask task = mirrorTask("m");
        RunConfig config = shortConfig("paper-bbh-icl");
        config.task.format = "numpy";
        config.decode.queries = "views";
        config.decode.views = 2;
        config.decode.maxNewTokens = 60;
        config.vote.rule = "hierarchical";
        config.vote.attempts = 2;
        const Run run = record(*engine_, requestFor({task}, config));
        QCOMPARE(run.result.error, std::string());
        for (const TestAnswer& answer : run.result.tasks.at(0).withoutTtt) {
            for (const Candidate& candidate : answer.candidates) {
                QVERIFY(gridOf(candidate.answer).area() > 0);
                QVERIFY(!candidate.raw.empty());
            }
        }
    }

    void aStopKeepsWhatWasMeasured() {
        TTT_NEEDS_SMOLLM2();
        RunConfig config = shortConfig("paper-bbh");
        config.run.snapshotEvery = 0;
        std::stop_source stop;
        const Run run = record(*engine_, requestFor({shortTask("navigate", 4, 6)}, config),
                               stop.get_token(), [&](const RunEvent& event) {
                                   if (std::holds_alternative<StepMetrics>(event))
                                       stop.request_stop();
                               });
        QCOMPARE(run.result.status, RunStatus::Stopped);
        QCOMPARE(run.result.steps, 1);
        QVERIFY(run.result.tasks.at(0).withTtt.empty());
    }

    void whatDoesNotGoTogetherIsRefused() {
        const FewShotTask text = shortTask("navigate", 4, 2);
        RunConfig config;
        config.run.model = "arc-nano";
        QVERIFY(failureOf(requestFor({text}, config)).find("which reads grids") !=
                std::string::npos);
        TTT_NEEDS_SMOLLM2();
        config = shortConfig("paper-bbh");
        QVERIFY(failureOf(requestFor({text, mirrorTask("m")}, config)).find("one kind") !=
                std::string::npos);
        QVERIFY(
            failureOf(requestFor({shortTask("navigate", 0, 2)}, config)).find("no demonstration") !=
            std::string::npos);
        config.task.format = "numpy";
        QVERIFY(failureOf(requestFor({text}, config)).find("task.format") != std::string::npos);
    }

    // Each token with the weight that it has in the loss.
    void anInspectedTextShowsWhatTheLossSees() {
        TTT_NEEDS_SMOLLM2();
        const FewShotTask task = shortTask("boolean_expressions", 3, 1);
        const RunConfig config = shortConfig("paper-bbh");
        const auto preview = engine_->previewEpisodes(withoutAnswers(task), config);
        QCOMPARE(preview.final, 4);
        const TokenInspection seen = engine_->inspect(preview.episodes[0], config);
        std::string inLoss;
        for (size_t t = 0; t < seen.ids.size(); ++t) {
            if (seen.lossMask[t] > 0) inLoss += seen.pieces[t];
        }
        std::string answers;
        for (const Example& pair : preview.episodes[0].demonstrations) {
            answers += " " + std::get<std::string>(pair.output) + "\n";
        }
        answers += " " + std::get<std::string>(preview.episodes[0].query.output) + "\n";
        QCOMPARE(inLoss, answers);
    }
};

QTEST_GUILESS_MAIN(TestTextRuns)
#include "test_text_runs.moc"
