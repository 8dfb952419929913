#include <QTest>

#include "core/synth/canonical_hash.h"
#include "core/synth/composition.h"
#include "core/synth/training_mix.h"

#include <algorithm>
#include <map>
#include <set>

using namespace ttt;

namespace {

std::set<std::string> heldOutNames() {
    std::set<std::string> names;
    for (const RuleFamily& family : ruleFamilies()) {
        if (family.heldOut) names.insert(family.name);
    }
    return names;
}

// The names in "mirror+gravity".
std::vector<std::string> partsOf(const std::string& id) {
    const size_t plus = id.find('+');
    if (plus == std::string::npos) return {id};
    return {id.substr(0, plus), id.substr(plus + 1)};
}

bool isTrivial(const std::string& name) {
    const auto families = trivialFamilies();
    return std::any_of(families.begin(), families.end(),
                       [&](const RuleFamily& family) { return family.name == name; });
}

} // namespace

class TestTrainingMix : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMixtureHasItsSharesAndNoHeldOutFamily() {
        const std::set<std::string> heldOut = heldOutNames();
        std::map<std::string, int> counts;
        int composed = 0;
        int trivial = 0;
        constexpr int kEpisodes = 20000;
        for (int i = 0; i < kEpisodes; ++i) {
            Rng random(3, "mix", static_cast<uint64_t>(i));
            const FewShotTask task = drawTrainingEpisode(random, {});
            const std::vector<std::string> parts = partsOf(task.id);
            for (const std::string& part : parts) QVERIFY(!heldOut.contains(part));
            composed += parts.size() == 2 ? 1 : 0;
            trivial += isTrivial(task.id) ? 1 : 0;
            if (parts.size() == 1) ++counts[task.id];
        }
        QVERIFY2(composed > kEpisodes * 18 / 100 && composed < kEpisodes * 22 / 100,
                 std::to_string(composed).c_str());
        QVERIFY2(trivial > kEpisodes * 8 / 100 && trivial < kEpisodes * 12 / 100,
                 std::to_string(trivial).c_str());
        for (const RuleFamily& family : ruleFamilies()) {
            if (!family.heldOut) QVERIFY2(counts[family.name] >= 30, family.name.c_str());
        }
    }

    void theSameSeedGivesTheSameEpisode() {
        for (uint64_t i = 0; i < 500; ++i) {
            Rng first(4, "mix", i);
            Rng second(4, "mix", i);
            QVERIFY(drawTrainingEpisode(first, {}) == drawTrainingEpisode(second, {}));
        }
    }

    void nearlyAllEpisodesAreDistinct() {
        std::set<uint64_t> hashes;
        constexpr int kEpisodes = 5000;
        for (int i = 0; i < kEpisodes; ++i) {
            Rng random(5, "mix", static_cast<uint64_t>(i));
            const FewShotTask task = drawTrainingEpisode(random, {});
            uint64_t hash = 0;
            for (const Example& pair : task.examples) {
                hash = hash * 31 + canonicalHash(gridOf(pair.input), gridOf(pair.output));
            }
            hashes.insert(hash);
        }
        QVERIFY(hashes.size() > kEpisodes * 98 / 100);
    }

    void composedEpisodesStayWithinLimitsAndAreMostlyFound() {
        SynthLimits limits;
        limits.maxSide = 20;
        int found = 0;
        std::set<std::string> ids;
        for (int i = 0; i < 3000; ++i) {
            Rng random(6, "composed", static_cast<uint64_t>(i));
            const auto task = drawComposedEpisode(random, limits);
            if (!task) continue;
            ++found;
            ids.insert(task->id);
            QCOMPARE(partsOf(task->id).size(), size_t{2});
            for (const Example& pair : task->examples) {
                QVERIFY(std::max(gridOf(pair.input).height(), gridOf(pair.output).height()) <= 20);
                QVERIFY(std::max(gridOf(pair.input).width(), gridOf(pair.output).width()) <= 20);
            }
        }
        QVERIFY2(found > 2400, std::to_string(found).c_str());
        QVERIFY(ids.size() > 300);
    }
};

QTEST_GUILESS_MAIN(TestTrainingMix)
#include "test_training_mix.moc"
