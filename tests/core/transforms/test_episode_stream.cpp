#include "core/base/error.h"
#include "core/transforms/episode_stream.h"
#include "core/transforms/grid_transforms.h"
#include "tests/support/random_tasks.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace ttt;

namespace {

int64_t noLimit(const Episode&) { return 0; }

int64_t cellsOf(const Episode& episode) {
    const auto cells = [](const Example& pair) {
        return gridOf(pair.input).area() + gridOf(pair.output).area();
    };
    int64_t count = cells(episode.query);
    for (const Example& pair : episode.demonstrations) count += cells(pair);
    return count;
}

} // namespace

class TestEpisodeStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void episodesAreWhatTheirProvenanceSays();
    void theStreamIsTheSameForASeed();
    void plainEpisodesHaveTheirShare();
    void everyOrderTransformAndQueryIsDrawn();
    void switchesTurnColoursAndOrdersOff();
    void demonstrationsAreDroppedFromTheFrontUntilItFits();
    void transformsThatGrowTooLargeAreNotDrawn();
    void severalTasksTakeTurns();
    void theHeldOutDemonstrationIsNeverSeen();
    void whatCannotFitIsAnError();
};

void TestEpisodeStream::episodesAreWhatTheirProvenanceSays() {
    Rng random(1, "tasks");
    for (int i = 0; i < 30; ++i) {
        const int pairs = random.between(1, 6);
        const SolverTask task = test::randomTask(random, 30, pairs);
        RunConfig config;
        config.run.seed = i;
        EpisodeStream stream({task}, config, noLimit);
        for (int k = 0; k < 50; ++k) {
            const Episode episode = stream.next();
            const Provenance& from = episode.provenance;
            const auto image = [&](int pair) {
                return transformed(task.examples[static_cast<size_t>(pair)],
                                   findTransform(from.transform), from.colours);
            };
            QCOMPARE(std::ssize(episode.demonstrations), pairs - 1);
            for (size_t d = 0; d < from.order.size(); ++d) {
                QVERIFY(episode.demonstrations[d] == image(from.order[d]));
            }
            QCOMPARE(from.leftOut.size(), size_t{1});
            QVERIFY(episode.query == image(from.leftOut[0]));
        }
    }
}

void TestEpisodeStream::theStreamIsTheSameForASeed() {
    Rng random(2, "tasks");
    const SolverTask task = test::randomTask(random, 10, 4);
    const auto first = [&](int64_t seed) {
        RunConfig config;
        config.run.seed = seed;
        EpisodeStream stream({task}, config, noLimit);
        std::vector<Provenance> list;
        for (int i = 0; i < 40; ++i) list.push_back(stream.next().provenance);
        return list;
    };
    QVERIFY(first(5) == first(5));
    QVERIFY(first(5) != first(6));
}

void TestEpisodeStream::plainEpisodesHaveTheirShare() {
    Rng random(3, "tasks");
    const SolverTask task = test::randomTask(random, 10, 3);
    for (const double share : {0.0, 0.15, 1.0}) {
        RunConfig config;
        config.adapt.plainShare = share;
        EpisodeStream stream({task}, config, noLimit);
        int natural = 0;
        for (int i = 0; i < 4000; ++i) {
            const Provenance from = stream.next().provenance;
            natural += from.transform == "identity" && from.colours == kSameColours ? 1 : 0;
        }
        // Others keep all colours once in a million; standard deviation below 0.6 %.
        QVERIFY(std::abs(natural / 4000.0 - share) < 0.03);
    }
}

void TestEpisodeStream::everyOrderTransformAndQueryIsDrawn() {
    Rng random(4, "tasks");
    const SolverTask task = test::randomTask(random, 10, 3);
    EpisodeStream stream({task}, RunConfig(), noLimit);
    std::map<std::string, int> transforms;
    std::set<std::vector<int>> orders;
    for (int i = 0; i < 2000; ++i) {
        Provenance from = stream.next().provenance;
        ++transforms[from.transform];
        from.order.push_back(from.leftOut[0]);
        orders.insert(from.order);
    }
    QCOMPARE(transforms.size(), size_t{8});
    for (const auto& [name, count] : transforms) QVERIFY2(count > 120, name.c_str());
    QCOMPARE(orders.size(), size_t{6});
}

