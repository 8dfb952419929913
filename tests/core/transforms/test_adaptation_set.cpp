#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/config/config_json.h"
#include "core/transforms/adaptation_set.h"
#include "core/transforms/colour_maps.h"
#include "core/transforms/grid_transforms.h"
#include "tests/support/random_tasks.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <set>

using namespace ttt;
using nlohmann::json;

namespace {

RunConfig releasedConfig() {
    RunConfig config = loadConfig("paper-arc");
    config.task.maxTokens = int64_t{1} << 40;
    return config;
}

int64_t noLimit(const Episode&) { return 0; }

// Characters of the released chat format: an instruction of 237, numpy's print of each grid, an
// arrow, and the end mark.
int64_t charactersOf(const Episode& episode) {
    const auto ofGrid = [](const Value& value) {
        return gridOf(value).height() * (2 * gridOf(value).width() + 3);
    };
    int64_t count = 237;
    for (const Example& pair : episode.demonstrations) {
        count += ofGrid(pair.input) + 4 + ofGrid(pair.output) + 2;
    }
    return count + ofGrid(episode.query.input) + 4 + ofGrid(episode.query.output) + 1;
}

// The golden files' text of a synthetic task, keys in this order.
std::string goldenText(const Episode& episode) {
    const auto ofPair = [](const Example& pair) {
        return "{\"input\":" + toJson(pair.input).dump() +
               ",\"output\":" + toJson(pair.output).dump() + "}";
    };
    std::string pairs;
    for (const Example& pair : episode.demonstrations) {
        pairs += (pairs.empty() ? "" : ",") + ofPair(pair);
    }
    return "{\"train\":[" + pairs + "],\"test\":" + ofPair(episode.query) + "}";
}

std::vector<std::string> sortedTexts(const std::vector<Episode>& episodes) {
    std::vector<std::string> texts;
    for (const Episode& episode : episodes) texts.push_back(goldenText(episode));
    std::ranges::sort(texts);
    return texts;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : "\n") + text;
    return all;
}

bool holds(const json& list, int64_t value) {
    return std::ranges::any_of(list, [&](const json& item) { return item == value; });
}

// The pairs that a provenance says an episode has.
Episode rebuilt(const SolverTask& task, const Provenance& provenance, uint32_t seed) {
    const GridTransform& transform = findTransform(provenance.transform);
    const auto image = [&](int pair) {
        return transformed(task.examples[static_cast<size_t>(pair)], transform, provenance.colours,
                           seed);
    };
    Episode episode;
    for (const int pair : provenance.order) episode.demonstrations.push_back(image(pair));
    episode.query = image(provenance.leftOut.front());
    return episode;
}

} // namespace

class TestAdaptationSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsOfEachStageEqualTheGoldens();
    void theDistinctSetsEqualTheGoldens();
    void tokenLimitsAndCapEqualTheGoldens();
    void aSetIsTheSameEveryTime();
    void everyEpisodeIsWhatItsProvenanceSays();
    void noSideExceedsTheLimitAndNoEpisodeAppearsTwice();
    void theTestQueryIsNeverUsed();
    void theCapHasItsThreeCases();
    void directEpisodesShowNoDemonstration();
    void theHeldOutDemonstrationTakesNoPart();
    void textTasksAreOnlyReordered();
    void theSetsOfAllEvaluationTasksHaveTheKnownSizes();
    void streamsAreNotSets();
};

