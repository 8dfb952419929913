#include <QTest>

#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <map>
#include <set>

using namespace ttt;
using namespace ttt::synth;

namespace {

// Labels of 4-connected areas by repeated minimum over neighbours: slow, but another method than
// the flood in findComponents.
int countAreasByLabels(const Grid& grid, Colour background) {
    std::vector<int> label(static_cast<size_t>(grid.area()));
    const auto at = [&](int r, int c) -> int& {
        return label[static_cast<size_t>(r * grid.width() + c)];
    };
    for (int i = 0; i < grid.area(); ++i) label[static_cast<size_t>(i)] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (int r = 0; r < grid.height(); ++r) {
            for (int c = 0; c < grid.width(); ++c) {
                for (size_t s = 0; s < 4; ++s) {
                    const Cell next = Cell{r, c} + kSteps[s];
                    if (!inside(grid, next) || colourAt(grid, next) != grid.at(r, c)) continue;
                    if (at(next.row, next.column) < at(r, c)) {
                        at(r, c) = at(next.row, next.column);
                        changed = true;
                    }
                }
            }
        }
    }
    std::set<int> areas;
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            if (grid.at(r, c) != background) areas.insert(at(r, c));
        }
    }
    return static_cast<int>(areas.size());
}

Grid randomGrid(Rng& random, int colours) {
    const int height = random.between(1, 9);
    const int width = random.between(1, 9);
    Grid grid(height, width);
    for (int i = 0; i < grid.area(); ++i) {
        grid.at(i / width, i % width) = static_cast<Colour>(random.below(colours));
    }
    return grid;
}

} // namespace

