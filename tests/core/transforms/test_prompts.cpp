#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/transforms/grid_transforms.h"
#include "core/transforms/prompts.h"
#include "tests/support/random_tasks.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <set>

using namespace ttt;

namespace {

int64_t noLimit(const Prompt&) { return 0; }

void verifyProvenance(const SolverTask& task, const Prompt& prompt) {
    const Provenance& from = prompt.provenance;
    const GridTransform& transform = findTransform(from.transform);
    QCOMPARE(from.order.size(), prompt.demonstrations.size());
    for (size_t d = 0; d < from.order.size(); ++d) {
        const Example& pair = task.examples[static_cast<size_t>(from.order[d])];
        QVERIFY(prompt.demonstrations[d] == transformed(pair, transform, from.colours));
    }
    const Grid& query = gridOf(task.queries[static_cast<size_t>(prompt.test)]);
    QVERIFY(mappedBack(gridOf(prompt.query), from) == query);
    std::vector<int> all = from.order;
    all.insert(all.end(), from.leftOut.begin(), from.leftOut.end());
    std::ranges::sort(all);
    QCOMPARE(std::ssize(all), std::ssize(task.examples));
    QVERIFY(std::ranges::adjacent_find(all) == all.end());
}

RunConfig leaveOut(int64_t count) {
    RunConfig config = loadConfig("paper-arc");
    config.decode.leaveOut = count;
    return config;
}

} // namespace

class TestPrompts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstViewIsTheTaskAsItIs();
    void viewsCycleThroughTheTransformsAndRecolourOnlyLaterOnes();
    void moreViewsKeepTheFirstOnes();
    void everyPromptIsWhatItsProvenanceSays();
    void theLargestDemonstrationsAreDroppedFirst();
    void releasedQueryCountsEqualTheGoldens();
    void releasedQueriesHaveTheSubsetsAndOneOfEachTransform();
    void whereNoSubsetFitsOneMoreIsLeftOut();
    void theTextRecipeAsksInTwoOrdersUnderEachTransform();
    void textTasksHaveNoTransforms();
    void wrongTestsTransformsAndConstructionsAreErrors();
};

void TestPrompts::theFirstViewIsTheTaskAsItIs() {
    Rng random(1, "tasks");
    SolverTask task = test::randomTask(random, 20, 4);
    task.queries.push_back(test::randomGrid(random, 20));
    for (int test = 0; test < 2; ++test) {
        const Prompt first = buildPrompts(task, test, RunConfig(), noLimit).front();
        QVERIFY(first.demonstrations == task.examples);
        QVERIFY(first.query == task.queries[static_cast<size_t>(test)]);
        QCOMPARE(first.test, test);
        QCOMPARE(first.provenance.order, (std::vector<int>{0, 1, 2, 3}));
    }
}

void TestPrompts::viewsCycleThroughTheTransformsAndRecolourOnlyLaterOnes() {
    Rng random(2, "tasks");
    const SolverTask task = test::randomTask(random, 20, 5);
    RunConfig config;
    config.decode.views = 40;
    config.decode.naturalViews = 10;
    const auto prompts = buildPrompts(task, 0, config, noLimit);
    QCOMPARE(prompts.size(), size_t{40});
    StringList cycle = config.decode.transforms;
    cycle.insert(cycle.begin(), "identity");
    std::set<std::vector<int>> orders;
    for (size_t v = 0; v < prompts.size(); ++v) {
        const Provenance& from = prompts[v].provenance;
        QCOMPARE(from.transform, cycle[v % cycle.size()]);
        QCOMPARE(from.colours == kSameColours, v < 10);
        orders.insert(from.order);
    }
    QVERIFY(orders.size() > 20);
    config.decode.permuteColours = false;
    for (const Prompt& prompt : buildPrompts(task, 0, config, noLimit)) {
        QCOMPARE(prompt.provenance.colours, kSameColours);
    }
}

