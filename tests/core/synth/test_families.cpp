#include <QTest>

#include "core/base/error.h"
#include "core/synth/open_answers.h"
#include "tests/support/asked_count.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

using namespace ttt;

namespace {

constexpr int kEpisodes = 200;

// Of each family; TTT_FAMILY_EPISODES says how many else. Fewer tell nothing of how often something
// happens.
int episodesAsked() { return test::askedCount("TTT_FAMILY_EPISODES", kEpisodes); }

uint32_t coloursOf(const Example& example) {
    uint32_t colours = 0;
    for (const Value* value : {&example.input, &example.output}) {
        for (const uint8_t cell : gridOf(*value).cells()) colours |= 1U << cell;
    }
    return colours;
}

bool isLegal(const Grid& grid, int maxSide) {
    return grid.height() >= 1 && grid.width() >= 1 && grid.height() <= maxSide &&
           grid.width() <= maxSide &&
           std::all_of(grid.cells().begin(), grid.cells().end(),
                       [](uint8_t cell) { return cell < kColours; });
}

// Empty if the episode keeps every promise of drawEpisode, else which one it breaks.
std::string brokenPromise(const FewShotTask& task, int maxSide) {
    if (task.examples.size() < 2 || task.examples.size() > 5) return "2 to 5 demonstrations";
    if (task.queries.size() != 1 || !task.queries[0].output) return "one query with its answer";
    std::vector<Example> all = task.examples;
    all.push_back({task.queries[0].input, *task.queries[0].output});
    for (size_t i = 0; i < all.size(); ++i) {
        if (!isLegal(gridOf(all[i].input), maxSide)) return "legal inputs";
        if (!isLegal(gridOf(all[i].output), maxSide)) return "legal outputs";
        if (all[i].input == all[i].output) return "outputs unlike their inputs";
        for (size_t j = 0; j < i; ++j) {
            if (all[i].input == all[j].input) return "distinct inputs";
        }
    }
    uint32_t known = 0;
    for (const Example& example : task.examples) known |= coloursOf(example);
    if ((coloursOf(all.back()) & ~known) != 0) return "colours of the query shown";
    return {};
}

} // namespace