void TestAdaptationSet::countsOfEachStageEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& golden : file.at("tasks")) {
        const SolverTask task = withoutAnswers(catalog.find(golden.at("task").get<std::string>()));
        RunConfig config = releasedConfig();
        const json& counts = golden.at("counts");
        const AdaptationSet set = buildAdaptationSet(task, config, noLimit);
        for (const auto& [name, stage] :
             {std::pair("leave1", set.leaveOne), std::pair("leave2", set.leaveTwo)}) {
            const json& expected = counts.at(name);
            QCOMPARE(stage.tasks, expected.at("synthetic_tasks").get<int64_t>());
            QCOMPARE(stage.augmented,
                     expected.at("distinct_augmented_plus_synthetic").get<int64_t>());
            QVERIFY(holds(expected.at("after_colour_and_order_pass_distinct"), stage.permuted));
            QCOMPARE(stage.withinTokens, stage.permuted);
        }
        QVERIFY(holds(counts.at("final_after_cap_250_no_length_limit"), std::ssize(set.episodes)));

        config.adapt.permutedCopies = 2;
        const json& twice =
            counts.at("leave1").at("after_colour_and_order_pass_permute_n_2_distinct");
        QVERIFY(holds(twice, buildAdaptationSet(task, config, noLimit).leaveOne.permuted));

        RunConfig plain = loadConfig("paper-arc-no-transforms");
        const AdaptationSet reordered = buildAdaptationSet(task, plain, noLimit);
        const auto span = [](const json& list) {
            const auto [low, high] = std::ranges::minmax(list.get<std::vector<int64_t>>());
            return std::pair(low, high);
        };
        // Orders drawn for equal tasks depend on the released code's set order by one or two.
        const auto [low, high] = span(counts.at("leave1").at("no_transform_order_pass_distinct"));
        QVERIFY(reordered.leaveOne.permuted >= low - 2 && reordered.leaveOne.permuted <= high + 2);
    }
}

void TestAdaptationSet::theDistinctSetsEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    RunConfig config = releasedConfig();
    config.adapt.permutedCopies = 0;
    config.adapt.cap = 100000;
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& golden : file.at("tasks")) {
        const SolverTask task = withoutAnswers(catalog.find(golden.at("task").get<std::string>()));
        const AdaptationSet set = buildAdaptationSet(task, config, noLimit);
        const auto border = set.episodes.begin() + set.leaveOne.permuted;
        const auto one = sortedTexts({set.episodes.begin(), border});
        const auto two = sortedTexts({border, set.episodes.end()});
        const json& counts = golden.at("counts");
        QCOMPARE(sha256Hex(joined(one)),
                 counts.at("leave1").at("distinct_set_sha256").get<std::string>());
        QCOMPARE(sha256Hex(joined(two)),
                 counts.at("leave2").at("distinct_set_sha256").get<std::string>());
        std::vector<std::string> hashes;
        for (const std::string& text : one) hashes.push_back(sha256Hex(text).substr(0, 16));
        std::ranges::sort(hashes);
        const json& listed = counts.at("leave1").at("task_sha256_16_sorted");
        if (!listed.is_null()) QCOMPARE(hashes, listed.get<std::vector<std::string>>());
    }
}

void TestAdaptationSet::tokenLimitsAndCapEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    int compared = 0;
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& golden : file.at("tasks")) {
        const SolverTask task = withoutAnswers(catalog.find(golden.at("task").get<std::string>()));
        for (const int limit : {8192, 4096, 2048}) {
            RunConfig config = releasedConfig();
            config.task.maxTokens = limit;
            const AdaptationSet set = buildAdaptationSet(task, config, charactersOf);
            const json& expected =
                golden.at("counts").at("kept_if_total_characters_below_" + std::to_string(limit));
            QVERIFY(holds(expected.at("leave1"), set.leaveOne.withinTokens));
            const auto leaveTwo = "leave2 of " + task.id + " below " + std::to_string(limit) +
                                  ": " + std::to_string(set.leaveTwo.withinTokens) + ", expected " +
                                  expected.at("leave2").dump();
            // Not listed where the peer had no need of it: leave-one alone is above the cap.
            QVERIFY2(expected.at("leave2").empty() ||
                         holds(expected.at("leave2"), set.leaveTwo.withinTokens),
                     leaveTwo.c_str());
            QVERIFY(holds(expected.at("final_after_cap_250"), std::ssize(set.episodes)));
            ++compared;
        }
    }
    QCOMPARE(compared, 18);
}

void TestAdaptationSet::aSetIsTheSameEveryTime() {
    Rng random(6, "tasks");
    for (int i = 0; i < 20; ++i) {
        const SolverTask task = test::randomTask(random, 12, random.between(1, 4));
        RunConfig config = releasedConfig();
        config.run.seed = i;
        const auto texts = [&] {
            std::vector<std::string> list;
            for (const Episode& e : buildAdaptationSet(task, config, noLimit).episodes) {
                list.push_back(goldenText(e));
            }
            return list;
        };
        QCOMPARE(texts(), texts());
    }
}

