// Runs of tasks of texts, and of grids as text, on the installed SmolLM2-135M.
#include "core/base/error.h"
#include "core/base/model_files.h"
#include "core/config/config_json.h"
#include "core/engine/make_engine.h"
#include "core/runs/scores.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/text_answers.h"
#include "tests/support/engine_runs.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

using namespace ttt;
using namespace ttt::test;

namespace {

constexpr const char* kModel = "smollm2-135m";

bool isInstalled() { return exists(modelsFolder() / findKnownModel(kModel)->fileName); }

std::filesystem::path bbhFiles() { return sharedFolder() / "data" / "bbh"; }

#define TTT_NEEDS_BBH()                                                                            \
    if (!exists(bbhFiles())) QSKIP("BBH files not found: set TTT_SHARED_DIR")

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
    QTemporaryDir userData_;

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_DATA_HOME", userData_.path().toLocal8Bit()); }

    // Comes first, as what other runs leave in the process counts too.
    void theMemoryIsWithinAFifthOfTheEstimate() {
        TTT_NEEDS_SMOLLM2();
        const FewShotTask task = shortTask("boolean_expressions", 10, 2);
        for (const int64_t batch : {0, 1, 6, 16}) { // 16: three parts, one after another
            RunConfig config = loadConfig(batch == 0 ? "paper-bbh-icl" : "paper-bbh");
            config.adapt.batchSize = std::max<int64_t>(1, batch);
            config.adapt.steps = 1;
            config.run.device = "cpu";
            const CostEstimate cost = engine_->estimateCost(withoutAnswers(task), config);
            const Run run = record(*engine_, requestFor({task}, config));
            const double ratio = static_cast<double>(cost.memoryBytes) /
                                 static_cast<double>(run.result.peakMemoryBytes);
            QVERIFY2(
                ratio > 0.8 && ratio < 1.2,
                qPrintable(QString("%1 tokens a step: %2").arg(cost.tokensPerStep).arg(ratio)));
        }
    }

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

    void answersAreThoseOfTheReference_data() {
        TTT_NEEDS_GOLDEN("bbh_icl_smollm2.json");
        QTest::addColumn<int>("index");
        const auto runs = readGolden("bbh_icl_smollm2.json")["runs"];
        for (int i = 0; i < static_cast<int>(runs.size()); ++i) {
            const auto& run = runs[static_cast<size_t>(i)];
            const auto name =
                run["task"].get<std::string>() + " " + run["dtype"].get<std::string>();
            QTest::newRow(name.c_str()) << i;
        }
    }
    // In float32 every answer whose tokens were clear; in bfloat16, where logits often tie, the
    // accuracy within ten points.
    void answersAreThoseOfTheReference() {
        TTT_NEEDS_SMOLLM2();
        TTT_NEEDS_BBH();
        QFETCH(int, index);
        const auto golden = readGolden("bbh_icl_smollm2.json");
        const auto& expected = golden["runs"][static_cast<size_t>(index)];
        RunConfig config = shortConfig("paper-bbh-icl");
        config.run.dtype = expected["dtype"];
        config.decode.answerTokens = "released";
        const FewShotTask task =
            drawn(loadBbhTask(bbhFiles(), expected["task"].get<std::string>()),
                  {.seed = golden["seed"], .shots = golden["shots"], .most = golden["items"]});
        const Run run = record(*engine_, requestFor({task}, config));
        QCOMPARE(run.result.error, std::string());
        const std::vector<TestAnswer>& answers = run.result.tasks.at(0).withoutTtt;
        QCOMPARE(answers.size(), expected["rows"].size());
        for (size_t i = 0; config.run.dtype == "float32" && i < answers.size(); ++i) {
            const auto& row = expected["rows"][i];
            const auto margins = row["margin_top1_top2"].get<std::vector<double>>();
            if (std::ranges::min(margins) < 0.01) continue;
            QCOMPARE(answers[i].raw.at(0), row["raw"].get<std::string>());
            QCOMPARE(answers[i].attempts.at(0), Value(row["extracted"].get<std::string>()));
        }
        const double percent = 100 * scoreTask(task, answers).accuracy;
        QVERIFY(std::abs(percent - expected["accuracy_percent"].get<double>()) <=
                (config.run.dtype == "float32" ? 2.5 : 10));
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
