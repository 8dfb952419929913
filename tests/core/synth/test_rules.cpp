// Rules seen from the outside: episodes are explained by second implementations that know nothing
// of how the families draw them. At least one family of every group.
#include <QTest>

#include "core/synth/pieces/components.h"
#include "core/synth/rule_family.h"

#include <algorithm>
#include <map>
#include <set>

using namespace ttt;
using namespace ttt::synth;

namespace {

struct Pair {
    Grid input;
    Grid output;
};
using Episode = std::vector<Pair>;

constexpr uint64_t kEpisodes = 150;

// Calls check(pairs of an episode, the query among them) and says which seed it refused.
template <typename Check>
void forEpisodes(const char* name, Check check) {
    const RuleFamily& family = findFamily(name);
    for (uint64_t seed = 0; seed < kEpisodes; ++seed) {
        Rng random(31, name, seed);
        const FewShotTask task = drawEpisode(family, random, {});
        Episode pairs;
        for (const Example& pair : task.examples) {
            pairs.push_back({gridOf(pair.input), gridOf(pair.output)});
        }
        pairs.push_back({gridOf(task.queries[0].input), gridOf(*task.queries[0].output)});
        QVERIFY2(check(pairs), qPrintable(QString("%1 seed %2").arg(name).arg(seed)));
    }
}

template <typename Apply>
bool explainsAll(const Episode& pairs, Apply apply) {
    return std::all_of(pairs.begin(), pairs.end(),
                       [&](const Pair& pair) { return apply(pair.input) == pair.output; });
}

Colour backgroundOf(const Grid& grid) {
    const auto counts = countColours(grid);
    return static_cast<Colour>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

// One step at a time: any loose cell above an empty one sinks by one, until nothing moves.
Grid sink(Grid grid, Colour background, int shelf) {
    for (bool moved = true; moved;) {
        moved = false;
        for (int r = 0; r + 1 < grid.height(); ++r) {
            for (int c = 0; c < grid.width(); ++c) {
                if (grid.at(r, c) == background || grid.at(r, c) == shelf) continue;
                if (grid.at(r + 1, c) != background) continue;
                std::swap(grid.at(r, c), grid.at(r + 1, c));
                moved = true;
            }
        }
    }
    return grid;
}

// Marks what is reachable from beyond the border by sweeps, and gives the cells that are not.
std::set<Cell> enclosedCells(const Grid& grid, Colour background) {
    std::set<Cell> enclosed;
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            if (grid.at(r, c) == background) enclosed.insert({r, c});
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (auto it = enclosed.begin(); it != enclosed.end();) {
            bool open = false;
            for (size_t s = 0; s < 4; ++s) {
                const Cell next = *it + kSteps[s];
                const bool outside = !inside(grid, next);
                open = open || outside ||
                       (colourAt(grid, next) == background && !enclosed.contains(next));
            }
            changed = changed || open;
            it = open ? enclosed.erase(it) : std::next(it);
        }
    }
    return enclosed;
}

bool isSymmetric(const Grid& grid) {
    return applySymmetry(grid, 4) == grid || applySymmetry(grid, 5) == grid;
}

} // namespace

class TestRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secondImplementationsMatchDrawings() {
        QCOMPARE(sink(Grid::fromText("102 000 030 000"), 0, -1), Grid::fromText("000 000 000 132"));
        QCOMPARE(sink(Grid::fromText("100 000 300 000"), 0, 3), Grid::fromText("000 100 300 000"));
        QCOMPARE(enclosedCells(Grid::fromText("1110 1010 1110"), 0), (std::set<Cell>{{1, 1}}));
        QVERIFY(enclosedCells(Grid::fromText("1100 1010 1110"), 0).contains({1, 1}));
        QVERIFY(!enclosedCells(Grid::fromText("1010 1010 1110"), 0).contains({1, 1}));
    }

    void mirrorOrTurnIsOneSymmetry() {
        forEpisodes("mirror_or_turn", [](const Episode& pairs) {
            for (int symmetry = 1; symmetry < kSymmetries; ++symmetry) {
                if (explainsAll(pairs, [&](const Grid& g) { return applySymmetry(g, symmetry); })) {
                    return true;
                }
            }
            return false;
        });
    }

    void upscaleAndDownscaleAreBlocks() {
        for (const char* name : {"upscale_picture", "downscale_picture"}) {
            forEpisodes(name, [&](const Episode& pairs) {
                const bool grows = name[0] == 'u';
                for (int factor = 2; factor <= 6; ++factor) {
                    const bool all = std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
                        const Grid& small = grows ? pair.input : pair.output;
                        const Grid& large = grows ? pair.output : pair.input;
                        bool same = large.height() == small.height() * factor &&
                                    large.width() == small.width() * factor;
                        for (int i = 0; same && i < large.area(); ++i) {
                            const int r = i / large.width();
                            const int c = i % large.width();
                            same = large.at(r, c) == small.at(r / factor, c / factor);
                        }
                        return same;
                    });
                    if (all) return true;
                }
                return false;
            });
        }
    }

    void colourMapIsOneFunctionOfColours() {
        forEpisodes("colour_map", [](const Episode& pairs) {
            std::map<Colour, Colour> table;
            for (const Pair& pair : pairs) {
                if (!pair.input.sameSize(pair.output)) return false;
                for (size_t i = 0; i < pair.input.cells().size(); ++i) {
                    const Colour to = pair.output.cells()[i];
                    if (table.emplace(pair.input.cells()[i], to).first->second != to) return false;
                }
            }
            return true;
        });
    }

    void cropContentIsWhatDiffersFromTheBackground() {
        forEpisodes("crop_content", [](const Episode& pairs) {
            for (int mirror : {0, 4}) {
                const auto cut = [&](const Grid& grid) {
                    for (int colour = 0; colour < kColours; ++colour) {
                        const auto background = static_cast<Colour>(colour);
                        const Box box = contentBox(grid, background);
                        if (box.area() > 0 && box.area() < grid.area()) {
                            return applySymmetry(crop(grid, box), mirror);
                        }
                    }
                    return Grid();
                };
                if (explainsAll(pairs, cut)) return true;
            }
            return false;
        });
    }

    void gravityIsSinkingStepByStep() {
        forEpisodes("gravity", [](const Episode& pairs) {
            for (int turn = 0; turn < 4; ++turn) {
                for (int background = 0; background < kColours; ++background) {
                    for (int shelf = -1; shelf < kColours; ++shelf) {
                        if (explainsAll(pairs, [&](const Grid& grid) {
                                const Grid fallen = sink(applySymmetry(grid, turn),
                                                         static_cast<Colour>(background), shelf);
                                return applySymmetry(fallen, inverseSymmetry(turn));
                            })) {
                            return true;
                        }
                    }
                }
            }
            return false;
        });
    }

    void lPathsTurnOnceAndLeaveTheRestAlone() {
        forEpisodes("l_path", [](const Episode& pairs) {
            return std::all_of(pairs.begin(), pairs.end(), [](const Pair& pair) {
                const Colour background = backgroundOf(pair.input);
                const Box box = contentBox(pair.input, background);
                const auto lines =
                    findComponents(pair.output, background, Connect::Straight, Mix::AnyColours);
                return lines.size() == 1 && lines[0].size() == box.height + box.width - 1 &&
                       lines[0].box.area() == box.area();
            });
        });
    }

    void enclosedAreasAreFilled() {
        forEpisodes("fill_enclosed", [](const Episode& pairs) {
            for (int colour = 0; colour < kColours; ++colour) {
                const auto background = static_cast<Colour>(colour);
                for (const bool fillsInside : {true, false}) {
                    const bool all = std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
                        const std::set<Cell> enclosed = enclosedCells(pair.input, background);
                        for (int r = 0; r < pair.input.height(); ++r) {
                            for (int c = 0; c < pair.input.width(); ++c) {
                                const bool changes = pair.input.at(r, c) == background &&
                                                     enclosed.contains({r, c}) == fillsInside;
                                if (changes == (pair.output.at(r, c) == pair.input.at(r, c))) {
                                    return false;
                                }
                            }
                        }
                        return true;
                    });
                    if (all) return true;
                }
            }
            return false;
        });
    }

    void restoredPicturesAreSymmetricAndAgreeOutsideTheHole() {
        forEpisodes("restore_symmetric", [](const Episode& pairs) {
            return std::all_of(pairs.begin(), pairs.end(), [](const Pair& pair) {
                if (!pair.input.sameSize(pair.output)) return pair.output.area() > 0;
                std::set<Colour> hole;
                for (size_t i = 0; i < pair.input.cells().size(); ++i) {
                    const Colour seen = pair.input.cells()[i];
                    if (seen != pair.output.cells()[i]) hole.insert(seen);
                }
                return isSymmetric(pair.output) && hole.size() == 1 &&
                       !hasColour(pair.output, *hole.begin());
            });
        });
    }

    void sortedBarsAreThePermutedRowsInOrder() {
        forEpisodes("sort_bars", [](const Episode& pairs) {
            return std::all_of(pairs.begin(), pairs.end(), [](const Pair& pair) {
                for (const int turn : {0, 6}) {
                    const Grid input = applySymmetry(pair.input, turn);
                    const Grid output = applySymmetry(pair.output, turn);
                    std::multiset<std::string> before;
                    std::multiset<std::string> after;
                    for (int r = 0; r < input.height(); ++r) {
                        before.insert(crop(input, {r, 0, 1, input.width()}).toText());
                        after.insert(crop(output, {r, 0, 1, input.width()}).toText());
                    }
                    if (before == after) return true;
                }
                return false;
            });
        });
    }

    void panelLogicIsOneTruthTable() {
        forEpisodes("combine_panels", [](const Episode& pairs) {
            for (const int turn : {0, 6}) {
                std::map<std::pair<Colour, Colour>, Colour> table;
                const bool all = std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
                    const Grid input = applySymmetry(pair.input, turn);
                    const Grid output = applySymmetry(pair.output, turn);
                    const int second = input.width() - output.width();
                    if (input.height() != output.height() || second < output.width()) return false;
                    for (int r = 0; r < output.height(); ++r) {
                        for (int c = 0; c < output.width(); ++c) {
                            const std::pair key{input.at(r, c), input.at(r, second + c)};
                            const Colour to = output.at(r, c);
                            if (table.emplace(key, to).first->second != to) return false;
                        }
                    }
                    return true;
                });
                if (all) return true;
            }
            return false;
        });
    }

    void stampsDependOnTheColourOfTheDot() {
        forEpisodes("stamp_at_dots", [](const Episode& pairs) {
            std::map<Colour, std::set<std::string>> stamps;
            for (const Pair& pair : pairs) {
                const Colour background = backgroundOf(pair.input);
                for (const auto& dot : findComponents(pair.input, background)) {
                    const Cell at = dot.cells[0];
                    const Box box{at.row - 1, at.column - 1, 3, 3};
                    if (box.top < 0 || box.left < 0 || box.top + 3 > pair.output.height() ||
                        box.left + 3 > pair.output.width()) {
                        continue;
                    }
                    stamps[dot.colour].insert(crop(pair.output, box).toText());
                }
            }
            return std::all_of(stamps.begin(), stamps.end(),
                               [](const auto& entry) { return entry.second.size() == 1; });
        });
    }

    void automataFollowOneTableOfThreeCells() {
        forEpisodes("elementary_automaton", [](const Episode& pairs) {
            for (int turn = 0; turn < 4; ++turn) {
                std::map<std::array<bool, 3>, Colour> table;
                bool all = true;
                for (const Pair& pair : pairs) {
                    const Grid grid = applySymmetry(pair.output, turn);
                    const Colour background = backgroundOf(pair.input);
                    for (int r = 1; all && r < grid.height(); ++r) {
                        for (int c = 0; all && c < grid.width(); ++c) {
                            std::array<bool, 3> key{};
                            for (int side = 0; side < 3; ++side) {
                                key[static_cast<size_t>(side)] =
                                    colourOr(grid, {r - 1, c + side - 1}, background) != background;
                            }
                            const Colour to = grid.at(r, c);
                            all = table.emplace(key, to).first->second == to;
                        }
                    }
                }
                if (all) return true;
            }
            return false;
        });
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "test_rules.moc"