void TestEpisodeStream::switchesTurnColoursAndOrdersOff() {
    Rng random(5, "tasks");
    const SolverTask task = test::randomTask(random, 10, 4);
    RunConfig config;
    config.adapt.permuteColours = false;
    config.adapt.permuteOrder = false;
    config.adapt.transforms = {};
    EpisodeStream stream({task}, config, noLimit);
    for (int i = 0; i < 100; ++i) {
        const Episode episode = stream.next();
        QCOMPARE(episode.provenance.order, (std::vector<int>{0, 1, 2}));
        QVERIFY(episode.query == task.examples[3]);
    }
}

void TestEpisodeStream::demonstrationsAreDroppedFromTheFrontUntilItFits() {
    Rng random(6, "tasks");
    const SolverTask task = test::randomTask(random, 12, 5);
    RunConfig config;
    config.task.maxTokens = 300;
    EpisodeStream stream({task}, config, cellsOf);
    std::set<size_t> lengths;
    for (int i = 0; i < 500; ++i) {
        const Episode episode = stream.next();
        const Provenance& from = episode.provenance;
        QVERIFY(cellsOf(episode) < 300);
        QCOMPARE(from.order.size() + from.leftOut.size(), size_t{5});
        QCOMPARE(from.order.size(), episode.demonstrations.size());
        lengths.insert(from.order.size());
        if (from.leftOut.size() == 1) continue;
        // With the demonstration dropped last it would not have fitted.
        Episode longer = episode;
        longer.demonstrations.push_back(
            transformed(task.examples[static_cast<size_t>(from.leftOut.back())],
                        findTransform(from.transform), from.colours));
        QVERIFY(cellsOf(longer) >= 300);
    }
    QVERIFY(lengths.size() > 1);
}

void TestEpisodeStream::transformsThatGrowTooLargeAreNotDrawn() {
    SolverTask task;
    task.examples = {{Grid(16, 4, 1), Grid(4, 4, 2)}, {Grid(3, 3, 1), Grid(2, 2, 2)}};
    task.queries = {Grid(5, 5)};
    RunConfig config;
    config.adapt.transforms = {"resolution-2", "height-2", "width-2", "transpose"};
    EpisodeStream stream({task}, config, noLimit);
    std::set<std::string> drawn;
    for (int i = 0; i < 300; ++i) drawn.insert(stream.next().provenance.transform);
    QCOMPARE(drawn, (std::set<std::string>{"identity", "width-2", "transpose"}));
}

void TestEpisodeStream::severalTasksTakeTurns() {
    Rng random(7, "tasks");
    std::vector<SolverTask> tasks;
    for (int pairs = 2; pairs <= 4; ++pairs) {
        tasks.push_back(test::randomTask(random, 6, pairs));
    }
    EpisodeStream stream(tasks, RunConfig(), noLimit);
    for (int i = 0; i < 30; ++i) {
        QCOMPARE(std::ssize(stream.next().demonstrations), i % 3 + 1);
    }
}

void TestEpisodeStream::theHeldOutDemonstrationIsNeverSeen() {
    Rng random(8, "tasks");
    const SolverTask task = test::randomTask(random, 8, 4);
    RunConfig config;
    config.task.holdOut = 2;
    EpisodeStream stream({task}, config, noLimit);
    for (int i = 0; i < 100; ++i) {
        const Provenance from = stream.next().provenance;
        QCOMPARE(from.order.size(), size_t{2});
        QCOMPARE(std::ranges::count(from.order, 2), 0);
        QCOMPARE(std::ranges::count(from.leftOut, 2), 0);
    }
}

void TestEpisodeStream::whatCannotFitIsAnError() {
    Rng random(9, "tasks");
    const SolverTask task = test::randomTask(random, 8, 3);
    EpisodeStream stream({task}, RunConfig(), [](const Episode&) { return int64_t{1} << 40; });
    QVERIFY_EXCEPTION_THROWN(stream.next(), Error);
    QVERIFY_EXCEPTION_THROWN(EpisodeStream({}, RunConfig(), noLimit), Error);
}

QTEST_GUILESS_MAIN(TestEpisodeStream)
#include "test_episode_stream.moc"
