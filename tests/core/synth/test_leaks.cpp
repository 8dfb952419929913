// No generated pair may be a pair of an evaluation task, whatever its orientation and colours.
#include <QTest>

#include "core/base/files.h"
#include "core/synth/canonical_hash.h"
#include "core/synth/pieces/grids.h"
#include "core/synth/training_mix.h"
#include "core/tasks/data_sets.h"

#include <filesystem>
#include <unordered_map>

using namespace ttt;

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

    void noGeneratedPairIsAnEvaluationPair() {
        if (!std::filesystem::exists(defaultArcFolder() / "arcagi_aa922be.json")) {
            QSKIP("ARC data not found: set TTT_ARC_DIR");
        }
        TaskCatalog catalog(defaultArcFolder(), resourceFolder() / "arc");
        std::unordered_map<uint64_t, std::string> evaluation;
        for (const char* set : {"arc1-eval", "arc2-eval"}) {
            for (const FewShotTask& task : catalog.set(set)) {
                const auto add = [&](const Value& input, const Value& output) {
                    evaluation.emplace(canonicalHash(gridOf(input), gridOf(output)), task.id);
                };
                for (const Example& pair : task.examples) add(pair.input, pair.output);
                for (const Query& query : task.queries) {
                    if (query.output) add(query.input, *query.output);
                }
            }
        }
        QVERIFY(evaluation.size() > 1500);

        SynthLimits limits;
        limits.maxSide = 30;
        int compared = 0;
        for (int i = 0; i < 20000; ++i) {
            Rng random(8, "leaks", static_cast<uint64_t>(i));
            const FewShotTask task = drawTrainingEpisode(random, limits);
            for (const Example& pair : task.examples) {
                if (isTrivialPair(gridOf(pair.input))) continue;
                ++compared;
                const auto found =
                    evaluation.find(canonicalHash(gridOf(pair.input), gridOf(pair.output)));
                if (found == evaluation.end()) continue;
                QFAIL((task.id + " has a pair of " + found->second).c_str());
            }
        }
        QVERIFY(compared > 40000);
    }
};

QTEST_GUILESS_MAIN(TestLeaks)
#include "test_leaks.moc"