void TestPrompts::moreViewsKeepTheFirstOnes() {
    Rng random(3, "tasks");
    const SolverTask task = test::randomTask(random, 9, 4);
    RunConfig config;
    config.decode.views = 64;
    const auto many = buildPrompts(task, 0, config, noLimit);
    config.decode.views = 8;
    const auto few = buildPrompts(task, 0, config, noLimit);
    for (size_t v = 0; v < few.size(); ++v) QCOMPARE(few[v].provenance, many[v].provenance);
    config.run.seed = 1;
    QVERIFY(buildPrompts(task, 0, config, noLimit)[1].provenance != few[1].provenance);
}

void TestPrompts::everyPromptIsWhatItsProvenanceSays() {
    Rng random(4, "tasks");
    for (int i = 0; i < 40; ++i) {
        SolverTask task = test::randomTask(random, 30, random.between(2, 6));
        task.queries.push_back(test::randomGrid(random, 30));
        for (RunConfig config : {RunConfig(), leaveOut(0), leaveOut(1), leaveOut(2)}) {
            config.run.seed = i;
            for (int test = 0; test < 2; ++test) {
                for (const Prompt& prompt : buildPrompts(task, test, config, noLimit)) {
                    verifyProvenance(task, prompt);
                }
            }
        }
    }
}

void TestPrompts::theLargestDemonstrationsAreDroppedFirst() {
    SolverTask task;
    for (const int side : {2, 9, 5, 7}) task.examples.push_back({Grid(side, side), Grid(1, 1)});
    task.queries.push_back(Grid(3, 3));
    const auto cells = [](const Prompt& prompt) {
        int64_t count = 0;
        for (const Example& pair : prompt.demonstrations) count += gridOf(pair.input).area();
        return count;
    };
    RunConfig config;
    const auto shownBelow = [&](int64_t limit) {
        config.task.maxTokens = limit;
        std::set<std::set<int>> shown;
        for (const Prompt& prompt : buildPrompts(task, 0, config, cells)) {
            const auto& order = prompt.provenance.order;
            shown.insert(std::set<int>(order.begin(), order.end()));
        }
        return shown;
    };
    QCOMPARE(shownBelow(200), (std::set<std::set<int>>{{0, 1, 2, 3}}));
    QCOMPARE(shownBelow(159), (std::set<std::set<int>>{{0, 2, 3}}));
    QCOMPARE(shownBelow(78), (std::set<std::set<int>>{{0, 2}}));
    QCOMPARE(shownBelow(29), (std::set<std::set<int>>{{0}}));
    QCOMPARE(shownBelow(4), (std::set<std::set<int>>{}));
}

void TestPrompts::releasedQueryCountsEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& golden : file.at("tasks")) {
        const SolverTask task = withoutAnswers(catalog.find(golden.at("task").get<std::string>()));
        const auto& expected = golden.at("counts").at("inference_queries");
        for (const int count : {0, 1}) {
            const auto found = std::ssize(buildPrompts(task, 0, leaveOut(count), noLimit));
            const auto& list = expected.at("queries_include_" + std::to_string(count));
            QVERIFY2(std::ranges::any_of(list, [&](const auto& item) { return item == found; }),
                     golden.at("task").get<std::string>().c_str());
        }
    }
}

void TestPrompts::releasedQueriesHaveTheSubsetsAndOneOfEachTransform() {
    Rng random(5, "tasks");
    for (int pairs = 2; pairs <= 7; ++pairs) {
        // Sides of 6 and more, so that no two of the transformed tasks coincide.
        SolverTask task;
        const auto grid = [&] {
            Grid drawn(random.between(6, 9), random.between(6, 9));
            for (int r = 0; r < drawn.height(); ++r) {
                for (int c = 0; c < drawn.width(); ++c) {
                    drawn.at(r, c) = static_cast<uint8_t>(random.below(10));
                }
            }
            return drawn;
        };
        for (int i = 0; i < pairs; ++i) task.examples.push_back({grid(), grid()});
        task.queries.push_back(grid());
        const auto prompts = buildPrompts(task, 0, leaveOut(1), noLimit);
        std::vector<std::string> transforms;
        std::set<int> leftOut;
        for (const Prompt& prompt : prompts) {
            QCOMPARE(std::ssize(prompt.demonstrations), pairs - 1);
            QCOMPARE(prompt.provenance.colours, kSameColours);
            transforms.push_back(prompt.provenance.transform);
            if (transforms.back() == "identity") leftOut.insert(prompt.provenance.leftOut[0]);
        }
        QCOMPARE(std::ssize(leftOut), pairs);
        const auto plain = std::ranges::count(transforms, "identity");
        QVERIFY(plain >= pairs && plain <= std::ptrdiff_t{3} * pairs);
        QCOMPARE(std::ssize(transforms), plain + 5);
        transforms.resize(5);
        QCOMPARE(transforms, (std::vector<std::string>{"transpose", "flip-rows", "flip-columns",
                                                       "rotate-90", "rotate-180"}));
    }
}