void TestAdaptationSet::everyEpisodeIsWhatItsProvenanceSays() {
    Rng random(7, "tasks");
    for (int i = 0; i < 30; ++i) {
        const int pairs = random.between(2, 5);
        const SolverTask task = test::randomTask(random, 15, pairs);
        RunConfig config = releasedConfig();
        config.run.seed = i;
        for (const Episode& episode : buildAdaptationSet(task, config, noLimit).episodes) {
            const Provenance& from = episode.provenance;
            const Episode again = rebuilt(task, from, static_cast<uint32_t>(i));
            QVERIFY(again.demonstrations == episode.demonstrations);
            QVERIFY(again.query == episode.query);
            std::vector<int> all = from.order;
            all.insert(all.end(), from.leftOut.begin(), from.leftOut.end());
            std::ranges::sort(all);
            for (int pair = 0; pair < pairs; ++pair) QCOMPARE(all[static_cast<size_t>(pair)], pair);
            QCOMPARE(std::ssize(all), pairs);
        }
    }
}

void TestAdaptationSet::noSideExceedsTheLimitAndNoEpisodeAppearsTwice() {
    Rng random(8, "tasks");
    for (int i = 0; i < 30; ++i) {
        const SolverTask task = test::randomTask(random, 30, 3);
        RunConfig config = releasedConfig();
        config.adapt.cap = 100000;
        config.adapt.leaveTwoTopUp = false;
        const AdaptationSet set = buildAdaptationSet(task, config, noLimit);
        std::set<std::string> texts;
        for (const Episode& episode : set.episodes) {
            QVERIFY(texts.insert(goldenText(episode)).second);
            std::vector<Example> pairs = episode.demonstrations;
            pairs.push_back(episode.query);
            for (const Example& pair : pairs) {
                for (const Value* value : {&pair.input, &pair.output}) {
                    QVERIFY(gridOf(*value).height() <= 30 && gridOf(*value).width() <= 30);
                }
            }
        }
        QCOMPARE(set.leaveTwo.tasks, int64_t{0});
    }
}

void TestAdaptationSet::theTestQueryIsNeverUsed() {
    Rng random(9, "tasks");
    SolverTask task = test::randomTask(random, 10, 3);
    const auto texts = [&] {
        return sortedTexts(buildAdaptationSet(task, releasedConfig(), noLimit).episodes);
    };
    const auto before = texts();
    task.queries = {test::randomGrid(random, 30), test::randomGrid(random, 30)};
    QCOMPARE(texts(), before);
}

void TestAdaptationSet::theCapHasItsThreeCases() {
    Rng random(10, "tasks");
    const SolverTask task = test::randomTask(random, 7, 4);
    RunConfig config = releasedConfig();
    config.adapt.cap = 100000;
    const AdaptationSet whole = buildAdaptationSet(task, config, noLimit);
    const int64_t one = whole.leaveOne.withinTokens;
    const int64_t two = whole.leaveTwo.withinTokens;
    QCOMPARE(std::ssize(whole.episodes), one + two);

    // Topped up from the front.
    config.adapt.cap = one + 10;
    const AdaptationSet topped = buildAdaptationSet(task, config, noLimit);
    QCOMPARE(std::ssize(topped.episodes), one + 10);
    for (size_t i = 0; i < topped.episodes.size(); ++i) {
        QCOMPARE(goldenText(topped.episodes[i]), goldenText(whole.episodes[i]));
    }
    // Shuffled by RandomState(seed), then cut.
    config.adapt.cap = 25;
    const AdaptationSet cut = buildAdaptationSet(task, config, noLimit);
    std::vector<size_t> order(static_cast<size_t>(one));
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    NumpyRandom(static_cast<uint32_t>(config.run.seed)).shuffle(order);
    QCOMPARE(std::ssize(cut.episodes), 25);
    for (size_t i = 0; i < cut.episodes.size(); ++i) {
        QCOMPARE(goldenText(cut.episodes[i]), goldenText(whole.episodes[order[i]]));
    }
    // Nothing of leave-one fits: all of leave-two, capped only where cap_always says so.
    const auto onlyTwo = [](const Episode& e) -> int64_t {
        return e.demonstrations.size() == 3 ? int64_t{1} << 50 : 0;
    };
    QCOMPARE(std::ssize(buildAdaptationSet(task, config, onlyTwo).episodes), two);
    config.adapt.capAlways = true;
    QCOMPARE(std::ssize(buildAdaptationSet(task, config, onlyTwo).episodes), 25);
    const auto nothing = [](const Episode&) { return int64_t{1} << 50; };
    QVERIFY(buildAdaptationSet(task, config, nothing).episodes.empty());
}

