#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "core/transforms/grid_transforms.h"
#include "tests/app/cli_runner.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <fstream>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

bool hasArcSets() { return fs::exists(defaultArcFolder() / "arcagi_aa922be.json"); }

} // namespace

class TestCommands : public QObject {
    Q_OBJECT

    QTemporaryDir temporary_;
    fs::path folder_;
    std::string task_; // a task file

private Q_SLOTS:
    void initTestCase() {
        folder_ = temporary_.path().toStdString();
        qputenv("XDG_DATA_HOME", (folder_ / "data").c_str());
        task_ = (folder_ / "m0.json").string();
        writeTask(task_, mirrorTask("m0", 2));
    }

    void everyCommandHasHelpAndJson_data() {
        QTest::addColumn<QString>("command");
        for (const char* name :
             {"tasks",    "show",    "transforms", "augment",  "episodes",   "inspect",
              "run",      "suite",   "vote",       "score",    "submission", "compare",
              "synth",    "devices", "models",     "tokenize", "detokenize", "logits",
              "generate", "sweep",   "prompt",     "extract"}) {
            QTest::newRow(name) << name;
        }
    }
    void everyCommandHasHelpAndJson() {
        QFETCH(QString, command);
        const CliResult help = runTtt({command.toStdString(), "--help"});
        QCOMPARE(help.code, 0);
        QVERIFY(help.err.empty());
        QVERIFY(help.out.find("--json") != std::string::npos);
        const QStringList computing{"run", "suite", "sweep", "logits", "generate"};
        QCOMPARE(help.computes, computing.contains(command));
    }

    void badUsageIsOneMessageAndCodeTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        const QString task = QString::fromStdString(task_);
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{"fly"};
        QTest::newRow("unknown option") << QStringList{"tasks", "--fast"};
        QTest::newRow("missing argument") << QStringList{"show"};
        QTest::newRow("no such task") << QStringList{"show", "no-such-task"};
        QTest::newRow("no such set") << QStringList{"tasks", "--tasks", "arc9"};
        QTest::newRow("no such transform") << QStringList{"augment", task, "--transform", "fold"};
        QTest::newRow("unknown field") << QStringList{"episodes", task, "--set", "adapt.step=1"};
        QTest::newRow("no value") << QStringList{"episodes", task, "--set", "adapt.steps"};
        QTest::newRow("wrong value") << QStringList{"episodes", task, "--set", "adapt.steps=many"};
        QTest::newRow("out of range") << QStringList{"episodes", task, "--set", "adapt.steps=-1"};
        QTest::newRow("no such preset") << QStringList{"episodes", task, "--config", "slow"};
        QTest::newRow("no such episode") << QStringList{"inspect", task, "--episode", "99"};
        QTest::newRow("no such model") << QStringList{"models", "info", "nothing"};
        QTest::newRow("nothing to read") << QStringList{"logits"};
        QTest::newRow("no such type") << QStringList{"logits", "--text", "a", "--dtype", "int8"};
        QTest::newRow("no token to write")
            << QStringList{"generate", "--text", "a", "--tokens", "0"};
        QTest::newRow("no such rule") << QStringList{"vote", task, "--rule", "loudest"};
        QTest::newRow("not a run") << QStringList{"score", "/usr"};
        QTest::newRow("no folder") << QStringList{"compare"};
        QTest::newRow("no such family") << QStringList{"synth", "--family", "nothing"};
        QTest::newRow("negative count") << QStringList{"synth", "--count", "-1"};
    }
    void badUsageIsOneMessageAndCodeTwo() {
        QFETCH(QStringList, arguments);
        std::vector<std::string> plain;
        for (const QString& argument : arguments) plain.push_back(argument.toStdString());
        const CliResult result = runTtt(plain);
        QCOMPARE(result.code, 2);
        QVERIFY2(result.hasOneMessage(), result.err.c_str());
        QVERIFY(result.out.empty());
    }

    void tasksOfAFolderLeaveBadFilesOut() {
        const fs::path folder = writeTasks(folder_ / "mixed", 2);
        writeFileAtomically(folder / "bad.json", "{\"train\": 1}");
        const CliResult result = runTtt({"tasks", "--tasks", folder.string(), "--json"});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json().size(), size_t{2});
        const json expected{{"id", "m0"}, {"set", ""}, {"pairs", 3}, {"tests", 1}, {"max_side", 4}};
        QCOMPARE(result.json().at(0), expected);
        QVERIFY(result.err.find("bad.json") != std::string::npos);
    }

    void wrongLineOfAListIsAnErrorWithItsPlace() {
        const fs::path list = folder_ / "list.txt";
        writeFileAtomically(list, "# comment\n" + task_ + "\nnothing-like-that\n");
        const CliResult result = runTtt({"tasks", "--tasks", list.string()});
        QCOMPARE(result.code, 2);
        QVERIFY(result.err.find("list.txt:3") != std::string::npos);
    }

    void allPublicTasksAreListed() {
        if (!hasArcSets()) QSKIP("no ARC files: set TTT_ARC_DIR");
        const json all = runTtt({"tasks", "--json"}).json();
        QCOMPARE(all.size(), size_t{1920});
        const json evaluation = runTtt({"tasks", "--tasks", "arc1-eval", "--json"}).json();
        QCOMPARE(evaluation.size(), size_t{400});
        QVERIFY(evaluation.at(0).contains("level"));
    }

    void bareIdSaysOnErrWhichSetItIsIn() {
        if (!hasArcSets()) QSKIP("no ARC files: set TTT_ARC_DIR");
        const CliResult bare = runTtt({"show", "00576224", "--json"});
        QCOMPARE(bare.err, std::string("ttt: 00576224 is arc1-eval:00576224\n"));
        const CliResult full = runTtt({"show", "arc1-eval:00576224", "--json"});
        QVERIFY(full.err.empty());
        QCOMPARE(bare.out, full.out);
    }

    void showPrintsTheOfficialShape() {
        QCOMPARE(runTtt({"show", task_, "--json"}).json(), toArcJson(mirrorTask("m0", 2)));
        QVERIFY(runTtt({"show", task_}).out.find('\x1b') == std::string::npos);
        QVERIFY(runTtt({"show", task_}, {.colour = true}).out.find("\x1b[48;2;") !=
                std::string::npos);
    }

    void transformsTakeEitherName() {
        const json list = runTtt({"transforms", "--json"}).json();
        QCOMPARE(list.size(), gridTransforms().size());
        for (const json& entry : list) {
            QCOMPARE(entry.contains("inverse"), entry.at("invertible").get<bool>());
            const auto augment = [&](const char* key) {
                return runTtt({"augment", task_, "--transform", entry.at(key), "--json"});
            };
            QCOMPARE(augment("name").code, 0);
            QCOMPARE(augment("name").out, augment("released_name").out);
        }
    }

    void augmentMapsEveryPair() {
        const json image =
            runTtt({"augment", task_, "--transform", "flip-columns", "--json"}).json();
        const FewShotTask task = mirrorTask("m0", 2);
        // Mirroring is this transform, so inputs and outputs change places.
        QCOMPARE(image.at("train").at(0).at("input"), toJson(task.examples[0].output));
        QCOMPARE(image.at("test").at(1).at("output"), toJson(task.queries[1].input));
    }

    void seedMovesTheTranslation() {
        const auto translated = [&](const char* seed) {
            return runTtt({"augment", task_, "--transform", "translate", "--seed", seed, "--json"})
                .out;
        };
        QCOMPARE(translated("1"), translated("1"));
        bool differs = false;
        for (const char* seed : {"2", "3", "4", "5"}) {
            differs = differs || translated(seed) != translated("1");
        }
        QVERIFY(differs);
    }

    void episodesNeverShowTheTests() {
        const json document = runTtt({"episodes", task_, "--json"}).json();
        QCOMPARE(document.at("counts").at("leave_one").at("tasks"), json(3));
        QCOMPARE(document.at("counts").at("final"), json(3));
        QVERIFY(document.at("cost").at("steps").get<int>() > 0);
        const json& episode = document.at("episodes").at(0);
        for (const char* key :
             {"transform", "colours", "order", "left_out", "demonstrations", "query", "tokens"}) {
            QVERIFY2(episode.contains(key), key);
        }
        const std::string text = document.dump();
        for (const Query& query : mirrorTask("m0", 2).queries) {
            QVERIFY(text.find(toJson(query.input).dump()) == std::string::npos);
            QVERIFY(text.find(toJson(*query.output).dump()) == std::string::npos);
        }
    }

    void inspectHasOneEntryAToken() {
        const json document =
            runTtt({"inspect", task_, "--model", "arc-nano", "--episode", "1", "--json"}).json();
        const size_t tokens = document.at("ids").size();
        QVERIFY(tokens > 0);
        for (const char* key : {"pieces", "loss_mask", "positions"}) {
            QCOMPARE(document.at(key).size(), tokens);
        }
    }

    void voteReadsAndWritesLines() {
        const fs::path file = folder_ / "votes.jsonl";
        writeFileAtomically(
            file,
            R"({"task": "t1", "predictions": [{"view": "identity", "grids": [[[1]], [[2]], [[1]]]}]})"
            "\n\n"
            R"({"task": "t2", "predictions": [{"view": "identity", "grids": [[[3]]]}]})"
            "\n");
        const CliResult result = runTtt({"vote", file.string(), "--rule", "flat"});
        QCOMPARE(result.code, 0);
        std::istringstream lines(result.out);
        std::string line;
        std::getline(lines, line);
        QCOMPARE(json::parse(line), json::parse(R"({"task": "t1", "attempts": [[[1]], [[2]]]})"));
        std::getline(lines, line);
        QCOMPARE(json::parse(line).at("task"), json("t2"));
    }

    void voteOnABrokenLineWritesNothing() {
        const fs::path file = folder_ / "broken.jsonl";
        writeFileAtomically(file, R"({"task": "t1", "predictions": []})"
                                  "\n"
                                  R"({"task": "t2", "predictions": [{"view": 3}]})"
                                  "\n");
        const CliResult result = runTtt({"vote", file.string(), "--rule", "flat"});
        QCOMPARE(result.code, 2);
        QVERIFY(result.out.empty());
        QVERIFY(result.err.find("broken.jsonl:2") != std::string::npos);
    }

    void votesAreTheReleasedOnes() {
        TTT_NEEDS_GOLDEN("arc_votes.json");
        const json golden = readGolden("arc_votes.json");
        std::string text;
        for (const json& entry : golden.at("cases")) {
            text +=
                json{{"task", entry.at("task")}, {"predictions", entry.at("predictions")}}.dump() +
                "\n";
        }
        const fs::path file = folder_ / "golden.jsonl";
        writeFileAtomically(file, text);
        std::istringstream lines(runTtt({"vote", file.string(), "--rule", "hierarchical"}).out);
        int checked = 0;
        for (const json& entry : golden.at("cases")) {
            std::string line;
            QVERIFY(std::getline(lines, line));
            const json& expected = entry.at("hierarchical");
            if (expected.at("depends_on_tie_order").get<bool>()) continue;
            const json attempts = json::parse(line).at("attempts");
            QCOMPARE(attempts, json({expected.at("attempt_1"), expected.at("attempt_2")}));
            ++checked;
        }
        QVERIFY(checked > 5);
    }

    void synthListsFamiliesAndDrawsEpisodes() {
        const json families = runTtt({"synth", "--json"}).json();
        QVERIFY(families.size() >= 40);
        for (const char* key : {"name", "group", "variants"}) {
            QVERIFY(families.at(0).contains(key));
        }
        const std::string name = families.at(0).at("name");
        const auto draw = [&](const char* seed, const char* count) {
            return runTtt({"synth", "--family", name, "--seed", seed, "--count", count, "--json"})
                .json();
        };
        const json three = draw("1", "3");
        QCOMPARE(three.size(), size_t{3});
        QCOMPARE(draw("1", "1").at(0), three.at(0));
        QVERIFY(draw("2", "1").at(0) != three.at(0));
        for (const json& task : three) arcTaskFromJson(task, "episode");
        const json shown = runTtt({"show", "synth:" + name + ".2", "--json"}).json();
        const json drawn = draw("0", "3").at(2);
        QCOMPARE(shown.at("test"), drawn.at("test"));
    }

    void devicesAndModelsHaveTheirFields() {
        const json devices = runTtt({"devices", "--json"}).json();
        QCOMPARE(devices.at(0).at("kind"), json("cpu"));
        QVERIFY(devices.at(0).at("memory_bytes").get<int64_t>() > 0);
        std::vector<std::string> models;
        for (const json& model : runTtt({"models", "--json"}).json()) {
            models.push_back(model.at("name").get<std::string>());
        }
        for (const char* shipped : {"arc-nano", "arc-base"}) {
            QVERIFY2(std::ranges::count(models, shipped) == 1, shipped);
        }
        const json info = runTtt({"models", "info", "arc-nano", "--json"}).json();
        for (const char* key :
             {"name", "family", "parameters", "dtype", "tokenizer", "context", "sha256"}) {
            QVERIFY2(info.contains(key), key);
        }
    }

    void logitsAndGenerateHaveTheirFields() {
        const json logits = runTtt({"logits", "--text", "abc", "--top", "1", "--json"}).json();
        QCOMPARE(logits.at("ids"), json({97, 98, 99}));
        QCOMPARE(logits.at("positions").size(), size_t{3});
        QCOMPARE(logits.at("positions")[0], json({{"id", 98}, {"logprob", -0.5}}));
        QCOMPARE(logits.at("last")[0].at("id"), json(100));
        const json given = runTtt({"logits", "--ids", "7,8", "--json"}).json();
        QCOMPARE(given.at("ids"), json({7, 8}));

        const json text = runTtt({"generate", "--text", "abc", "--tokens", "2", "--json"}).json();
        QCOMPARE(text.at("ids"), json({97, 98}));
        QCOMPARE(text.at("text"), json("ab"));
        QCOMPARE(runTtt({"generate", "--text", "abc"}).out, std::string("abc\n"));
    }

    void fullOutputIsAFailure() {
        if (!fs::exists("/dev/full")) QSKIP("no /dev/full here");
        std::ofstream out("/dev/full");
        std::ostringstream err;
        CommandContext context{.makeEngine = [] { return std::make_unique<ScriptedEngine>(); },
                               .out = out,
                               .err = err};
        const char* argv[] = {"ttt", "devices", "--json"};
        QCOMPARE(runCli(3, argv, context), 1);
        QVERIFY(err.str().find("standard output") != std::string::npos);
    }

    void versionNamesTheCommit() {
        const CliResult version = runTtt({"--version"});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.find("0.") == 0);
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "test_commands.moc"
