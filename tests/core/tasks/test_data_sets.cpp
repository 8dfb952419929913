#include "core/base/files.h"
#include "core/tasks/data_sets.h"
#include "tests/support/random_tasks.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace ttt;
namespace fs = std::filesystem;

namespace {

// The ids in the first column of a CSV file with a head line, with the other columns' text.
std::map<std::string, std::string> readCsv(const fs::path& path) {
    std::map<std::string, std::string> rows;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const size_t comma = line.find(',');
        rows[line.substr(0, comma)] = comma == std::string::npos ? "" : line.substr(comma + 1);
    }
    return rows;
}

} // namespace

class TestDataSets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSetsHaveTheirTasks();
    void theLevelsHaveTheirTasks();
    void levelsAndSubsetEqualThePublicLists();
    void aTaskIsFoundBySetByIdAndByFile();
    void aBareIdComesFromTheFirstSetThatHasIt();
    void selectionsAreSetsFoldersAndLists();
    void everyPublicTaskIsWhole();
    void unknownNamesAreErrors();
    void aMadeSetIsFoundAndListed();
};

void TestDataSets::theSetsHaveTheirTasks() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    QCOMPARE(catalog.set("arc1-train").size(), size_t{400});
    QCOMPARE(catalog.set("arc1-eval").size(), size_t{400});
    QCOMPARE(catalog.set("arc2-train").size(), size_t{1000});
    QCOMPARE(catalog.set("arc2-eval").size(), size_t{120});
    QCOMPARE(catalog.set("subset80").size(), size_t{80});
    for (const std::string& name : TaskCatalog::setNames()) {
        std::set<std::string> ids;
        for (const FewShotTask& task : catalog.set(name)) {
            ids.insert(task.id);
            QCOMPARE(task.set, name == "subset80" ? std::string("arc1-eval") : name);
        }
        QCOMPARE(ids.size(), catalog.set(name).size());
    }
}

void TestDataSets::theLevelsHaveTheirTasks() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    const auto count = [&](const std::string& set) {
        std::map<std::string, int> levels;
        for (const FewShotTask& task : catalog.set(set)) ++levels[catalog.level(task)];
        return levels;
    };
    QCOMPARE(
        count("arc1-eval"),
        (std::map<std::string, int>{{"easy", 163}, {"medium", 149}, {"hard", 65}, {"expert", 23}}));
    QCOMPARE(count("subset80"), (std::map<std::string, int>{
                                    {"easy", 20}, {"medium", 20}, {"hard", 20}, {"expert", 20}}));
    QCOMPARE(count("arc1-train"), (std::map<std::string, int>{{"", 400}}));
}

void TestDataSets::levelsAndSubsetEqualThePublicLists() {
    TTT_NEEDS_ARC();
    const fs::path lists = test::sharedFolder() / "data" / "arc";
    if (!fs::exists(lists / "subset80.csv")) QSKIP("public lists not found: set TTT_SHARED_DIR");
    TaskCatalog catalog = test::arcCatalog();
    const auto levels = readCsv(lists / "evaluation_levels.csv");
    QCOMPARE(levels.size(), size_t{400});
    for (const FewShotTask& task : catalog.set("arc1-eval")) {
        QVERIFY(levels.contains(task.id));
        QVERIFY(levels.at(task.id).find(catalog.level(task)) != std::string::npos);
    }
    const auto subset = readCsv(lists / "subset80.csv");
    QCOMPARE(subset.size(), size_t{80});
    for (const FewShotTask& task : catalog.set("subset80")) QVERIFY(subset.contains(task.id));
}

void TestDataSets::aTaskIsFoundBySetByIdAndByFile() {
    TTT_NEEDS_ARC();
    QTemporaryDir folder;
    TaskCatalog catalog = test::arcCatalog();
    for (const std::string name : {"arc1-train", "arc1-eval", "arc2-train", "arc2-eval"}) {
        for (size_t i = 0; i < catalog.set(name).size(); i += 37) {
            const FewShotTask task = catalog.set(name)[i];
            QVERIFY(catalog.find(name + ":" + task.id) == task);
        }
    }
    const FewShotTask task = catalog.find("arc1-train:007bbfb7");
    const fs::path file = fs::path(folder.path().toStdString()) / "mine.json";
    writeFileAtomically(file, toArcJson(task).dump());
    const FewShotTask mine = catalog.find(file.string());
    QCOMPARE(mine.id, std::string("mine"));
    QVERIFY(mine.set.empty());
    QVERIFY(mine.examples == task.examples && mine.queries == task.queries);
}