class TestFamilies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesAreDistinctAndFieldsAreFilled() {
        std::set<std::string> names;
        std::set<std::string> groups;
        for (const RuleFamily& family : ruleFamilies()) {
            QVERIFY2(names.insert(family.name).second, family.name.c_str());
            groups.insert(family.group);
            QVERIFY(!family.description.empty() && family.variants >= 1 && family.drawRule);
            QCOMPARE(&findFamily(family.name), &family);
        }
        QVERIFY(names.size() >= 120);
        QCOMPARE(groups.size(), size_t{12});
        QVERIFY_THROWS_EXCEPTION(Error, findFamily("no_such_family"));
    }

    void heldOutFamiliesAreATenthSpreadOverGroups() {
        std::map<std::string, int> groups;
        int heldOut = 0;
        for (const RuleFamily& family : ruleFamilies()) {
            groups[family.group] += family.heldOut ? 1 : 0;
            heldOut += family.heldOut ? 1 : 0;
        }
        QVERIFY(heldOut >= 15 && heldOut * 8 <= static_cast<int>(ruleFamilies().size()));
        for (const auto& [group, count] : groups) QVERIFY2(count >= 1, group.c_str());
    }

    void everyFamilyMakesEpisodesThatKeepTheirPromises_data() {
        QTest::addColumn<int>("maxSide");
        for (const int side : {8, 15, 30}) QTest::newRow(std::to_string(side).c_str()) << side;
    }
    void everyFamilyMakesEpisodesThatKeepTheirPromises() {
        QFETCH(const int, maxSide);
        SynthLimits limits;
        limits.maxSide = maxSide;
        for (const RuleFamily& family : ruleFamilies()) {
            std::unordered_set<size_t> distinct;
            for (int i = 0; i < episodesAsked(); ++i) {
                Rng random(11, family.name, static_cast<uint64_t>(i));
                const FewShotTask task = drawEpisode(family, random, limits);
                const std::string broken = brokenPromise(task, maxSide);
                QVERIFY2(broken.empty(), (family.name + ": " + broken).c_str());
                QCOMPARE(task.id, family.name);
                size_t hash = 0;
                for (const Example& example : task.examples) {
                    hash = hash * 31 + std::hash<Grid>{}(gridOf(example.input));
                }
                distinct.insert(hash);
            }
            // Few episodes may coincide, and only where pictures are small.
            if (episodesAsked() < kEpisodes) continue;
            QVERIFY2(distinct.size() > kEpisodes * 95 / 100, family.name.c_str());
        }
    }

    void sidesVaryFromSmallToTheLimit() {
        SynthLimits limits;
        limits.maxSide = 30;
        for (const RuleFamily& family : ruleFamilies()) {
            int smallest = kMaxSide;
            int largest = 0;
            for (int i = 0; i < 200; ++i) {
                Rng random(12, family.name, static_cast<uint64_t>(i));
                const FewShotTask task = drawEpisode(family, random, limits);
                const int side = maxSide(withoutAnswers(task));
                smallest = std::min(smallest, side);
                largest = std::max(largest, side);
            }
            QVERIFY2(smallest <= 12 && largest >= 14,
                     (family.name + " " + std::to_string(smallest) + ".." + std::to_string(largest))
                         .c_str());
        }
    }

    void theSameSeedGivesTheSameEpisode() {
        for (const RuleFamily& family : ruleFamilies()) {
            Rng first(13, family.name);
            Rng second(13, family.name);
            Rng third(14, family.name);
            const FewShotTask task = drawEpisode(family, first, {});
            QVERIFY2(task == drawEpisode(family, second, {}), family.name.c_str());
            QVERIFY2(!(task == drawEpisode(family, third, {})), family.name.c_str());
        }
    }

    // Speed without a clock: how often a rule has to be drawn again for one episode.
    void fewRulesAreDrawnInVain() {
        SynthLimits limits;
        limits.maxSide = 15;
        for (const RuleFamily& family : ruleFamilies()) {
            int failed = 0;
            for (int i = 0; i < 200; ++i) {
                Rng random(15, family.name, static_cast<uint64_t>(i));
                failed += tryDrawEpisode(family, random, limits, 1) ? 0 : 1;
            }
            QVERIFY2(failed <= 120, (family.name + " " + std::to_string(failed)).c_str());
        }
    }

    void demonstrationsSettleTheAnswer_data() {
        QTest::addColumn<int>("maxSide");
        for (const int side : {8, 15}) QTest::newRow(std::to_string(side).c_str()) << side;
    }
    void demonstrationsSettleTheAnswer() {
        QFETCH(const int, maxSide);
        if (episodesAsked() < kEpisodes) QSKIP("too few episodes asked for");
        SynthLimits limits;
        limits.maxSide = maxSide;
        for (const RuleFamily& family : ruleFamilies()) {
            Rng random(16, family.name, static_cast<uint64_t>(maxSide));
            const int open = openAnswers(family, random, limits, kEpisodes, 50);
            QVERIFY2(open * 50 < kEpisodes, (family.name + " " + std::to_string(open)).c_str());
        }
    }

    void everyFamilyStatesHowOftenItsAnswersAreOpen() {
        const OpenAnswers stated = statedOpenAnswers();
        QVERIFY(stated.episodes >= 500);
        QCOMPARE(stated.open.size(), ruleFamilies().size());
        for (const RuleFamily& family : ruleFamilies()) {
            const std::optional<double> share = stated.shareOf(family.name);
            QVERIFY2(share && *share < 0.01, family.name.c_str());
        }
        QVERIFY(!stated.shareOf("no_such_family"));
    }

    // A part of what is stated, measured again: changed families must be stated anew.
    void statedNumbersAreThoseMeasured() {
        OpenAnswers stated = statedOpenAnswers();
        const auto families = ruleFamilies();
        for (size_t i = 3; i < families.size(); i += families.size() / 4) {
            const auto again = measureOpenAnswers({&families[i], 1}, stated.episodes);
            QVERIFY2(again.open.at(families[i].name) == stated.open.at(families[i].name),
                     families[i].name.c_str());
        }
    }

    // Two rules that differ only where the picture is tall: left open by low demonstrations.
    void openAnswersAreFoundAndDrawnAgain() {
        RuleFamily family = ruleFamilies()[0];
        family.drawRule = [](Rng& rule, const SynthLimits&) -> PairMaker {
            const bool tallOnly = rule.chance(0.5);
            return [=](Rng& random, const SynthLimits&) -> std::optional<GridPair> {
                Grid input(random.chance(0.1) ? 2 : 1, 6);
                for (int c = 0; c < 6; ++c) input.at(0, c) = static_cast<uint8_t>(random.below(2));
                Grid output = input;
                for (int c = 0; c < 6; ++c) output.at(0, c) = static_cast<uint8_t>(2 + c % 2);
                if (input.height() == 2 && tallOnly) output.at(1, 0) = 3;
                return GridPair{input, output};
            };
        };
        Rng random(3);
        SynthLimits limits;
        int tallQueries = 0;
        for (int i = 0; i < 300; ++i) {
            const FewShotTask task = drawEpisode(family, random, limits);
            if (gridOf(task.queries[0].input).height() == 1) continue;
            ++tallQueries;
            QVERIFY(
                std::any_of(task.examples.begin(), task.examples.end(),
                            [](const Example& pair) { return gridOf(pair.input).height() == 2; }));
        }
        QVERIFY(tallQueries > 0);
        QCOMPARE(openAnswers(family, random, limits, 200, 50), 0);
    }

    void impossibleLimitsAreRefused() {
        Rng random(1);
        const RuleFamily& family = ruleFamilies()[0];
        for (const auto& [low, high] : {std::pair{3, 7}, {3, 31}, {0, 10}, {12, 10}}) {
            SynthLimits limits;
            limits.minSide = low;
            limits.maxSide = high;
            QVERIFY_THROWS_EXCEPTION(Error, drawEpisode(family, random, limits));
        }
    }

    void aFamilyThatCannotMakeAnEpisodeIsNamed() {
        RuleFamily broken = ruleFamilies()[0];
        broken.name = "always_copies";
        broken.drawRule = [](Rng&, const SynthLimits&) -> PairMaker {
            return [](Rng& random, const SynthLimits&) -> std::optional<GridPair> {
                const Grid grid(2, 2, static_cast<uint8_t>(random.below(10)));
                return GridPair{grid, grid};
            };
        };
        Rng random(1);
        try {
            drawEpisode(broken, random, {});
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Internal);
            QVERIFY(error.place().find("always_copies") != std::string::npos);
        }
    }

    // A query may show only such cases of the rule as the demonstrations do.
    void casesOfTheQueryAreShown() {
        RuleFamily family = ruleFamilies()[0];
        family.drawRule = [](Rng&, const SynthLimits&) -> PairMaker {
            return [](Rng& random, const SynthLimits&) -> std::optional<GridPair> {
                Grid input(4, 4);
                for (int k = 0; k < 16; ++k) {
                    input.at(k / 4, k % 4) = static_cast<uint8_t>(random.below(2));
                }
                input.at(0, 0) = 1;
                const int kind = random.below(4);
                Grid output(1, kind + 1, 1);
                return GridPair{input, output, uint64_t{1} << kind};
            };
        };
        for (uint64_t seed = 0; seed < 200; ++seed) {
            Rng random(seed);
            const FewShotTask task = drawEpisode(family, random, {});
            std::set<int> shown;
            for (const Example& example : task.examples) {
                shown.insert(gridOf(example.output).width());
            }
            QVERIFY(shown.size() >= 2);
            QVERIFY(shown.contains(gridOf(*task.queries[0].output).width()));
        }
    }
};

QTEST_GUILESS_MAIN(TestFamilies)
#include "test_families.moc"
