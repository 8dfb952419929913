#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/data_sets.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/reasoned_examples.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <algorithm>
#include <functional>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kSeeds = 5;

std::vector<Example> numberedItems(int count) {
    std::vector<Example> items;
    for (int i = 0; i < count; ++i) {
        items.push_back({"question " + std::to_string(i), "answer " + std::to_string(i)});
    }
    return items;
}

std::string commaJoined(const std::vector<int>& numbers) {
    std::string text;
    for (const int n : numbers) text += (text.empty() ? "" : ",") + std::to_string(n);
    return text;
}

std::vector<int> slice(const std::vector<int>& list, size_t begin, size_t count) {
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(begin);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

fs::path sharedBbh() { return test::sharedFolder() / "data" / "bbh"; }

std::string errorOf(const std::function<void()>& action, ErrorKind kind) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind() == kind ? error.what() : "another kind: " + std::string(error.what());
    }
    return "no error";
}

} // namespace

class TestBbhTasks : public QObject {
    Q_OBJECT

    QTemporaryDir temporary_;
    fs::path folder_;

private Q_SLOTS:
    void init() {
        folder_ = fs::path(temporary_.path().toStdString()) / QTest::currentTestFunction();
        fs::create_directories(folder_);
    }

    void theTableEqualsTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_splits.json");
        const json golden = test::readGolden("bbh_splits.json");
        const auto tasks = bbhTasks();
        QCOMPARE(tasks.size(), golden.at("tasks").size());
        for (size_t i = 0; i < tasks.size(); ++i) {
            const json& expected = golden.at("tasks")[i];
            const TextForm& form = tasks[i].form;
            QCOMPARE(tasks[i].name, expected.at("task").get<std::string>());
            QCOMPARE(form.instruction, expected.at("task_prompt").get<std::string>());
            QCOMPARE(form.answerFormat, expected.at("answer_format").get<std::string>());
            QCOMPARE(form.releasedTokens, expected.at("generation_length").get<int>());
            const json& choices = expected.at("choices");
            QCOMPARE(form.choices, choices.is_null() ? 0 : choices.get<int>());
            QCOMPARE(bbhIndex(tasks[i].name), static_cast<int>(i));
        }
        QCOMPARE(bbhIndex("nothing"), -1);
    }

    void guessingScoresAsPublished() {
        // The mean over tasks of the released result logs.
        double sum = 0;
        for (const BbhTask& task : bbhTasks()) sum += 100 * randomGuess(task.form);
        QVERIFY(std::abs(sum / static_cast<double>(bbhTasks().size()) - 26.35) < 0.01);
        QCOMPARE(randomGuess(findBbhTask("dyck_languages").form), 0.0);
    }

    void splitsOfAllTasksAndSeedsEqualTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_splits.json");
        const json golden = test::readGolden("bbh_splits.json");
        QCOMPARE(golden.at("splits").size(), bbhTasks().size() * kSeeds);
        for (const json& split : golden.at("splits")) {
            const auto items = numberedItems(split.at("n_items").get<int>());
            const auto seed = split.at("seed").get<uint64_t>();
            const FewShotTask task = taskOfItems({"t", "bbh", {}, {}}, items, seed, kReleasedShots);
            const size_t asked = split.at("n_eval").get<size_t>();
            QCOMPARE(task.queries.size(), asked);
            QCOMPARE(sha256Hex(commaJoined(task.items)),
                     split.at("order_sha256").get<std::string>());
            QCOMPARE(slice(task.items, 0, 10), split.at("demonstrations").get<std::vector<int>>());
            QCOMPARE(slice(task.items, 10, 20), split.at("first_20_eval").get<std::vector<int>>());
            QCOMPARE(slice(task.items, task.items.size() - 5, 5),
                     split.at("last_5_eval").get<std::vector<int>>());
            for (size_t i = 0; i < 10; ++i) {
                QVERIFY(task.examples[i] == items[static_cast<size_t>(task.items[i])]);
            }
        }
    }

    void drawingAnewForgetsNothing() {
        const auto items = numberedItems(30);
        const FewShotTask task = taskOfItems({"t", "bbh", {}, {}}, items, 42, 10);
        QVERIFY(itemsOf(task) == items);
        QVERIFY(drawn(task, {43, 10, 0}) == taskOfItems({"t", "bbh", {}, {}}, items, 43, 10));
        QVERIFY(drawn(drawn(task, {43, 4, 0}), {42, 10, 0}) == task);
        const FewShotTask zeroShot = drawn(task, {42, 0, 0});
        QCOMPARE(zeroShot.queries.size(), size_t{30});
        QVERIFY(zeroShot.queries[0].input == task.examples[0].input);
        // Cut short it stays as it is: what was cut off is not there any more.
        const FewShotTask cut = drawn(task, {42, 10, 5});
        QCOMPARE(cut.queries.size(), size_t{5});
        QCOMPARE(cut.items.size(), size_t{15});
        QVERIFY(drawn(cut, {43, 10, 0}) == cut);
        QCOMPARE(withoutAnswers(cut).itemCount, 30);
        const FewShotTask plain{"a", {}, {{"q", "a"}}, {{"q2", {}}}};
        QVERIFY(drawn(plain, {43, 10, 5}) == plain);
        QVERIFY(errorOf(
                    [&] {
                        drawn(task, {42, 30, 0});
                    },
                    ErrorKind::BadInput)
                    .find("30 items") != std::string::npos);
    }

    void filesLoadFromTheirFolderAndFromACheckout() {
        if (!fs::exists(sharedBbh())) QSKIP("no BBH files: set TTT_SHARED_DIR");
        const LoadedTasks loaded = loadBbhFolder(sharedBbh());
        QVERIFY(loaded.problems.empty());
        QCOMPARE(loaded.tasks.size(), size_t{12});
        fs::create_directories(folder_ / "bbh");
        fs::copy_file(sharedBbh() / "snarks.json", folder_ / "bbh" / "snarks.json");
        const FewShotTask task = loadBbhTask(folder_, "snarks");
        QCOMPARE(task.examples.size() + task.queries.size(), size_t{178});
        QVERIFY(task == loadBbhTask(sharedBbh(), "snarks"));
        QVERIFY(task.form == findBbhTask("snarks").form);
    }

    void theCatalogFindsThem() {
        if (!fs::exists(sharedBbh())) QSKIP("no BBH files: set TTT_SHARED_DIR");
        TaskCatalog catalog("/no/such/folder", "/no/such/folder");
        catalog.setBbhFolder(sharedBbh());
        QCOMPARE(catalog.select("bbh").tasks.size(), size_t{12});
        const FewShotTask task = catalog.find("bbh:navigate");
        QCOMPARE(qualifiedId(task.set, task.id), std::string("bbh:navigate"));
        QCOMPARE(task.queries.size(), size_t{240});
        writeFileAtomically(folder_ / "list.txt", "bbh:navigate\nbbh:snarks\n");
        QCOMPARE(catalog.select((folder_ / "list.txt").string()).tasks.size(), size_t{2});
    }

    void whatIsMissingIsSaidWithWhatToDo() {
        TaskCatalog catalog("/no/such/folder", "/no/such/folder");
        const auto missing = errorOf([&] { catalog.find("bbh:navigate"); }, ErrorKind::NotFound);
        QVERIFY2(missing.find("TTT_BBH_DIR") != std::string::npos, missing.c_str());
        QVERIFY(errorOf([&] { catalog.select("bbh"); }, ErrorKind::NotFound).find("--bbh-dir") !=
                std::string::npos);
        QVERIFY(
            errorOf([&] { catalog.find("bbh:sudoku"); }, ErrorKind::NotFound).find("navigate") !=
            std::string::npos);
        catalog.setBbhFolder(folder_);
        QVERIFY(errorOf([&] { catalog.find("bbh:navigate"); }, ErrorKind::NotFound)
                    .find("navigate.json") != std::string::npos);
    }

    void brokenFilesAreNamed_data() {
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("expected");
        QTest::newRow("not JSON") << "{\"examples\": ["
                                  << "not JSON";
        QTest::newRow("no list") << "{\"canary\": \"x\"}"
                                 << "examples";
        QTest::newRow("no target") << "{\"examples\": [{\"input\": \"x\"}]}"
                                   << "/examples/0";
        QTest::newRow("a number") << "{\"examples\": [{\"input\": \"x\", \"target\": 1}]}"
                                  << "number";
        QTest::newRow("no object") << "{\"examples\": [[]]}"
                                   << "/examples/0";
        QTest::newRow("too few") << "{\"examples\": [{\"input\": \"x\", \"target\": \"y\"}]}"
                                 << "found 1 items";
    }
    void brokenFilesAreNamed() {
        QFETCH(QString, content);
        QFETCH(QString, expected);
        const fs::path path = folder_ / "navigate.json";
        writeFileAtomically(path, content.toStdString());
        const std::string problem = errorOf([&] { loadBbhTask(path); }, ErrorKind::BadInput);
        QVERIFY2(problem.find(expected.toStdString()) != std::string::npos, problem.c_str());
        QCOMPARE(loadBbhFolder(folder_).problems.size(), size_t{1});
    }

    void aCheckoutsReasonedExamplesComeWithItsTasks() {
        std::string items;
        for (int i = 0; i < 12; ++i) {
            items += (i > 0 ? "," : "") + std::string("{\"input\":\"q") + std::to_string(i) +
                     "\",\"target\":\"Yes\"}";
        }
        fs::create_directories(folder_ / "bbh");
        fs::create_directories(folder_ / "cot-prompts");
        writeFileAtomically(folder_ / "bbh" / "navigate.json", "{\"examples\":[" + items + "]}");
        QVERIFY(loadBbhTask(folder_, "navigate").form.reasoned.empty());
        writeFileAtomically(folder_ / "cot-prompts" / "navigate.txt",
                            "A canary.\n-----\nFollow.\n\nQ: Turn left.\nOptions:\n- Yes\n- No\n"
                            "A: Let's think step by step.\nA: left.\n\nSo the answer is No.\n\n"
                            "Q: Stay.\nA: Nothing moves. So the answer is Yes.");
        const std::vector<ReasonedExample> expected{
            {"Turn left.\nOptions:\n- Yes\n- No",
             "Let's think step by step.\nA: left.\n\nSo the answer is No."},
            {"Stay.", "Nothing moves. So the answer is Yes."}};
        for (const fs::path& folder : {folder_, folder_ / "bbh"}) {
            QVERIFY(loadBbhTask(folder, "navigate").form.reasoned == expected);
        }
    }

    void brokenReasonedExamplesAreNamed_data() {
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << ""
                               << "f.txt";
        QTest::newRow("no pair") << "A: yes"
                                 << "Q:";
        QTest::newRow("no answer") << "Q: a\nA: b\n\nQ: c"
                                   << "f.txt:4";
        QTest::newRow("no question") << "Q:\nA: b"
                                     << "f.txt:1";
    }
    void brokenReasonedExamplesAreNamed() {
        QFETCH(QString, content);
        QFETCH(QString, expected);
        const auto read = [&] { reasonedExamplesFrom(content.toStdString(), "f.txt"); };
        const std::string problem = errorOf(read, ErrorKind::BadInput);
        QVERIFY2(problem.find(expected.toStdString()) != std::string::npos, problem.c_str());
    }

    void theFolderIsGivenOrInTheEnvironmentOrRemembered() {
        qputenv("XDG_DATA_HOME", folder_.c_str());
        qunsetenv("TTT_BBH_DIR");
        QVERIFY(bbhFolder().empty());
        writeFileAtomically(userDataFolder() / "settings.json", "{\"other\": 1}");
        rememberBbhFolder("/remembered");
        QCOMPARE(bbhFolder(), fs::path("/remembered"));
        QCOMPARE(json::parse(readFile(userDataFolder() / "settings.json")).at("other").get<int>(),
                 1);
        qputenv("TTT_BBH_DIR", "/environment");
        QCOMPARE(bbhFolder(), fs::path("/environment"));
        QCOMPARE(bbhFolder("/given"), fs::path("/given"));
        qunsetenv("TTT_BBH_DIR");
    }
};

QTEST_GUILESS_MAIN(TestBbhTasks)
#include "test_bbh_tasks.moc"