void TestAdaptationSet::directEpisodesShowNoDemonstration() {
    Rng random(11, "tasks");
    const SolverTask task = test::randomTask(random, 5, 4);
    RunConfig config = loadConfig("paper-arc-direct");
    const AdaptationSet set = buildAdaptationSet(task, config, noLimit);
    QCOMPARE(set.leaveOne.tasks, int64_t{4});
    QVERIFY(set.leaveOne.augmented <= int64_t{4} * 24);
    QVERIFY(set.leaveOne.permuted > set.leaveOne.augmented);
    QCOMPARE(std::ssize(set.episodes), std::min<int64_t>(250, set.leaveOne.permuted));
    std::set<int> queries;
    for (const Episode& episode : set.episodes) {
        QVERIFY(episode.demonstrations.empty());
        queries.insert(episode.provenance.leftOut.front());
    }
    QCOMPARE(queries, (std::set<int>{0, 1, 2, 3}));
}

void TestAdaptationSet::theHeldOutDemonstrationTakesNoPart() {
    Rng random(12, "tasks");
    const SolverTask task = test::randomTask(random, 9, 4);
    for (int held = 0; held < 4; ++held) {
        RunConfig config = releasedConfig();
        config.task.holdOut = held;
        SolverTask rest = task;
        rest.examples.erase(rest.examples.begin() + held);
        const auto with = buildAdaptationSet(task, config, noLimit);
        config.task.holdOut = -1;
        const auto without = buildAdaptationSet(rest, config, noLimit);
        QCOMPARE(sortedTexts(with.episodes), sortedTexts(without.episodes));
        for (const Episode& episode : with.episodes) {
            QCOMPARE(std::ranges::count(episode.provenance.order, held), 0);
            QCOMPARE(std::ranges::count(episode.provenance.leftOut, held), 0);
        }
    }
}

void TestAdaptationSet::textTasksAreOnlyReordered() {
    SolverTask task;
    for (const char* word : {"one", "two", "three", "four"}) {
        task.examples.push_back({std::string(word), std::string(word) + "!"});
    }
    task.queries.push_back(std::string("five"));
    const AdaptationSet set = buildAdaptationSet(task, releasedConfig(), noLimit);
    QCOMPARE(set.leaveOne.augmented, int64_t{4});
    QVERIFY(set.leaveOne.permuted > 4);
    for (const Episode& episode : set.episodes) {
        QCOMPARE(episode.provenance.transform, std::string("identity"));
        QCOMPARE(episode.provenance.colours, kSameColours);
    }
}

void TestAdaptationSet::theSetsOfAllEvaluationTasksHaveTheKnownSizes() {
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    const RunConfig config = releasedConfig();
    int64_t sum = 0;
    int64_t least = 100000;
    int64_t most = 0;
    for (const FewShotTask& task : catalog.set("arc1-eval")) {
        const AdaptationSet set = buildAdaptationSet(withoutAnswers(task), config, noLimit);
        sum += set.leaveOne.permuted;
        least = std::min(least, set.leaveOne.permuted);
        most = std::max(most, set.leaveOne.permuted);
    }
    // An independent re-implementation of the released code gives mean 115.5, 30 and 336.
    QCOMPARE(least, int64_t{30});
    QCOMPARE(most, int64_t{336});
    QVERIFY2(sum >= 46160 && sum <= 46260, std::to_string(sum).c_str());
}

void TestAdaptationSet::streamsAreNotSets() {
    Rng random(13, "tasks");
    const SolverTask task = test::randomTask(random, 5, 3);
    QVERIFY_EXCEPTION_THROWN(buildAdaptationSet(task, RunConfig(), noLimit), Error);
}

QTEST_GUILESS_MAIN(TestAdaptationSet)
#include "test_adaptation_set.moc"
