#include "core/transforms/colour_maps.h"
#include "tests/support/random_tasks.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <set>

using namespace ttt;

namespace {

bool isPermutation(const ColourMap& map) {
    return std::set<int>(map.begin(), map.end()).size() == map.size();
}

void compareMap(const ColourMap& map, const nlohmann::json& golden) {
    for (const auto& [colour, target] : golden.items()) {
        QCOMPARE(static_cast<int>(map[std::stoul(colour)]), target.get<int>());
    }
}

} // namespace

class TestColourMaps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coloursAreOrderedAsASmallPythonSet();
    void releasedDrawsEqualTheGoldens();
    void aSeriesOfDrawsAndOrdersEqualsTheGoldens();
    void releasedDrawsPreferAbsentColours();
    void aMapThenItsInverseIsTheGrid();
    void uniformDrawsReachEveryColourAndKeepTheBackground();
    void theBackgroundIsTheMostFrequentColour();
};

void TestColourMaps::coloursAreOrderedAsASmallPythonSet() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& draw : file.at("colour_maps_single_draw")) {
        const auto firstSeen = draw.at("colours_in_first_seen_order").get<std::vector<int>>();
        const auto expected = draw.at("python_set_iteration_order").get<std::vector<int>>();
        QCOMPARE(releasedColourOrder(std::span<const int>(firstSeen)), expected);
    }
    // With the background among them the set has five elements and is rebuilt without it.
    const std::vector<int> seen{0, 2, 4, 6, 8};
    QCOMPARE(releasedColourOrder(std::span<const int>(seen)), (std::vector<int>{8, 2, 4, 6}));
}

void TestColourMaps::releasedDrawsEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    int compared = 0;
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& draw : file.at("colour_maps_single_draw")) {
        NumpyRandom random(draw.at("seed").get<uint32_t>());
        const auto present = draw.at("python_set_iteration_order").get<std::vector<int>>();
        const ColourMap map = drawReleasedColours(present, random);
        compareMap(map, draw.at("colour_map"));
        QVERIFY(isPermutation(map));
        ++compared;
    }
    QVERIFY(compared >= 30);
}

void TestColourMaps::aSeriesOfDrawsAndOrdersEqualsTheGoldens() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    TTT_NEEDS_ARC();
    TaskCatalog catalog = test::arcCatalog();
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& golden : file.at("tasks")) {
        const FewShotTask task = catalog.find(golden.at("task").get<std::string>());
        // The draws were made on the whole task, its test pair last.
        std::vector<Example> pairs = task.examples;
        pairs.push_back({task.queries[0].input, *task.queries[0].output});
        std::vector<const Example*> shown;
        for (const Example& pair : pairs) shown.push_back(&pair);
        const std::vector<int> present = releasedColourOrder(shown);
        NumpyRandom random(0);
        for (const auto& draw : golden.at("colour_and_order_draws_seed0")) {
            compareMap(drawReleasedColours(present, random), draw.at("colour_map"));
            QCOMPARE(random.permutation(static_cast<int>(task.examples.size())),
                     draw.at("order").get<std::vector<int>>());
        }
    }
}

void TestColourMaps::releasedDrawsPreferAbsentColours() {
    Rng random(3, "colour sets");
    for (int i = 0; i < 3000; ++i) {
        std::vector<int> firstSeen = random.permutation(kColours);
        firstSeen.resize(static_cast<size_t>(random.between(0, kColours)));
        const std::vector<int> present = releasedColourOrder(std::span<const int>(firstSeen));
        NumpyRandom draws(static_cast<uint32_t>(i));
        const ColourMap map = drawReleasedColours(present, draws);
        QVERIFY(isPermutation(map));
        QCOMPARE(static_cast<int>(map[0]), 0);
        const auto isPresent = [&](int c) { return std::ranges::count(present, c) > 0; };
        const auto moved = std::ranges::count_if(
            present, [&](int c) { return !isPresent(map[static_cast<size_t>(c)]); });
        const auto absent = 9 - std::ssize(present);
        // Every absent colour is used before colours are swapped; a swap may take one back.
        QVERIFY(moved <= absent);
        if (absent >= std::ssize(present)) QCOMPARE(moved, std::ssize(present));
    }
}

void TestColourMaps::aMapThenItsInverseIsTheGrid() {
    Rng random(4, "colour maps");
    for (int i = 0; i < 3000; ++i) {
        const Grid grid = test::randomGrid(random, 12);
        const ColourMap map = drawUniformColours(random, random.below(10), random.chance(0.5));
        QVERIFY(isPermutation(map));
        QVERIFY(applyColours(applyColours(grid, map), inverseOf(map)) == grid);
        for (int r = 0; r < grid.height(); ++r) {
            for (int c = 0; c < grid.width(); ++c) {
                QCOMPARE(applyColours(grid, map).at(r, c), map[grid.at(r, c)]);
            }
        }
    }
}

void TestColourMaps::uniformDrawsReachEveryColourAndKeepTheBackground() {
    Rng random(5, "uniform");
    std::array<std::array<int, 10>, 10> counts{};
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) {
        const ColourMap map = drawUniformColours(random, 3, false);
        for (size_t c = 0; c < 10; ++c) ++counts[c][map[c]];
        const int background = i % 10;
        const ColourMap kept = drawUniformColours(random, background, true);
        QCOMPARE(static_cast<int>(kept[static_cast<size_t>(background)]), background);
        QVERIFY(isPermutation(kept));
    }
    // Binomial with mean 2000 and standard deviation 42.
    for (const auto& row : counts) {
        for (const int count : row) QVERIFY2(std::abs(count - kDraws / 10) < 250, "not uniform");
    }
}

void TestColourMaps::theBackgroundIsTheMostFrequentColour() {
    const std::vector<Example> pairs{{Grid::fromText("777 701"), Grid::fromText("00 00")},
                                     {Grid::fromText("7"), Grid::fromText("5")}};
    QCOMPARE(backgroundOf(pairs), 0);
    QCOMPARE(backgroundOf(std::span(pairs).last(1)), 5);
    QCOMPARE(backgroundOf({}), 0);
}

QTEST_GUILESS_MAIN(TestColourMaps)
#include "test_colour_maps.moc"
