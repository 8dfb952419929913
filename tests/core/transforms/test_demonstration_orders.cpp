#include "core/base/hash.h"
#include "core/config/config_json.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/item_draw.h"
#include "core/transforms/adaptation_set.h"
#include "core/transforms/demonstration_orders.h"
#include "core/transforms/prompts.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <numeric>
#include <set>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

using Orders = std::vector<std::vector<int>>;

SolverTask bbhTask(const std::string& name, int items) {
    SolverTask task{name, kBbhSet, {}, {}};
    for (int i = 0; i < 10; ++i) task.examples.push_back({"q" + std::to_string(i), "a"});
    task.queries = {"asked", "asked too"};
    task.itemCount = items;
    return task;
}

int64_t noTokens(const Episode&) { return 0; }
int64_t noPromptTokens(const Prompt&) { return 0; }

// All ten, the query last.
std::vector<int> orderOf(const Episode& episode) {
    std::vector<int> order = episode.provenance.order;
    order.push_back(episode.provenance.leftOut.at(0));
    return order;
}

std::string releasedText(const Episode& episode) {
    std::string text = episode.form.instruction + " " + episode.form.answerFormat + "\n\n";
    std::vector<Example> pairs = episode.demonstrations;
    pairs.push_back(episode.query);
    for (const Example& pair : pairs) {
        text += "Q: " + std::get<std::string>(pair.input) +
                "\nA: " + std::get<std::string>(pair.output) + "\n\n";
    }
    return text;
}

} // namespace