void TestDataSets::aBareIdComesFromTheFirstSetThatHasIt() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    std::map<std::string, std::string> firstSet;
    int inTwoSets = 0;
    const std::vector<std::string> order{"arc1-train", "arc1-eval", "arc2-train", "arc2-eval"};
    for (const std::string& name : order) {
        for (const FewShotTask& task : catalog.set(name)) {
            inTwoSets += firstSet.try_emplace(task.id, name).second ? 0 : 1;
        }
    }
    QCOMPARE(inTwoSets, 773);
    int looked = 0;
    for (const auto& [id, name] : firstSet) {
        if (++looked % 11 == 0) QCOMPARE(catalog.find(id).set, name);
    }
}

void TestDataSets::selectionsAreSetsFoldersAndLists() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    QCOMPARE(catalog.select("subset80").tasks.size(), size_t{80});
    QTemporaryDir temporary;
    const fs::path folder = temporary.path().toStdString();
    const FewShotTask task = catalog.find("arc1-train:007bbfb7");
    writeFileAtomically(folder / "tasks" / "x.json", toArcJson(task).dump());
    writeFileAtomically(folder / "tasks" / "y.json", "[");
    const LoadedTasks fromFolder = catalog.select((folder / "tasks").string());
    QCOMPARE(fromFolder.tasks.size(), size_t{1});
    QCOMPARE(fromFolder.problems.size(), size_t{1});
    writeFileAtomically(folder / "list.txt", "arc1-eval:00576224\n\n# a remark\n 007bbfb7 \r\n"
                                             "no-such-task\n" +
                                                 (folder / "tasks/x.json").string() + "\n");
    const LoadedTasks fromList = catalog.select((folder / "list.txt").string());
    QCOMPARE(fromList.tasks.size(), size_t{3});
    QCOMPARE(fromList.tasks[0].id, std::string("00576224"));
    QCOMPARE(fromList.tasks[1].set, std::string("arc1-train"));
    QCOMPARE(fromList.tasks[2].id, std::string("x"));
    QCOMPARE(fromList.problems.size(), size_t{1});
    QVERIFY(fromList.problems[0].place().find("list.txt:5") != std::string::npos);
}

void TestDataSets::everyPublicTaskIsWhole() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    for (const std::string& name : TaskCatalog::setNames()) {
        for (const FewShotTask& task : catalog.set(name)) {
            const SolverTask solver = withoutAnswers(task);
            QVERIFY(isGridTask(solver));
            QVERIFY(maxSide(solver) >= 1 && maxSide(solver) <= 30);
            QCOMPARE(solver.queries.size(), task.queries.size());
            QVERIFY(std::ranges::all_of(task.queries,
                                        [](const Query& q) { return q.output.has_value(); }));
            QCOMPARE(qualifiedId(task.set, task.id), task.set + ":" + task.id);
        }
    }
}

void TestDataSets::unknownNamesAreErrors() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    QVERIFY_EXCEPTION_THROWN(catalog.set("arc3"), Error);
    QVERIFY_EXCEPTION_THROWN(catalog.find("arc1-eval:007bbfb7"), Error);
    QVERIFY_EXCEPTION_THROWN(catalog.find("ffffffff"), Error);
    QVERIFY_EXCEPTION_THROWN(catalog.select("no such list"), Error);
    TaskCatalog nowhere("/no/such/folder", "/no/such/folder");
    QVERIFY_EXCEPTION_THROWN(nowhere.set("arc1-train"), Error);
}

void TestDataSets::aMadeSetIsFoundAndListed() {
    const auto make = [](const std::string& id) {
        FewShotTask task;
        task.id = id;
        task.set = "made";
        return task;
    };
    TaskCatalog catalog("/no/such/folder", "/no/such/folder");
    QVERIFY_EXCEPTION_THROWN(catalog.find("made:any"), Error);
    catalog.add({"made", [&](int batch) { return std::vector{make("b" + std::to_string(batch))}; },
                 make, [](const FewShotTask& task) { return "label of " + task.id; }});
    const FewShotTask task = catalog.find("made:any");
    QCOMPARE(task.id, std::string("any"));
    QCOMPARE(catalog.level(task), std::string("label of any"));
    QCOMPARE(catalog.set("made").size(), size_t{1});
    QCOMPARE(catalog.select("made").tasks[0].id, std::string("b0"));
}

QTEST_GUILESS_MAIN(TestDataSets)
#include "test_data_sets.moc"
