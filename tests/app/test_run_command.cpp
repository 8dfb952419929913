#include "core/config/config_json.h"
#include "core/runs/run_folder.h"
#include "tests/app/cli_runner.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <thread>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

class TestRunCommand : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;
    std::string task_;
    std::string out_;

    CliResult run(const std::vector<std::string>& more = {}, const CliSetting& setting = {}) const {
        std::vector<std::string> arguments{"run", task_, "--out", out_, "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runTtt(arguments, setting);
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = temporary_->path().toStdString();
        qputenv("XDG_DATA_HOME", (folder_ / "data").c_str());
        task_ = (folder_ / "m0.json").string();
        out_ = (folder_ / "run").string();
        writeTask(task_, mirrorTask("m0", 2));
    }

    void resultIsPrintedAndStored() {
        const CliResult result = run({"--set", "adapt.steps=7", "--seed", "3"});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json().at("status"), json("done"));
        QCOMPARE(result.json().at("steps"), json(7));
        QCOMPARE(result.json().at("folder"), json(out_));
        QCOMPARE(result.json().at("with_ttt").at("tests").at(1).at("correct"), json(true));
        QCOMPARE(result.json().at("without_ttt").at("tests").at(1).at("correct"), json(false));
        const StoredRun stored = readRunFolder(out_);
        QCOMPARE(stored.steps.size(), size_t{7});
        QCOMPARE(stored.config.run.seed, int64_t{3});
        QVERIFY(fs::exists(fs::path(out_) / "adapter" / "adapter_config.json"));
    }

    void defaultFolderIsNewAndNamed() {
        const json one = runTtt({"run", task_, "--json"}).json();
        const json two = runTtt({"run", task_, "--json"}).json();
        QVERIFY(one.at("folder") != two.at("folder"));
        QVERIFY(one.at("folder").get<std::string>().starts_with((folder_ / "data").string()));
        QVERIFY(readRunFolder(one.at("folder").get<std::string>()).finished);
    }

    void picturesStandBesideEachOther() {
        const CliResult result = runTtt({"run", task_, "--out", out_}, {.colour = true});
        QCOMPARE(result.code, 0);
        for (const char* title : {"first attempt", "second attempt", "true output", "without TTT",
                                  "with TTT (right)", "without (wrong)", "\x1b[48;2;"}) {
            QVERIFY2(result.out.find(title) != std::string::npos, title);
        }
    }

    void mistakesWriteNothing_data() {
        QTest::addColumn<QStringList>("more");
        QTest::newRow("field") << QStringList{"--set", "adapt.nothing=1"};
        QTest::newRow("range") << QStringList{"--set", "adapt.lora_rank=0"};
        QTest::newRow("choice") << QStringList{"--set", "adapt.method=magic"};
        QTest::newRow("model") << QStringList{"--model", "nothing"};
        QTest::newRow("device") << QStringList{"--set", "run.device=cuda:0"};
        QTest::newRow("config") << QStringList{"--config", "/nowhere.json"};
        QTest::newRow("adapter") << QStringList{"--adapter", "/usr"};
    }
    void mistakesWriteNothing() {
        QFETCH(QStringList, more);
        std::vector<std::string> plain;
        for (const QString& argument : more) plain.push_back(argument.toStdString());
        const CliResult result = run(plain);
        QCOMPARE(result.code, 2);
        QVERIFY2(result.hasOneMessage(), result.err.c_str());
        QVERIFY(result.out.empty());
        QVERIFY(!fs::exists(out_));
        QVERIFY(!fs::exists(folder_ / "data"));
    }

    void nothingIsOverwritten() {
        QCOMPARE(run().code, 0);
        const std::string before = readFile(fs::path(out_) / "result.json");
        const CliResult again = run();
        QCOMPARE(again.code, 2);
        QVERIFY(again.hasOneMessage());
        QCOMPARE(readFile(fs::path(out_) / "result.json"), before);
    }

    void interruptedRunIsReadableAndSaysSo() {
        std::stop_source stop;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(150));
            stop.request_stop();
        });
        CliSetting setting{.options = {.stepDelay = std::chrono::milliseconds(20)}};
        setting.stop = stop.get_token();
        const CliResult result = run({"--set", "adapt.steps=5000"}, setting);
        QCOMPARE(result.code, 130);
        QCOMPARE(result.json().at("status"), json("stopped"));
        const StoredRun stored = readRunFolder(out_);
        QCOMPARE(stored.result.status, RunStatus::Stopped);
        QVERIFY(!stored.steps.empty() && stored.steps.size() < 100);
        QCOMPARE(static_cast<int64_t>(stored.steps.size()), stored.result.steps);
    }

    void failuresKeepWhatWasMeasured_data() {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("said");
        QTest::addColumn<int>("steps");
        QTest::newRow("memory") << static_cast<int>(Fault::OutOfMemory) << "out of memory" << 3;
        QTest::newRow("NaN") << static_cast<int>(Fault::NotANumber) << "not finite" << 4;
        QTest::newRow("start") << static_cast<int>(Fault::AtStart) << "injected" << 0;
        QTest::newRow("device") << static_cast<int>(Fault::MissingDevice) << "cuda:0" << 0;
    }
    void failuresKeepWhatWasMeasured() {
        QFETCH(int, fault);
        QFETCH(QString, said);
        QFETCH(int, steps);
        CliSetting setting;
        setting.fault = static_cast<Fault>(fault);
        setting.faultAtStep = 4;
        const CliResult result = run({}, setting);
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.find(said.toStdString()) != std::string::npos);
        QCOMPARE(result.json().at("status"), json("failed"));
        const StoredRun stored = readRunFolder(out_);
        QCOMPARE(stored.result.status, RunStatus::Failed);
        QCOMPARE(static_cast<int>(stored.steps.size()), steps);
        QVERIFY(stored.result.error.find(said.toStdString()) != std::string::npos);
    }

    void foreignExceptionIsAFailureToo() {
        CliSetting setting;
        setting.fault = Fault::ForeignError;
        const CliResult result = run({}, setting);
        QCOMPARE(result.code, 1);
        QCOMPARE(readRunFolder(out_).result.status, RunStatus::Stopped);
    }

    void adapterAnswersWithoutTraining() {
        QCOMPARE(run().code, 0);
        const CliResult again = runTtt(
            {"run", task_, "--adapter", out_, "--json", "--out", (folder_ / "again").string()});
        QCOMPARE(again.code, 0);
        QCOMPARE(again.json().at("steps"), json(0));
        QVERIFY(again.json().at("loss").at("first").is_null());
        QVERIFY(!fs::exists(folder_ / "again" / "adapter"));
        const CliResult said =
            runTtt({"run", task_, "--adapter", out_, "--out", (folder_ / "said").string()});
        QVERIFY(said.out.find("after 0 steps") != std::string::npos);
        QVERIFY(said.out.find(", loss ") == std::string::npos);
    }

    void wrongTestOutputsGiveTheSameAttempts() {
        FewShotTask wrong = mirrorTask("m0", 2);
        for (Query& query : wrong.queries) query.output = Grid(7, 7, 3);
        const std::string file = (folder_ / "wrong" / "m0.json").string();
        writeTask(file, wrong);
        const json honest = run().json();
        const json misled =
            runTtt({"run", file, "--json", "--out", (folder_ / "misled").string()}).json();
        for (const char* side : {"with_ttt", "without_ttt"}) {
            for (size_t test = 0; test < 2; ++test) {
                QCOMPARE(misled.at(side).at("tests").at(test).at("attempts"),
                         honest.at(side).at("tests").at(test).at("attempts"));
            }
        }
        QCOMPARE(misled.at("with_ttt").at("solved_at_2"), json(false));
    }

    void scoreAndCompareReadRunFolders() {
        QCOMPARE(run({"--set", "adapt.steps=3"}).code, 0);
        const std::string second = (folder_ / "second").string();
        QCOMPARE(runTtt({"run", task_, "--out", second, "--set", "adapt.steps=4"}).code, 0);
        const json score = runTtt({"score", out_, "--json"}).json();
        QCOMPARE(score.at("tasks"), json(1));
        QCOMPARE(score.at("pass_at_2"), json(1.0));
        const json compared = runTtt({"compare", out_, second, "--json"}).json();
        QCOMPARE(compared.at("parameters"), json({{"adapt.steps", {"3", "4"}}}));
        QCOMPARE(runTtt({"compare", out_, second, "--csv"}).code, 0);
        QCOMPARE(runTtt({"compare", out_, second, "--csv", "--html"}).code, 2);
        const json submission = runTtt({"submission", out_, "--json"}).json();
        QCOMPARE(submission.at("m0").size(), size_t{2});
    }

    void brokenRunFoldersAreErrors() {
        QCOMPARE(run().code, 0);
        writeFileAtomically(fs::path(out_) / "result.json", "{");
        const CliResult result = runTtt({"score", out_, "--json"});
        QCOMPARE(result.code, 2);
        QVERIFY(result.err.find("result.json") != std::string::npos);
    }

    void everyPresetStarts() {
        QVERIFY(!presetNames().empty());
        for (const std::string& preset : presetNames()) {
            const std::string folder = (folder_ / preset).string();
            const CliResult result = runTtt({"run", task_, "--config", preset, "--out", folder});
            QVERIFY2(result.code == 0, (preset + ": " + result.err).c_str());
        }
    }

    void progressGoesToErr() { QVERIFY(run().err.find("loading") != std::string::npos); }
};

QTEST_GUILESS_MAIN(TestRunCommand)
#include "test_run_command.moc"
