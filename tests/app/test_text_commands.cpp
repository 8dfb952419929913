#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "core/runs/run_folder.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/item_draw.h"
#include "tests/app/cli_runner.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

bool hasArcSets() { return fs::exists(defaultArcFolder() / "arcagi_aa922be.json"); }
fs::path sharedBbh() { return sharedFolder() / "data" / "bbh"; }

constexpr const char* kTask = "bbh-style:navigate";

} // namespace

class TestTextCommands : public QObject {
    Q_OBJECT

    QTemporaryDir temporary_;
    fs::path folder_;
    int runs_ = 0;

private Q_SLOTS:
    void init() {
        folder_ = fs::path(temporary_.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(folder_);
        qputenv("XDG_DATA_HOME", (folder_ / "data").c_str());
        qunsetenv("TTT_BBH_DIR");
    }

    void promptsEqualTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_prompts.jsonl");
        qputenv("TTT_BBH_DIR", sharedBbh().c_str());
        for (const json& line : readGoldenLines("bbh_prompts.jsonl")) {
            const bool icl = line.at("shots") == 10;
            const json shown =
                runTtt({"prompt", "bbh:" + line.at("task").get<std::string>(), "--format",
                        icl ? "icl" : "zero-shot", "--seed", line.at("seed").dump(), "--position",
                        line.at("eval_position").dump(), "--json"})
                    .json();
            QCOMPARE(shown.at("text"), line.at("prompt"));
            QCOMPARE(shown.at("target"), line.at("target"));
            QCOMPARE(shown.at("item"), line.at("item"));
            QCOMPARE(shown.at("demonstrations").size(), line.at("shots").get<size_t>());
        }
    }

    void demonstrationsAndItemsArePlacesInTheFile() {
        TTT_NEEDS_GOLDEN("bbh_splits.json");
        const json golden = readGolden("bbh_splits.json");
        for (const json& split : golden.at("splits")) {
            const auto name = split.at("task").get<std::string>();
            if (name != "snarks" && name != "navigate") continue;
            for (const size_t position : {size_t{0}, size_t{19}}) {
                const CliResult shown =
                    runTtt({"prompt", "bbh:" + name, "--format", "icl", "--seed",
                            split.at("seed").dump(), "--position", std::to_string(position),
                            "--bbh-dir", sharedBbh().string(), "--json"});
                QCOMPARE(shown.json().at("demonstrations"), split.at("demonstrations"));
                QCOMPARE(shown.json().at("item"), split.at("first_20_eval")[position]);
            }
        }
    }

    void arcPromptsAreChats() {
        TTT_NEEDS_GOLDEN("arc_prompts.jsonl");
        if (!hasArcSets()) QSKIP("no ARC files: set TTT_ARC_DIR");
        int compared = 0;
        for (const json& line : readGoldenLines("arc_prompts.jsonl")) {
            const std::string kind = line.at("format").get<std::string>();
            std::vector<std::string> arguments{"prompt", line.at("task"), "--json", "--format"};
            arguments.emplace_back(kind == "new_format" ? "numpy" : "colour-words");
            if (kind == "barc_train") arguments.emplace_back("--training");
            if (kind != "new_format" && kind != "barc_train" && kind != "barc_inference") continue;
            json expected;
            for (const json& message : line.at("messages")) {
                expected[message.at("role").get<std::string>()] = message.at("content");
            }
            QCOMPARE(runTtt(arguments).json(), expected);
            ++compared;
        }
        QCOMPARE(compared, 12);
    }

