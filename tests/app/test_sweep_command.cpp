#include "core/config/config_json.h"
#include "core/runs/run_folder.h"
#include "core/runs/suites/sweep.h"
#include "tests/app/cli_runner.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <fstream>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const json kSweep = json::parse(R"({
  "reference": "ttt",
  "published": {"source": "a paper", "tasks": 80},
  "variants": [
    {"name": "no-ttt", "config": {"adapt": {"method": "none"}}, "published": 5},
    {"name": "ttt", "published": 29},
    {"name": "few", "config": {"adapt": {"steps": 3}}}
  ],
  "votes": {"vanilla": 22, "oracle": null}
})");

} // namespace

class TestSweepCommand : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;

    std::string file(const json& sweep) const {
        std::ofstream(folder_ / "sweep.json") << sweep;
        return (folder_ / "sweep.json").string();
    }
    CliResult sweep(const json& document, const CliSetting& setting = {}) const {
        return runTtt({"sweep", file(document), "--tasks", (folder_ / "tasks").string(), "--out",
                       (folder_ / "out").string(), "--json", "--resume", "--set", "adapt.steps=5"},
                      setting);
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = temporary_->path().toStdString();
        writeTasks(folder_ / "tasks", 4);
    }

    void everyVariantIsASuiteComparedWithTheReference() {
        const CliResult result = sweep(kSweep);
        QVERIFY2(result.code == 0, result.err.c_str());
        const json variants = result.json().at("variants");
        QCOMPARE(variants.size(), size_t{3});
        QCOMPARE(variants[0].at("solved"), json(0)); // scored by its answers without TTT
        QCOMPARE(variants[0].at("against_reference").at("lost"), json(4));
        QCOMPARE(variants[0].at("against_reference").at("mcnemar_exact_p"), json(0.125));
        QCOMPARE(variants[0].at("published"), json(5));
        QCOMPARE(variants[1].at("solved"), json(4));
        QVERIFY(!variants[1].contains("against_reference"));
        QCOMPARE(variants[2].at("config").at("adapt.steps"), json("3"));
        QCOMPARE(variants[2].at("against_reference").at("gained"), json(0));
        QCOMPARE(readRunFolder(folder_ / "out" / "few" / "runs" / "m1").result.steps, int64_t{3});
    }

    void answersWithoutTttAreComputedOnce() {
        QCOMPARE(sweep(kSweep).code, 0);
        QCOMPARE(entriesIn(folder_ / "out" / "baselines"), size_t{4});
        QVERIFY(!fs::exists(folder_ / "out" / "few" / "baselines"));
    }

    void votesAreCountedOnTheReferencesCandidates() {
        const json votes = sweep(kSweep).json().at("votes");
        QCOMPARE(votes.size(), size_t{2});
        for (const json& vote : votes) {
            QCOMPARE(vote.at("solved"), json(4));
            QCOMPARE(vote.at("tasks"), json(4));
        }
        QVERIFY(!votes[0].contains("published") || votes[0].at("rule") == "vanilla");
    }

    void accuraciesAreMeasuredOverSeedsFromTheSweepsOwnPreset() {
        json document = kSweep;
        document["base"] = "quick";
        document["config"]["decode"]["views"] = 5; // of all variants
        document["measure"] = "accuracy";
        document["published"]["source"] = "percent";
        const CliResult result =
            runTtt({"sweep", file(document), "--tasks", (folder_ / "tasks").string(), "--out",
                    (folder_ / "out").string(), "--json", "--seeds", "3,4"});
        QVERIFY2(result.code == 0, result.err.c_str());
        const json summary = result.json();
        QCOMPARE(summary.at("measure"), json("accuracy"));
        const json& without = summary.at("variants")[0];
        QCOMPARE(without.at("accuracy").at("mean"), json(0.0));
        QCOMPARE(without.at("finished"), json(8)); // four tasks under two seeds
        QCOMPARE(without.at("against_reference").at("worse"), json(4));
        QCOMPARE(without.at("against_reference").at("difference"), json(-1.0));
        const json& reference = summary.at("variants")[1];
        QCOMPARE(reference.at("accuracy").at("mean"), json(1.0));
        QCOMPARE(reference.at("accuracy").at("sem"), json(0.0));
        const StoredRun run = readRunFolder(folder_ / "out" / "ttt" / "runs" / "m1-s3");
        QCOMPARE(run.config.adapt.steps, loadConfig("quick").adapt.steps);
        QCOMPARE(run.config.decode.views, 5);
    }

    void anInterruptedSweepGoesOn() {
        CliSetting setting;
        std::stop_source stop;
        stop.request_stop();
        setting.stop = stop.get_token();
        QCOMPARE(sweep(kSweep, setting).code, 130);
        const CliResult result = sweep(kSweep);
        QVERIFY2(result.code == 0, result.err.c_str());
        QCOMPARE(result.json().at("variants")[1].at("finished"), json(4));
    }

    void mistakesNameTheirPlaceAndWriteNothing_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("reference") << "/reference"
                                   << "\"none\""
                                   << "/reference";
        QTest::newRow("twice") << "/variants/2/name"
                               << "\"ttt\""
                               << "/variants";
        QTest::newRow("folder") << "/variants/2/name"
                                << "\"../x\""
                                << "/variants/2/name";
        QTest::newRow("field") << "/variants/2/config/adapt"
                               << "{\"stepz\": 1}"
                               << "adapt.stepz";
        QTest::newRow("range") << "/variants/2/config/adapt"
                               << "{\"lora_rank\": 0}"
                               << "adapt.lora_rank";
        QTest::newRow("count") << "/variants/0/published"
                               << "-1"
                               << "/variants/0/published";
        QTest::newRow("measure") << "/measure"
                                 << "\"luck\""
                                 << "/measure";
        QTest::newRow("base") << "/base"
                              << "\"nowhere\""
                              << "nowhere";
        QTest::newRow("vote") << "/votes/loudest"
                              << "1"
                              << "loudest";
    }
    void mistakesNameTheirPlaceAndWriteNothing() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, named);
        json document = kSweep;
        document[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const CliResult result = sweep(document);
        QCOMPARE(result.code, 2);
        QVERIFY2(result.err.find(named.toStdString()) != std::string::npos, result.err.c_str());
        QVERIFY(!fs::exists(folder_ / "out"));
    }

    void theShippedSweepsLoad() {
        QVERIFY(!sweepNames().empty());
        for (const std::string& name : sweepNames()) {
            QVERIFY(loadSweep(name, loadConfig).variants.size() > 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestSweepCommand)
#include "test_sweep_command.moc"
