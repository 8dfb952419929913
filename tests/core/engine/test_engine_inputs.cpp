#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/engine/cost/machine_speeds.h"
#include "core/runs/result_json.h"
#include "tests/support/engine_runs.h"

#include <QtTest/QtTest>

#include <cmath>
#include <nlohmann/json.hpp>

using namespace ttt;
using namespace ttt::test;
namespace fs = std::filesystem;

class TestEngineInputs : public QObject {
    Q_OBJECT

    EngineFixture engine_;

    Error errorOf(const RunRequest& request) {
        try {
            engine_.play(request);
        } catch (const Error& error) {
            return error;
        }
        QTest::qFail("the run was accepted", __FILE__, __LINE__);
        return Error(ErrorKind::Internal, {}, {});
    }
    Error errorOf(const RunConfig& config) { return errorOf(requestFor({engine_.task}, config)); }

private Q_SLOTS:
    void initTestCase() {
        TTT_NEEDS_ARC();
        engine_.makeModel();
    }

    void aLossThatIsNotFiniteFailsTheRunAndKeepsWhatWasMeasured() {
        RunConfig config = quickConfig("full");
        config.adapt.steps = 40;
        config.optimizer.fullLearningRate = 1;
        config.optimizer.weightDecay = 10; // weights grow nine times a step
        config.optimizer.clipNorm = 0;
        config.optimizer.warmupShare = 0;
        config.optimizer.schedule = "constant";
        config.run.snapshotEvery = 0;
        const Run run = engine_.play(config);
        QCOMPARE(run.result.status, RunStatus::Failed);
        QVERIFY(run.result.error.find("finite") != std::string::npos);
        QVERIFY(run.result.steps > 0 && run.result.steps < 40);
        QCOMPARE(run.all<StepMetrics>().size(), static_cast<size_t>(run.result.steps));
        QVERIFY(std::isfinite(*run.result.lastLossNats));
        QVERIFY(!run.result.tasks.at(0).withoutTtt.empty());
        QVERIFY(run.result.tasks.at(0).withTtt.empty());
    }

    void aBrokenAdapterFailsTheRunAndSaysSo() {
        RunRequest request = requestFor({engine_.task}, quickConfig("lora"));
        request.adapterIn = engine_.freshFolder();
        const Run run = engine_.play(request);
        QCOMPARE(run.result.status, RunStatus::Failed);
        QVERIFY(run.result.error.find(request.adapterIn.string()) != std::string::npos);
        QVERIFY(run.result.tasks.at(0).withoutTtt.empty());
    }

    void whatCannotStartIsAnError() {
        RunConfig config = quickConfig("lora");
        config.run.model = "arc-nowhere";
        QCOMPARE(errorOf(config).kind(), ErrorKind::NotFound);
        QVERIFY(errorOf(config).message().find("arc-test") != std::string::npos);
        config = quickConfig("lora");
        config.run.device = "cuda:77";
        QCOMPARE(errorOf(config).kind(), ErrorKind::Device);
        config = quickConfig("lora");
        config.adapt.loss = "hinge";
        config.adapt.loraRank = 0;
        const Error issues = errorOf(config);
        QCOMPARE(issues.kind(), ErrorKind::BadInput);
        QVERIFY(std::string(issues.what()).find("adapt.loss") != std::string::npos);
        QVERIFY(std::string(issues.what()).find("adapt.lora_rank") != std::string::npos);
        QCOMPARE(errorOf(requestFor({}, quickConfig("lora"))).kind(), ErrorKind::BadInput);
        FewShotTask text = engine_.task;
        text.examples[0].input = "words";
        QCOMPARE(errorOf(requestFor({text}, quickConfig("lora"))).kind(), ErrorKind::BadInput);
        FewShotTask bare = engine_.task;
        bare.examples.clear();
        QCOMPARE(errorOf(requestFor({bare}, quickConfig("lora"))).kind(), ErrorKind::BadInput);
    }

    // What `run` would refuse, before a folder is made for it.
    void checksSayWhatARunWouldRefuse() {
        const auto accepts = [&](const RunRequest& request) {
            try {
                engine_.engine->check(request);
            } catch (const Error& error) {
                return error.kind() != ErrorKind::BadInput && error.kind() != ErrorKind::NotFound;
            }
            return true;
        };
        const RunRequest good = requestFor({engine_.task}, quickConfig("lora"));
        QVERIFY(accepts(good));
        RunRequest request = good;
        request.tasks[0].examples.clear();
        QVERIFY(!accepts(request));
        request = good;
        request.tasks[0].examples[0].input = "words";
        QVERIFY(!accepts(request));
        request = good;
        request.tasks[0].examples.resize(1);
        request.config.task.holdOut = 0;
        QVERIFY(!accepts(request));
        request = good;
        request.adapterIn = engine_.freshFolder();
        QVERIFY(!accepts(request));
        RunConfig noTargets = quickConfig("lora");
        noTargets.adapt.loraTargets.clear();
        QCOMPARE(errorOf(noTargets).kind(), ErrorKind::BadInput);
        noTargets.adapt.method = "full";
        QCOMPARE(engine_.play(noTargets).result.status, RunStatus::Done);
    }

    void aHeldOutDemonstrationThatIsNotThereIsSaid() {
        RunConfig config = quickConfig("lora");
        const auto remarks = [&] { return engine_.play(config).all<LogMessage>().size(); };
        config.task.holdOut = static_cast<int64_t>(engine_.task.examples.size()) - 1;
        QCOMPARE(remarks(), size_t{0});
        config.task.holdOut += 1;
        QCOMPARE(remarks(), size_t{1});
    }

