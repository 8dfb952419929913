#include "core/base/error.h"
#include "core/transforms/colour_maps.h"
#include "core/transforms/grid_transforms.h"
#include "tests/support/random_tasks.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <set>

using namespace ttt;

namespace {

Grid gridOfLines(const nlohmann::json& lines) {
    std::string text;
    for (const auto& line : lines) text += line.get<std::string>() + "\n";
    return Grid::fromText(text);
}

} // namespace

class TestGridTransforms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTableHasTheReleasedAugmentersInTheirOrder();
    void pairsAreTransformedAsTheReleasedCodeDoes();
    void theShiftOfAnOutputDependsOnItsInputAndOnTheSeed();
    void everyInvertibleTransformIsUndoneByItsInverse();
    void theInvertibleTransformsAreTheEightSymmetries();
    void mappedBackUndoesAProvenance();
    void textIsLeftAsItIs();
    void unknownNamesAndMissingInversesAreErrors();
};

void TestGridTransforms::theTableHasTheReleasedAugmentersInTheirOrder() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    const auto golden = test::readGolden("arc_augmenters.json").at("augmenters");
    const auto table = gridTransforms();
    QCOMPARE(table.size(), golden.size() + 2);
    QCOMPARE(table.front().name, std::string("identity"));
    QCOMPARE(table.back().name, std::string("anti-transpose"));
    std::set<std::string> names;
    for (const GridTransform& transform : table) names.insert(transform.name);
    QCOMPARE(names.size(), table.size());
    for (size_t i = 0; i < golden.size(); ++i) {
        QCOMPARE(table[i + 1].releasedName, golden[i].at("name").get<std::string>());
        QCOMPARE(table[i + 1].family, golden[i].at("family").get<std::string>());
        QCOMPARE(&findTransform(table[i + 1].releasedName), &table[i + 1]);
        QCOMPARE(&findTransform(table[i + 1].name), &table[i + 1]);
    }
}

void TestGridTransforms::pairsAreTransformedAsTheReleasedCodeDoes() {
    TTT_NEEDS_GOLDEN("arc_augmenters.json");
    int compared = 0;
    for (const auto file = test::readGolden("arc_augmenters.json");
         const auto& task : file.at("tasks")) {
        const Example pair{gridOfLines(task.at("first_pair").at("input")),
                           gridOfLines(task.at("first_pair").at("output"))};
        for (const auto& golden : task.at("augmented_first_pair")) {
            const auto name = golden.at("name").get<std::string>();
            const Example image = transformed(pair, findTransform(name), kSameColours);
            QVERIFY2(gridOf(image.input) == gridOfLines(golden.at("input")), name.c_str());
            QVERIFY2(gridOf(image.output) == gridOfLines(golden.at("output")), name.c_str());
            ++compared;
        }
    }
    QCOMPARE(compared, 6 * 23);
}

void TestGridTransforms::theShiftOfAnOutputDependsOnItsInputAndOnTheSeed() {
    const GridTransform& translate = findTransform("translate");
    Grid marked(5, 5);
    marked.at(0, 0) = 1;
    const auto shiftOf = [](const Grid& grid) {
        for (int r = 0; r < grid.height(); ++r) {
            for (int c = 0; c < grid.width(); ++c) {
                if (grid.at(r, c) == 1) return std::pair(r, c);
            }
        }
        return std::pair(-1, -1);
    };
    for (const uint32_t seed : {0U, 1U, 7U, 4294967295U}) {
        for (const int side : {1, 2, 3, 4, 30}) {
            NumpyRandom random(seed);
            const int bound = std::min(4, side);
            const auto inputDown = static_cast<int>(random.randint(0, bound));
            const auto inputRight = static_cast<int>(random.randint(0, bound));
            const auto down = static_cast<int>(random.randint(0, 4));
            const auto right = static_cast<int>(random.randint(0, 4));
            Grid input(side, side);
            input.at(0, 0) = 1;
            const Example image = transformed({input, marked}, translate, kSameColours, seed);
            QCOMPARE(shiftOf(gridOf(image.input)), std::pair(inputDown, inputRight));
            QCOMPARE(shiftOf(gridOf(image.output)), std::pair(down, right));
        }
    }
}

void TestGridTransforms::everyInvertibleTransformIsUndoneByItsInverse() {
    Rng random(1, "inverses");
    for (int i = 0; i < 3000; ++i) {
        const Grid grid = test::randomGrid(random, 30);
        for (const GridTransform& transform : gridTransforms()) {
            const Grid image = transform(grid);
            QVERIFY(image.area() >= grid.area());
            if (!transform.invertible()) continue;
            QVERIFY(inverseOf(transform)(image) == grid);
            QCOMPARE(inverseOf(inverseOf(transform)).name, transform.name);
        }
    }
}

void TestGridTransforms::theInvertibleTransformsAreTheEightSymmetries() {
    const Grid grid = Grid::fromText("123 456");
    std::set<Grid> images;
    for (const GridTransform& transform : gridTransforms()) {
        if (transform.invertible()) images.insert(transform(grid));
    }
    QCOMPARE(images, (std::set<Grid>{Grid::fromText("123 456"), Grid::fromText("456 123"),
                                     Grid::fromText("321 654"), Grid::fromText("654 321"),
                                     Grid::fromText("14 25 36"), Grid::fromText("41 52 63"),
                                     Grid::fromText("36 25 14"), Grid::fromText("63 52 41")}));
    QCOMPARE(findTransform("anti-transpose")(grid), Grid::fromText("63 52 41"));
}

void TestGridTransforms::mappedBackUndoesAProvenance() {
    Rng random(2, "provenance");
    for (int i = 0; i < 3000; ++i) {
        const Grid grid = test::randomGrid(random, 30);
        for (const GridTransform& transform : gridTransforms()) {
            if (!transform.invertible()) continue;
            Provenance provenance;
            provenance.transform = transform.name;
            provenance.colours = drawUniformColours(random, random.below(10), random.chance(0.5));
            const Value seen = transformed(Value(grid), transform, provenance.colours);
            QVERIFY(mappedBack(gridOf(seen), provenance) == grid);
        }
    }
}

void TestGridTransforms::textIsLeftAsItIs() {
    const Example pair{std::string("Q: 1 + 1"), std::string("2")};
    QVERIFY(transformed(pair, findTransform("rotate-90"), kSameColours) == pair);
}

void TestGridTransforms::unknownNamesAndMissingInversesAreErrors() {
    try {
        findTransform("rotate-45");
        QFAIL("an unknown transform was found");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::NotFound);
        QVERIFY(error.message().find("anti-transpose") != std::string::npos);
    }
    for (const char* name : {"resolution-2", "translate", "reflect-up", "rotate-90+resolution-2"}) {
        QVERIFY_EXCEPTION_THROWN(inverseOf(findTransform(name)), Error);
    }
}

QTEST_GUILESS_MAIN(TestGridTransforms)
#include "test_grid_transforms.moc"
