// No generated pair may be a pair of an evaluation task, whatever its orientation and colours.
#include <QTest>

#include "core/base/files.h"
#include "core/synth/canonical_hash.h"
#include "core/synth/pieces/grids.h"
#include "core/synth/training_mix.h"
#include "core/tasks/data_sets.h"
#include "tests/support/asked_count.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>
#include <unordered_map>
#include <vector>

using namespace ttt;

namespace {

constexpr int kEpisodes = 100000;

using HashedPairs = std::unordered_map<uint64_t, std::string>; // to the task's id

void addPairs(HashedPairs& pairs, const FewShotTask& task) {
    const auto add = [&](const Value& input, const Value& output) {
        pairs.emplace(canonicalHash(gridOf(input), gridOf(output)), task.id);
    };
    for (const Example& pair : task.examples) add(pair.input, pair.output);
    for (const Query& query : task.queries) {
        if (query.output) add(query.input, *query.output);
    }
}

// Both evaluation sets, and the 50 training tasks that are held out (pretraining_mixture.h: places
// 4, 12, 20... of the ascending ids).
HashedPairs pairsKeptAside() {
    TaskCatalog catalog(defaultArcFolder(), resourceFolder() / "arc");
    HashedPairs pairs;
    for (const char* set : {"arc1-eval", "arc2-eval"}) {
        for (const FewShotTask& task : catalog.set(set)) addPairs(pairs, task);
    }
    std::vector<FewShotTask> training = catalog.set("arc1-train");
    std::ranges::sort(training, {}, &FewShotTask::id);
    for (size_t place = 4; place < training.size(); place += 8) addPairs(pairs, training[place]);
    return pairs;
}

struct Comparison {
    uint64_t pairs = 0; // that are not trivial
    std::string leak;
};

struct EpisodeRange {
    uint64_t first;
    uint64_t end;
    uint64_t stride;
};

Comparison compareEpisodes(const HashedPairs& kept, const EpisodeRange& range) {
    SynthLimits limits;
    limits.maxSide = 30;
    Comparison result;
    for (uint64_t i = range.first; i < range.end && result.leak.empty(); i += range.stride) {
        Rng random(8, "leaks", i);
        const FewShotTask task = drawTrainingEpisode(random, limits);
        for (const Example& pair : task.examples) {
            if (isTrivialPair(gridOf(pair.input))) continue;
            ++result.pairs;
            const auto found = kept.find(canonicalHash(gridOf(pair.input), gridOf(pair.output)));
            if (found == kept.end()) continue;
            result.leak = task.id + " has a pair of " + found->second;
        }
    }
    return result;
}

} // namespace

class TestLeaks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hashIgnoresOrientationAndColours() {
        const Grid input = Grid::fromText("0012 3001 0100");
        const Grid output = Grid::fromText("012 301");
        const uint64_t hash = canonicalHash(input, output);
        synth::ColourTable swapped = synth::sameTable();
        std::swap(swapped[0], swapped[7]);
        std::swap(swapped[1], swapped[2]);
        for (int symmetry = 0; symmetry < synth::kSymmetries; ++symmetry) {
            const auto changed = [&](const Grid& grid) {
                return synth::mapColours(synth::applySymmetry(grid, symmetry), swapped);
            };
            QCOMPARE(canonicalHash(changed(input), changed(output)), hash);
        }
        QVERIFY(canonicalHash(output, input) != hash);
        QVERIFY(canonicalHash(Grid::fromText("0012 3001 0102"), output) != hash);
        QVERIFY(canonicalHash(input, Grid::fromText("012 302")) != hash);
    }

    void smallAndNearlyBlankPairsAreTrivial() {
        QVERIFY(isTrivialPair(Grid::fromText("123 456 789")));
        QVERIFY(isTrivialPair(Grid::fromText("0000 0100 0000 0020")));
        QVERIFY(!isTrivialPair(Grid::fromText("0000 0110 0000 0020")));
    }

    // 100,000 episodes; TTT_LEAK_EPISODES says how many else (a release is checked with a million).
    void noGeneratedPairIsOneOfATaskThatIsKeptAside() {
        if (!std::filesystem::exists(defaultArcFolder() / "arcagi_aa922be.json")) {
            QSKIP("ARC data not found: set TTT_ARC_DIR");
        }
        const auto episodes =
            static_cast<uint64_t>(test::askedCount("TTT_LEAK_EPISODES", kEpisodes));
        const HashedPairs kept = pairsKeptAside();
        QVERIFY(kept.size() > 1700);
        const auto threads = std::max(1U, std::thread::hardware_concurrency());
        std::vector<std::future<Comparison>> parts;
        for (unsigned part = 0; part < threads; ++part) {
            parts.push_back(std::async(std::launch::async, [&, part] {
                return compareEpisodes(kept, {part, episodes, threads});
            }));
        }
        Comparison total;
        for (auto& part : parts) {
            const Comparison done = part.get();
            total.pairs += done.pairs;
            if (!done.leak.empty()) total.leak = done.leak;
        }
        qInfo("%llu episodes, %llu pairs that are not trivial",
              static_cast<unsigned long long>(episodes),
              static_cast<unsigned long long>(total.pairs));
        QVERIFY2(total.leak.empty(), total.leak.c_str());
        QVERIFY(total.pairs > 2 * episodes);
    }
};

QTEST_GUILESS_MAIN(TestLeaks)
#include "test_leaks.moc"