    void extractionEqualsTheGoldensLineByLine() {
        TTT_NEEDS_GOLDEN("bbh_extract.jsonl");
        std::map<std::string, std::vector<json>> byTask;
        for (const json& line : readGoldenLines("bbh_extract.jsonl")) {
            byTask[line.at("task").get<std::string>()].push_back(line);
        }
        for (const auto& [task, lines] : byTask) {
            std::ofstream file(folder_ / task);
            for (const json& line : lines) {
                file << json{{"raw", line.at("raw")}, {"target", line.at("target")}}.dump() << "\n";
            }
            file.close();
            const CliResult result =
                runTtt({"extract", "bbh:" + task, "--jsonl", (folder_ / task).string()});
            QCOMPARE(result.code, 0);
            std::istringstream out(result.out);
            std::string line;
            for (const json& expected : lines) {
                QVERIFY(std::getline(out, line));
                const json found = json::parse(line);
                QCOMPARE(found.at("answer"), expected.at("extracted"));
                QCOMPARE(found.at("correct"), expected.at("correct"));
            }
            QVERIFY(!std::getline(out, line));
        }
    }

    void oneAnswerNeedsNoFiles() {
        const json answer =
            runTtt({"extract", "bbh:snarks", "--text", " B. Because", "--json"}).json();
        QCOMPARE(answer, (json{{"answer", "(b)"}}));
        const json verdict =
            runTtt({"extract", "bbh:snarks", "--text", " B. Because", "--target", "(B)", "--json"})
                .json();
        QCOMPARE(verdict.at("correct"), json(true));
        QCOMPARE(runTtt({"extract", "bbh:snarks", "--text", "", "--json"}).json().at("answer"),
                 json(""));
    }

    void mistakesAreOneMessageAndCodeTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no folder") << QStringList{"show", "bbh:navigate"};
        QTest::newRow("no BBH set") << QStringList{"tasks", "--tasks", "bbh"};
        QTest::newRow("no such task") << QStringList{"extract", "bbh:sudoku", "--text", "x"};
        QTest::newRow("nothing to read") << QStringList{"extract", "bbh:snarks"};
        QTest::newRow("no format") << QStringList{"prompt", kTask};
        QTest::newRow("unknown format") << QStringList{"prompt", kTask, "--format", "sonnet"};
        QTest::newRow("format for grids") << QStringList{"prompt", kTask, "--format", "numpy"};
        QTest::newRow("no such position")
            << QStringList{"prompt", kTask, "--format", "icl", "--position", "90"};
        QTest::newRow("empty folder")
            << QStringList{"tasks", "--tasks", "bbh", "--bbh-dir", "/no/such/folder"};
    }
    void mistakesAreOneMessageAndCodeTwo() {
        QFETCH(QStringList, arguments);
        std::vector<std::string> plain;
        for (const QString& argument : arguments) plain.push_back(argument.toStdString());
        const CliResult result = runTtt(plain);
        QCOMPARE(result.code, 2);
        QVERIFY2(result.hasOneMessage(), result.err.c_str());
        QVERIFY(result.out.empty());
    }

    void aBadLineIsNamedAndNothingIsPrinted() {
        const fs::path file = folder_ / "lines.jsonl";
        writeFileAtomically(file, "{\"raw\": \"A\"}\n{\"target\": \"(A)\"}\n");
        const CliResult result = runTtt({"extract", "bbh:snarks", "--jsonl", file.string()});
        QCOMPARE(result.code, 2);
        QVERIFY(result.err.find("lines.jsonl:2") != std::string::npos);
        QVERIFY(result.out.empty());
    }

    void setsAreListed() {
        const json made = runTtt({"tasks", "--tasks", "bbh-style", "--json"}).json();
        QVERIFY(made.size() >= 8);
        QCOMPARE(made[0].at("pairs"), json(10));
        QCOMPARE(made[0].at("tests"), json(kTextItems - 10));
        if (!fs::exists(sharedBbh())) QSKIP("no BBH files: set TTT_SHARED_DIR");
        const json files =
            runTtt({"tasks", "--tasks", "bbh", "--bbh-dir", sharedBbh().string(), "--json"}).json();
        QCOMPARE(files.size(), size_t{12});
        QCOMPARE(files[0].at("set"), json("bbh"));
    }

    void textTasksAreShown() {
        const json shown = runTtt({"show", kTask, "--json"}).json();
        QCOMPARE(shown.at("train").size(), size_t{10});
        QCOMPARE(shown.at("answer_format"), json("Answer with only 'Yes' or 'No'."));
        QCOMPARE(shown.at("items").size(), static_cast<size_t>(kTextItems));
        const std::string text = runTtt({"show", kTask}).out;
        QVERIFY(text.find("pair 0\nQ: If you follow") != std::string::npos);
    }

    void aTaskOfTextsHasItsOwnDefaults() {
        const auto modelOf = [&](const std::vector<std::string>& more) {
            std::vector<std::string> arguments{"run",
                                               kTask,
                                               "--json",
                                               "--set",
                                               "task.items=1",
                                               "--out",
                                               (folder_ / std::to_string(++runs_)).string()};
            arguments.insert(arguments.end(), more.begin(), more.end());
            const CliResult ran = runTtt(arguments);
            return ran.code == 0 ? ran.json().at("model").get<std::string>() : ran.err;
        };
        QCOMPARE(modelOf({}), std::string("smollm2-135m"));
        QCOMPARE(readRunFolder(folder_ / "1").config.adapt.episodes, std::string("orders"));
        const std::string told =
            runTtt({"run", kTask, "--set", "task.items=2", "--out", (folder_ / "told").string()})
                .out;
        QVERIFY2(told.find("50.0 % by guessing") != std::string::npos, told.c_str());
        QCOMPARE(modelOf({"--config", "quick"}), std::string("smollm2-135m"));
        QVERIFY(modelOf({"--model", "arc-nano"}) != "smollm2-135m");
        QVERIFY(modelOf({"--set", "run.model=arc-nano"}) != "smollm2-135m");
    }

    void aSuiteOfTextsIsNoSubmission() {
        const fs::path out = folder_ / "suite";
        QCOMPARE(runTtt({"suite", "--tasks", "bbh-style", "--limit", "1", "--set", "task.items=1",
                         "--out", out.string(), "--json"})
                     .code,
                 0);
        const CliResult submitted = runTtt({"submission", out.string()});
        QCOMPARE(submitted.code, 2);
        QVERIFY(submitted.out.empty() && submitted.hasOneMessage());
    }

    void aTextRunIsStoredAndScored() {
        const fs::path out = folder_ / "run";
        const CliResult ran =
            runTtt({"run", kTask, "--config", "paper-bbh", "--set", "task.items=6", "--seed", "43",
                    "--out", out.string(), "--json"});
        QCOMPARE(ran.code, 0);
        const FewShotTask task = drawn(bbhStyleSet().make("navigate"), {43, 10, 6});
        const json result = ran.json();
        QCOMPARE(result.at("task"), json(kTask));
        QCOMPARE(result.at("random_guess"), json(0.5));
        // The scripted engine answers with the first demonstration's answer, with TTT the last's.
        for (const char* side : {"without_ttt", "with_ttt"}) {
            const Example& shown =
                std::string(side) == "with_ttt" ? task.examples.back() : task.examples.front();
            const std::string said = std::get<std::string>(shown.output);
            const json& tests = result.at(side).at("tests");
            QCOMPARE(tests.size(), size_t{6});
            int right = 0;
            for (size_t i = 0; i < tests.size(); ++i) {
                const json& attempt = tests[i].at("attempts").at(0);
                QCOMPARE(attempt.at("raw"), json(" " + said));
                QCOMPARE(attempt.at("answer"), json(said == "Yes" ? "yes" : "no"));
                const bool correct = task.queries[i].output == Value(said);
                QCOMPARE(tests[i].at("correct"), json(correct));
                right += correct ? 1 : 0;
            }
            QCOMPARE(result.at(side).at("accuracy"), json(right / 6.0));
        }
        const StoredRun stored = readRunFolder(out);
        QVERIFY(stored.tasks == std::vector{task});
        QCOMPARE(stored.result.tasks[0].withTtt[0].raw.size(), size_t{1});
        QVERIFY(!stored.candidates.empty() && !stored.candidates[0].candidate.raw.empty());
        const json score = runTtt({"score", out.string(), "--json"}).json();
        QCOMPARE(score.at("accuracy"), result.at("with_ttt").at("accuracy"));
        QCOMPARE(score.at("denominators").at("tests"), json(6));
        const std::string told = runTtt({"score", out.string()}).out;
        QVERIFY2(told.find("accuracy") != std::string::npos, told.c_str());
        QVERIFY2(told.find("questions under the first seed") != std::string::npos, told.c_str());
    }

    void publishedNumbersStandBesideTheOwn() {
        TTT_NEEDS_GOLDEN("bbh_splits.json");
        const fs::path out = folder_ / "suite";
        const std::vector<std::string> suite{
            "suite",   "--tasks", "bbh",   "--bbh-dir",    sharedBbh(), "--config",  "paper-bbh",
            "--limit", "2",       "--set", "task.items=3", "--out",     out.string()};
        const CliResult ran = runTtt(suite);
        QCOMPARE(ran.code, 0);
        for (const char* told : {"85.7 %", "80.1 %", "published with", "arXiv 2411.07279"}) {
            QVERIFY2(ran.out.find(told) != std::string::npos, ran.out.c_str());
        }
        const json summary = runTtt({"suite", "--resume", "--out", out.string(), "--json"}).json();
        const json& published = summary.at("published");
        QCOMPARE(published.at("without_ttt").at("preset"), json("paper-bbh-icl"));
        QCOMPARE(published.at("with_ttt").at("preset"), json("paper-bbh"));
        QVERIFY(std::abs(published.at("with_ttt").at("mean").get<double>() - (0.801 + 0.616) / 2) <
                1e-9); // boolean expressions, dates
        for (const json& task : summary.at("tasks")) {
            const auto gained = task.at("gained").get<double>();
            const auto lost = task.at("lost").get<double>();
            const double difference = task.at("with_ttt").at("accuracy").get<double>() -
                                      task.at("without_ttt").at("accuracy").get<double>();
            QVERIFY(std::abs(difference * 3 - (gained - lost)) < 1e-9);
        }
        const json own = runTtt({"suite", "--tasks", "bbh-style", "--limit", "1", "--set",
                                 "task.items=2", "--out", (folder_ / "own").string(), "--json"})
                             .json();
        QVERIFY(own.at("published").at("with_ttt").is_null());
    }

    void aSuiteDrawsAnewForEachSeed() {
        const fs::path out = folder_ / "suite";
        const CliResult ran = runTtt({"suite", "--tasks", "bbh-style", "--config", "paper-bbh-icl",
                                      "--set", "task.items=3", "--seeds", "42,43", "--limit", "2",
                                      "--out", out.string(), "--json"});
        QCOMPARE(ran.code, 0);
        QCOMPARE(ran.json().at("denominators").at("tests"), json(6));
        QVERIFY(ran.json().at("total").at("without_ttt").at("accuracy").contains("sem"));
        const json task = ran.json().at("tasks").at(0).at("without_ttt");
        QVERIFY(task.at("sem").at("accuracy").is_number());
        QVERIFY2(ran.err.find(" %  ") != std::string::npos, ran.err.c_str());
        for (const int seed : {42, 43}) {
            const auto run =
                readRunFolder(out / "runs" / ("boolean_expressions-s" + std::to_string(seed)));
            QVERIFY(run.tasks.at(0) == drawn(bbhStyleSet().make("boolean_expressions"),
                                             {static_cast<uint64_t>(seed), 10, 3}));
        }
        QCOMPARE(runTtt({"suite", "--resume", "--out", out.string(), "--json"}).json().at("total"),
                 ran.json().at("total"));
    }
};

QTEST_GUILESS_MAIN(TestTextCommands)
#include "test_text_commands.moc"