class TestPieces : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void symmetriesMatchDrawings() {
        const Grid grid = Grid::fromText("123 456");
        const std::map<int, std::string> expected{{0, "123 456"},  {1, "41 52 63"}, {2, "654 321"},
                                                  {3, "36 25 14"}, {4, "321 654"},  {5, "456 123"},
                                                  {6, "14 25 36"}, {7, "63 52 41"}};
        for (const auto& [symmetry, text] : expected) {
            QCOMPARE(applySymmetry(grid, symmetry), Grid::fromText(text));
            QCOMPARE(applySymmetry(applySymmetry(grid, symmetry), inverseSymmetry(symmetry)), grid);
        }
    }

    void joiningAndScalingMatchDrawings() {
        const Grid grid = Grid::fromText("12 03");
        QCOMPARE(upscale(grid, 2), Grid::fromText("1122 1122 0033 0033"));
        QCOMPARE(tile(grid, 1, 2), Grid::fromText("1212 0303"));
        QCOMPARE(beside(grid, Grid::fromText("4 5")), Grid::fromText("124 035"));
        QCOMPARE(below(grid, Grid::fromText("45")), Grid::fromText("12 03 45"));
        QCOMPARE(framed(grid, 7), Grid::fromText("7777 7127 7037 7777"));
        QCOMPARE(selectColumns(grid, {1, 1, 0}), Grid::fromText("221 330"));
        QCOMPARE(crop(framed(grid, 7), {1, 1, 2, 2}), grid);
    }

    void pasteLeavesClearCellsAndCutsAtBorders() {
        Grid canvas(3, 3);
        paste(canvas, icon(0, 5), 1, 1);
        QCOMPARE(canvas, Grid::fromText("000 005 055"));
    }

    void componentsAgreeWithALabellingBySweeps() {
        Rng random(21);
        for (int i = 0; i < 500; ++i) {
            const Grid grid = randomGrid(random, 3);
            const auto components = findComponents(grid, 0);
            QCOMPARE(static_cast<int>(components.size()), countAreasByLabels(grid, 0));
            int cells = 0;
            for (const Component& component : components) {
                cells += component.size();
                for (const Cell cell : component.cells) {
                    QVERIFY(component.box.contains(cell));
                    QCOMPARE(colourAt(grid, cell), component.colour);
                }
            }
            QCOMPARE(cells, grid.area() - countOf(grid, 0));
        }
    }

    void diagonalAndMixedComponentsJoinMore() {
        const Grid grid = Grid::fromText("100 012 003");
        QCOMPARE(findComponents(grid, 0).size(), size_t{4});
        QCOMPARE(findComponents(grid, 0, Connect::Diagonal).size(), size_t{3});
        QCOMPARE(findComponents(grid, 0, Connect::Straight, Mix::AnyColours).size(), size_t{2});
        QCOMPARE(findComponents(grid, 0, Connect::Diagonal, Mix::AnyColours).size(), size_t{1});
    }

    void floodFillsMatchDrawings() {
        Grid grid = Grid::fromText("11100 10101 11100");
        fillFromBorder(grid, 0, 4);
        QCOMPARE(grid, Grid::fromText("11144 10141 11144"));
        floodFill(grid, {1, 1}, 5);
        QCOMPARE(grid, Grid::fromText("11144 15141 11144"));
    }

    void raysAndSegmentsMatchDrawings() {
        Grid grid = Grid::fromText("0000 0000 0002");
        QCOMPARE(shootRay(grid, {2, 0}, {-1, 1}, 0, 3), (Cell{0, 2}));
        QCOMPARE(shootRay(grid, {2, 0}, {0, 1}, 0, 3), (Cell{2, 2}));
        QCOMPARE(grid, Grid::fromText("0030 0300 0332"));
        Grid other(3, 4);
        drawSegment(other, {0, 3}, {0, 1}, 6);
        drawSegment(other, {0, 0}, {2, 2}, 7);
        QCOMPARE(other, Grid::fromText("7666 0700 0070"));
    }

    void blobsAreConnectedAndTouchAllSides() {
        Rng random(22);
        for (int i = 0; i < 2000; ++i) {
            const int height = random.between(1, 7);
            const int width = random.between(1, 7);
            for (const Grid& blob :
                 {drawBlob(random, height, width, 3), drawMirroredBlob(random, height, width, 3)}) {
                Grid solid = framed(blob, kClear);
                const auto parts = findComponents(solid, kClear);
                QCOMPARE(parts.size(), size_t{1});
                QCOMPARE(parts[0].box.height, height);
                QCOMPARE(parts[0].box.width, width);
            }
            QCOMPARE(applySymmetry(drawMirroredBlob(random, height, width, 3), 4).height(), height);
        }
    }

    void freelyPlacedSpritesDoNotTouch() {
        Rng random(23);
        for (int i = 0; i < 300; ++i) {
            Grid canvas(12, 12, 4);
            int placed = 0;
            for (int k = 0; k < 6; ++k) {
                placed += placeFreely(random, canvas, drawBlob(random, 3, 2, 5), 4) ? 1 : 0;
            }
            QCOMPARE(static_cast<int>(findComponents(canvas, 4, Connect::Diagonal).size()), placed);
            QVERIFY(placed >= 2);
        }
    }

    void palettesAreDistinctAndBackgroundsMostlyBlack() {
        Rng random(24);
        int black = 0;
        for (int i = 0; i < 10000; ++i) {
            const Palette palette = drawPalette(random, 5);
            std::set<Colour> colours(palette.inks.begin(), palette.inks.end());
            colours.insert(palette.background);
            QCOMPARE(colours.size(), size_t{6});
            black += palette.background == 0 ? 1 : 0;
        }
        QVERIFY(black > 7000 && black < 7400);
    }

    void sidesAreLogUniform() {
        Rng random(25);
        SynthLimits limits;
        limits.maxSide = 24;
        int upToEight = 0;
        for (int i = 0; i < 10000; ++i) {
            const int side = drawSide(random, limits, 3);
            QVERIFY(side >= 3 && side <= 24);
            upToEight += side <= 8 ? 1 : 0;
        }
        // log(9 / 3) / log(25 / 3) = 0.518
        QVERIFY2(upToEight > 5000 && upToEight < 5360, std::to_string(upToEight).c_str());
    }
};

QTEST_GUILESS_MAIN(TestPieces)
#include "test_pieces.moc"