class TestDemonstrationOrders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ordersEqualTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_ttt_orders.json");
        const json golden = test::readGolden("bbh_ttt_orders.json");
        const json splits = test::readGolden("bbh_splits.json");
        RunConfig config = loadConfig("paper-bbh");
        RunConfig vote = loadConfig("paper-bbh-icl-vote");
        QCOMPARE(config.run.seed, golden.at("seed").get<int64_t>());
        QCOMPARE(golden.at("training_orders").size(), bbhTasks().size());
        for (size_t i = 0; i < bbhTasks().size(); ++i) {
            const json& trained = golden.at("training_orders")[i];
            const int items = splits.at("tasks")[i].at("n_items").get<int>();
            const SolverTask task = bbhTask(trained.at("task").get<std::string>(), items);
            QVERIFY(trainingOrders(task, 10, config) == trained.at("orders").get<Orders>());
            const json& answered = golden.at("inference_orders_if_nothing_else_draws")[i];
            QVERIFY(answeringOrders(task, config) ==
                    Orders{answered.at("order").get<std::vector<int>>()});
            const json& voted = golden.at("baseline_majority_vote_orders")[i];
            QVERIFY(answeringOrders(task, vote) == voted.at("orders").get<Orders>());
        }
    }

    void trainingTextsEqualTheGoldens() {
        TTT_NEEDS_GOLDEN("bbh_ttt_orders.json");
        const fs::path folder = test::sharedFolder() / "data" / "bbh";
        const RunConfig config = loadConfig("paper-bbh");
        const json golden = test::readGolden("bbh_ttt_orders.json");
        int compared = 0;
        for (const json& expected : golden.at("training_orders")) {
            const auto name = expected.at("task").get<std::string>();
            if (!fs::exists(folder / (name + ".json"))) continue;
            const SolverTask task = withoutAnswers(loadBbhTask(folder, name));
            const AdaptationSet set = buildAdaptationSet(task, config, noTokens);
            QCOMPARE(set.episodes.size(), size_t{40});
            QCOMPARE(sha256Hex(releasedText(set.episodes.front())),
                     expected.at("first_text_sha256").get<std::string>());
            QCOMPARE(sha256Hex(releasedText(set.episodes.back())),
                     expected.at("last_text_sha256").get<std::string>());
            QVERIFY(orderOf(set.episodes[3]) == expected.at("orders")[3].get<std::vector<int>>());
            ++compared;
        }
        QCOMPARE(compared, 12);
    }

    void otherTasksHaveTheirOwnStream() {
        SolverTask task = bbhTask("mine", 60);
        task.set = "bbh-style";
        RunConfig config = loadConfig("paper-bbh");
        const Orders first = trainingOrders(task, 10, config);
        QCOMPARE(first.size(), size_t{40});
        for (std::vector<int> order : first) {
            std::ranges::sort(order);
            QCOMPARE(order.front(), 0);
            QCOMPARE(order.back(), 9);
            QCOMPARE(std::set<int>(order.begin(), order.end()).size(), size_t{10});
        }
        QVERIFY(trainingOrders(task, 10, config) == first);
        config.run.seed = 43;
        QVERIFY(trainingOrders(task, 10, config) != first);
    }

    void withoutPermutationThereIsOneTextInItsOwnOrder() {
        const RunConfig config = loadConfig("paper-bbh-no-permutation");
        const SolverTask task = bbhTask("navigate", 250);
        const AdaptationSet set = buildAdaptationSet(task, config, noTokens);
        QCOMPARE(set.episodes.size(), size_t{1});
        std::vector<int> own(10);
        std::iota(own.begin(), own.end(), 0);
        QVERIFY(orderOf(set.episodes[0]) == own);
        const auto prompts = buildPrompts(task, 1, config, noPromptTokens);
        QCOMPARE(prompts.size(), size_t{1});
        QVERIFY(prompts[0].provenance.order == own);
        QVERIFY(prompts[0].query == task.queries[1]);
    }

    void directTextsAreTheSinglePairs() {
        const RunConfig config = loadConfig("paper-bbh-direct");
        SolverTask task = bbhTask("navigate", 250);
        task.form.instruction = "Go.";
        const AdaptationSet set = buildAdaptationSet(task, config, noTokens);
        QCOMPARE(set.episodes.size(), size_t{10});
        for (const Episode& episode : set.episodes) {
            QVERIFY(episode.demonstrations.empty());
            QCOMPARE(episode.form.instruction, std::string("Go."));
        }
        const auto prompts = buildPrompts(task, 0, config, noPromptTokens);
        QCOMPARE(prompts.size(), size_t{1});
        QVERIFY(prompts[0].demonstrations.empty());
        QCOMPARE(prompts[0].form.instruction, std::string("Go."));
    }

    void everyQuestionIsAskedInTheSameOrders() {
        const RunConfig config = loadConfig("paper-bbh-vote");
        const SolverTask task = bbhTask("navigate", 250);
        const auto first = buildPrompts(task, 0, config, noPromptTokens);
        const auto second = buildPrompts(task, 1, config, noPromptTokens);
        QCOMPARE(first.size(), size_t{5});
        for (size_t i = 0; i < first.size(); ++i) {
            QVERIFY(first[i].provenance.order == second[i].provenance.order);
            QVERIFY(first[i].demonstrations == second[i].demonstrations);
        }
    }

    void aHeldOutDemonstrationTakesNoPart() {
        RunConfig config = loadConfig("paper-bbh");
        config.task.holdOut = 4;
        const auto set = buildAdaptationSet(bbhTask("navigate", 250), config, noTokens);
        QCOMPARE(set.episodes.size(), size_t{40});
        for (const Episode& episode : set.episodes) {
            const std::vector<int> order = orderOf(episode);
            QCOMPARE(order.size(), size_t{9});
            QCOMPARE(std::ranges::count(order, 4), 0);
        }
    }

    void textsThatAreTooLongAreDropped() {
        const RunConfig config = loadConfig("paper-bbh");
        int64_t asked = 0;
        const auto everyOther = [&](const Episode&) { return asked++ % 2 == 0 ? 5000 : 10; };
        const auto set = buildAdaptationSet(bbhTask("navigate", 250), config, everyOther);
        QCOMPARE(set.leaveOne.tasks, int64_t{40});
        QCOMPARE(set.leaveOne.withinTokens, int64_t{20});
    }
};

QTEST_GUILESS_MAIN(TestDemonstrationOrders)
#include "test_demonstration_orders.moc"