void TestPrompts::whereNoSubsetFitsOneMoreIsLeftOut() {
    Rng random(6, "tasks");
    const SolverTask task = test::randomTask(random, 8, 4);
    const auto tooLongFrom = [](size_t demonstrations) {
        return [demonstrations](const Prompt& prompt) -> int64_t {
            return prompt.demonstrations.size() >= demonstrations ? 1 << 20 : 0;
        };
    };
    for (const Prompt& prompt : buildPrompts(task, 0, leaveOut(1), tooLongFrom(3))) {
        QCOMPARE(prompt.demonstrations.size(), size_t{2});
        verifyProvenance(task, prompt);
    }
    QVERIFY(!buildPrompts(task, 0, leaveOut(1), tooLongFrom(3)).empty());
    QVERIFY(buildPrompts(task, 0, leaveOut(1), tooLongFrom(2)).empty());
}

void TestPrompts::theTextRecipeAsksInTwoOrdersUnderEachTransform() {
    Rng random(7, "tasks");
    const SolverTask task = test::randomTask(random, 8, 4);
    std::map<std::string, int> views;
    for (const Prompt& prompt : buildPrompts(task, 0, loadConfig("paper-arc-text"), noLimit)) {
        ++views[prompt.provenance.transform];
        QCOMPARE(prompt.demonstrations.size(), size_t{4});
        QCOMPARE(prompt.provenance.colours, kSameColours);
    }
    QCOMPARE(views, (std::map<std::string, int>{{"identity", 2},
                                                {"rotate-90", 2},
                                                {"rotate-180", 2},
                                                {"flip-rows", 2},
                                                {"flip-columns", 2},
                                                {"transpose", 2}}));
}

void TestPrompts::textTasksHaveNoTransforms() {
    SolverTask task;
    for (const char* word : {"one", "two", "three"}) {
        task.examples.push_back({std::string(word), std::string(word) + "!"});
    }
    task.queries.push_back(std::string("four"));
    for (const RunConfig& config : {RunConfig(), leaveOut(1)}) {
        const auto prompts = buildPrompts(task, 0, config, noLimit);
        QVERIFY(prompts.size() > 3);
        for (const Prompt& prompt : prompts) {
            QCOMPARE(prompt.provenance.transform, std::string("identity"));
            QVERIFY(prompt.query == task.queries[0]);
        }
    }
}

void TestPrompts::wrongTestsTransformsAndConstructionsAreErrors() {
    Rng random(8, "tasks");
    const SolverTask task = test::randomTask(random, 8, 2);
    QVERIFY_EXCEPTION_THROWN(buildPrompts(task, 1, RunConfig(), noLimit), Error);
    QVERIFY_EXCEPTION_THROWN(buildPrompts(task, -1, RunConfig(), noLimit), Error);
    RunConfig config;
    config.decode.transforms = {"resolution-2"};
    QVERIFY_EXCEPTION_THROWN(buildPrompts(task, 0, config, noLimit), Error);
    config.decode.queries = "everything";
    QVERIFY_EXCEPTION_THROWN(buildPrompts(task, 0, config, noLimit), Error);
}

QTEST_GUILESS_MAIN(TestPrompts)
#include "test_prompts.moc"