    void whatIsMissingInAnAnswerIsSaid() {
        RunConfig config = quickConfig("none");
        config.task.maxTokens = 64; // one pair of 3x3 cells and the query
        const Run shortened = engine_.play(config);
        const TestAnswer& answer = shortened.result.tasks.at(0).withoutTtt.at(0);
        QVERIFY(!answer.attempts.empty() && answer.missing.empty());
        const auto shown = static_cast<int64_t>(engine_.task.examples.size());
        QVERIFY(answer.droppedDemonstrations > 0 && answer.droppedDemonstrations < shown);
        FewShotTask large = engine_.task;
        large.queries[0].input = Grid(10, 10);
        const Run nothing = engine_.play(requestFor({large}, config));
        const TestAnswer& none = nothing.result.tasks.at(0).withoutTtt.at(0);
        QVERIFY(none.attempts.empty());
        QVERIFY2(none.missing.find("64 tokens") != std::string::npos, none.missing.c_str());
        const auto document = resultToJson(nothing.result, {engine_.task});
        QCOMPARE(document.at("without_ttt").at("tests").at(0).at("missing"), none.missing);
        const RunResult back = resultFromJson(document, "result.json");
        QCOMPARE(back.tasks.at(0).withoutTtt.at(0).missing, none.missing);
    }

    void aBrokenModelFileDoesNotHideTheOthers() {
        const fs::path broken = userDataFolder() / "models" / "broken.safetensors";
        writeFileAtomically(broken, "no weights");
        const auto models = engine_.engine->models();
        const bool listed = std::ranges::count(models, "arc-test", &ModelInfo::name) == 1;
        RunConfig config = quickConfig("none");
        config.run.model = "broken";
        const Error error = errorOf(config);
        QVERIFY(listed);
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QVERIFY(error.place().find(broken.string()) == 0);
        QCOMPARE(engine_.play(quickConfig("none")).result.status, RunStatus::Done);
        fs::remove(broken);
    }

    void aModelFileCanBeGivenByItsPath() {
        const fs::path copy = engine_.freshFolder() / "mine.safetensors";
        writeFileAtomically(copy, readFile(engine_.engine->modelInfo("arc-test").path));
        RunConfig config = quickConfig("none");
        config.run.model = copy.string();
        const Run run = engine_.play(config);
        QCOMPARE(run.result.model, std::string("mine"));
        QCOMPARE(run.result.modelHash, engine_.engine->modelInfo("arc-test").sha256);
    }

    void previewsAndCostsSayWhatARunSees() {
        const RunConfig config = quickConfig("lora");
        const SolverTask task = withoutAnswers(engine_.task);
        const EpisodePreview stream = engine_.engine->previewEpisodes(task, config);
        QVERIFY(!stream.episodes.empty());
        QCOMPARE(stream.tokens.size(), stream.episodes.size());
        const TokenInspection seen = engine_.engine->inspect(stream.episodes[0], config);
        QCOMPARE(int64_t(seen.pieces.size()), stream.tokens[0]);
        QCOMPARE(seen.lossMask.size(), seen.pieces.size());
        const CostEstimate cost = engine_.engine->estimateCost(task, config);
        QCOMPARE(cost.steps, 3);
        QVERIFY(cost.tokensPerStep > 100 && cost.tokensPerStep <= 200); // whole episodes
        QVERIFY(cost.memoryBytes > 0);
        QCOMPARE(engine_.engine->estimateCost(task, quickConfig("none")).steps, 0);
    }

    void secondsAreEstimatedAfterTheFirstRunAndAfterAStart() {
        RunConfig config = quickConfig("full");
        config.adapt.steps = 12;
        const SolverTask task = withoutAnswers(engine_.task);
        std::filesystem::remove(speedsFile());
        QCOMPARE(engine_.engine->estimateCost(task, config).seconds, 0);
        const RunSeconds took = engine_.play(config).result.seconds;
        const double whole = took.train + took.decode + took.baseline;
        const double estimated = engine_.engine->estimateCost(task, config).seconds;
        QVERIFY2(std::abs(estimated - whole) < 0.25 * whole,
                 qPrintable(QString("%1 of %2 s").arg(estimated).arg(whole)));
        QCOMPARE(makeEngine()->estimateCost(task, config).seconds, estimated);
        config.adapt.steps = 24;
        const double longer = engine_.engine->estimateCost(task, config).seconds;
        QVERIFY(longer > estimated && longer < 2 * estimated);
        config.run.dtype = "bfloat16"; // not measured yet
        QCOMPARE(engine_.engine->estimateCost(task, config).seconds, 0);
    }

    void aBrokenFileOfSpeedsIsMeasuredAgain() {
        const RunConfig config = quickConfig("lora");
        writeFileAtomically(speedsFile(), "{\"speeds\": 7}");
        const SolverTask task = withoutAnswers(engine_.task);
        QCOMPARE(engine_.engine->estimateCost(task, config).seconds, 0);
        QCOMPARE(engine_.play(config).result.status, RunStatus::Done);
        QVERIFY(engine_.engine->estimateCost(task, config).seconds > 0);
    }

    void theCatalogHasEveryListThatAConfigNeeds() {
        const ChoiceCatalog catalog = engine_.engine->choices();
        QVERIFY(findConfigIssues(quickConfig("lora"), catalog).empty());
        for (const std::string& preset : presetNames()) {
            const auto issues = findConfigIssues(loadConfig(preset), catalog);
            QVERIFY2(issues.empty(),
                     issues.empty() ? "" : (preset + ": " + issues[0].message).c_str());
        }
        RunConfig config;
        for (const FieldRef& field : fieldsOf(config)) {
            if (field.info.choices.empty()) continue;
            QVERIFY2(catalog.contains(field.info.choices), field.path().c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestEngineInputs)
#include "test_engine_inputs.moc"
