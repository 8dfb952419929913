#include "core/tokens/arc_codec.h"
#include "tests/support/episodes.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <sstream>

using namespace ttt;

namespace {

constexpr int kRounds = 300;

AdaptConfig lossOf(const std::string& name) {
    AdaptConfig config;
    config.loss = name;
    return config;
}

// Reads a sequence by its pieces, as a person would: shown grids from the input positions, asked
// grids by a grammar that is fed their targets.
class PieceReader {
public:
    explicit PieceReader(const TokenSequence& sequence) : sequence_(sequence) {}

    bool atEnd() const { return next_ == sequence_.length(); }

    Grid readInput() {
        std::istringstream piece(take());
        std::string word;
        int height = 0;
        int width = 0;
        char by = 0;
        piece >> word >> height >> by >> width;
        if (word != "input") throw std::runtime_error("no input header");
        Grid grid(height, width);
        for (int i = 0; i < grid.area(); ++i) {
            grid.at(i / width, i % width) = static_cast<uint8_t>(std::stoi(take()));
        }
        return grid;
    }

    Grid readAsked() {
        const ArcCodec codec;
        const auto grammar = codec.startAnswer(Prompt{{}, Grid(1, 1), 0, {}});
        while (!grammar->finished()) {
            grammar->advance(sequence_.targets[static_cast<size_t>(next_)]);
            ++next_;
        }
        if (take() != "end") throw std::runtime_error("no end");
        return std::get<Grid>(grammar->answer());
    }

private:
    std::string take() { return ArcCodec().pieceAt(sequence_, next_++); }

    const TokenSequence& sequence_;
    int next_ = 0;
};

std::vector<int32_t> row(const std::vector<int32_t>& values, int t, int width) {
    const auto* first = values.data() + static_cast<ptrdiff_t>(t) * width;
    return {first, first + width};
}

// Everything the model reads at position t.
bool sameReading(const TokenSequence& a, int s, const TokenSequence& b, int t) {
    return row(a.ids, s, a.features) == row(b.ids, t, b.features) &&
           row(a.positions, s, a.axes) == row(b.positions, t, b.axes) &&
           a.visibleEnd[static_cast<size_t>(s)] == b.visibleEnd[static_cast<size_t>(t)];
}

bool isAsked(const TokenSequence& sequence, int t) {
    return sequence.targets[static_cast<size_t>(t)] != kNoTarget;
}

// Loss weights of the asked positions, one list for each grid that is asked.
std::vector<std::vector<float>> weightsByGrid(const TokenSequence& sequence) {
    std::vector<std::vector<float>> grids;
    for (int t = 0; t < sequence.length(); ++t) {
        if (!isAsked(sequence, t)) continue;
        if (t == 0 || !isAsked(sequence, t - 1)) grids.emplace_back();
        grids.back().push_back(sequence.lossWeights[static_cast<size_t>(t)]);
    }
    return grids;
}

bool allAre(const std::vector<float>& values, float expected) {
    return !values.empty() && std::ranges::count(values, expected) == std::ssize(values);
}

// A reading that lacks one part, and the features that go with it.
struct Unread {
    ArcReading reading;
    std::vector<int> features;
    bool alsoOfInputs = false;
};
const Unread kUnread[] = {
    {{.leftNeighbour = false}, {1}},
    {{.upperNeighbour = false}, {2}},
    {{.farEdges = false}, {7, 8}, true},
    {{.wholeInputs = false}, {}},
};

} // namespace

class TestArcCodec : public QObject {
    Q_OBJECT

    ArcCodec codec_;

private Q_SLOTS:
    void decodingAnEncodedEpisodeGivesItsGridsBack() {
        Rng random(1);
        for (int round = 0; round < kRounds; ++round) {
            const Episode episode = test::randomEpisode(random, 12, random.below(4));
            const TokenSequence sequence = codec_.encode(episode, lossOf("outputs"));
            PieceReader reader(sequence);
            for (const Example& pair : episode.demonstrations) {
                QCOMPARE(reader.readInput(), gridOf(pair.input));
                QCOMPARE(reader.readAsked(), gridOf(pair.output));
            }
            QCOMPARE(reader.readInput(), gridOf(episode.query.input));
            QCOMPARE(reader.readAsked(), gridOf(episode.query.output));
            QVERIFY(reader.atEnd());
        }
    }

    void withTheLossOnAllTokensInputsAreAskedBeforeTheyAreShown() {
        Rng random(2);
        const Episode episode = test::randomEpisode(random, 9, 2);
        const TokenSequence sequence = codec_.encode(episode, lossOf("all"));
        PieceReader reader(sequence);
        std::vector<Example> pairs = episode.demonstrations;
        pairs.push_back(episode.query);
        for (const Example& pair : pairs) {
            QCOMPARE(reader.readAsked(), gridOf(pair.input));
            QCOMPARE(reader.readInput(), gridOf(pair.input));
            QCOMPARE(reader.readAsked(), gridOf(pair.output));
        }
        QVERIFY(reader.atEnd());
    }

    void listsHaveOneEntryAPosition() {
        Rng random(3);
        for (const char* loss : {"outputs", "label", "all"}) {
            const TokenSequence sequence =
                codec_.encode(test::randomEpisode(random, 7, 2), lossOf(loss));
            const auto length = static_cast<size_t>(sequence.length());
            QCOMPARE(sequence.features, arc_features::kCount);
            QCOMPARE(sequence.axes, 3);
            QCOMPARE(sequence.ids.size(), length * arc_features::kCount);
            QCOMPARE(sequence.positions.size(), length * 3);
            QCOMPARE(sequence.targets.size(), length);
            QCOMPARE(sequence.lossWeights.size(), length);
            QVERIFY(std::ranges::max(sequence.ids) < arc_features::kRows);
            QVERIFY(std::ranges::max(sequence.targets) < codec_.classes());
        }
    }

    void theGrammarAppendsThePositionsOfAnEncodedAnswer() {
        Rng random(4);
        for (int round = 0; round < kRounds; ++round) {
            const Episode episode = test::randomEpisode(random, 10, random.below(4));
            const Prompt prompt = test::promptOf(episode);
            const TokenSequence answer = codec_.encodeAnswer(prompt, episode.query.output);
            TokenSequence grown = codec_.encode(prompt);
            const int start = grown.length();
            const auto grammar = codec_.startAnswer(prompt);
            for (int t = 0; !grammar->finished(); ++t) {
                TokenSequence alone;
                grammar->appendPosition(alone);
                grammar->appendPosition(grown);
                QCOMPARE(alone.length(), 1);
                QVERIFY(sameReading(alone, 0, answer, t));
                QVERIFY(sameReading(grown, start + t, answer, t));
                grammar->advance(answer.targets[static_cast<size_t>(t)]);
            }
            QCOMPARE(grammar->answer(), episode.query.output);
            // The end position has no target and is not decoded.
            QCOMPARE(grown.length() - start, answer.length() - 1);
        }
    }

    void anEpisodeIsItsPromptAndThenItsAnswer() {
        Rng random(5);
        for (int round = 0; round < kRounds; ++round) {
            const Episode episode = test::randomEpisode(random, 10, random.below(4));
            const Prompt prompt = test::promptOf(episode);
            const TokenSequence whole = codec_.encode(episode, lossOf("label"));
            const TokenSequence start = codec_.encode(prompt);
            const TokenSequence answer = codec_.encodeAnswer(prompt, episode.query.output);
            QCOMPARE(start.length() + answer.length(), whole.length());
            for (int t = 0; t < whole.length(); ++t) {
                const bool before = t < start.length();
                QVERIFY(sameReading(whole, t, before ? start : answer,
                                    before ? t : t - start.length()));
            }
            for (int t = 0; t < answer.length(); ++t) {
                QCOMPARE(answer.targets[static_cast<size_t>(t)],
                         whole.targets[static_cast<size_t>(start.length() + t)]);
            }
        }
    }

    void aPartThatIsNotReadLeavesEverythingElse() {
        Rng random(7);
        for (const Unread& unread : kUnread) {
            const ArcCodec codec(unread.reading);
            const Episode episode = test::randomEpisode(random, 9, 2);
            for (const char* loss : {"outputs", "all"}) {
                const TokenSequence all = codec_.encode(episode, lossOf(loss));
                const TokenSequence less = codec.encode(episode, lossOf(loss));
                QCOMPARE(less.targets, all.targets);
                QCOMPARE(less.lossWeights, all.lossWeights);
                QCOMPARE(less.positions, all.positions);
                int gone = 0;
                for (size_t i = 0; i < all.ids.size(); ++i) {
                    if (less.ids[i] == all.ids[i]) continue;
                    const size_t t = i / arc_features::kCount;
                    const int feature = static_cast<int>(i % arc_features::kCount);
                    QCOMPARE(less.ids[i], kNoFeature);
                    QVERIFY(std::ranges::count(unread.features, feature) > 0);
                    QVERIFY(unread.alsoOfInputs || isAsked(all, static_cast<int>(t)));
                    ++gone;
                }
                QCOMPARE(gone > 0, !unread.features.empty());
            }
        }
    }

    void inputsThatAreNotReadAsAWholeAreCausal() {
        Rng random(8);
        const Episode episode = test::randomEpisode(random, 9, 2);
        const TokenSequence sequence =
            ArcCodec({.wholeInputs = false}).encode(episode, lossOf("outputs"));
        for (int t = 0; t < sequence.length(); ++t) {
            QCOMPARE(sequence.visibleEnd[static_cast<size_t>(t)], t + 1);
        }
    }

    void answersAreDecodedAsTheyAreEncodedWhateverIsRead() {
        Rng random(9);
        for (const Unread& unread : kUnread) {
            const ArcCodec codec(unread.reading);
            const Prompt prompt = test::promptOf(test::randomEpisode(random, 8, 2));
            const Grid grid = test::randomGrid(random, 8);
            const TokenSequence answer = codec.encodeAnswer(prompt, grid);
            const auto grammar = codec.startAnswer(prompt);
            for (int t = 0; !grammar->finished(); ++t) {
                TokenSequence position;
                grammar->appendPosition(position);
                QVERIFY(sameReading(position, 0, answer, t));
                grammar->advance(answer.targets[static_cast<size_t>(t)]);
            }
        }
    }

    void countedTokensAreTheEncodedLength() {
        Rng random(6);
        for (int round = 0; round < kRounds; ++round) {
            const Episode episode = test::randomEpisode(random, 14, random.below(5));
            const Prompt prompt = test::promptOf(episode);
            for (const char* loss : {"outputs", "label", "all"}) {
                QCOMPARE(codec_.countTokens(episode, lossOf(loss)),
                         int64_t{codec_.encode(episode, lossOf(loss)).length()});
            }
            QCOMPARE(codec_.countTokens(prompt), int64_t{codec_.encode(prompt).length()});
        }
    }

    void visibleEndNeverFallsAndReachesBeyondThePosition() {
        Rng random(7);
        for (int round = 0; round < kRounds; ++round) {
            const TokenSequence sequence =
                codec_.encode(test::randomEpisode(random, 10, random.below(4)),
                              lossOf(round % 2 == 0 ? "outputs" : "all"));
            QVERIFY(std::ranges::is_sorted(sequence.visibleEnd));
            for (int t = 0; t < sequence.length(); ++t) {
                QVERIFY(sequence.visibleEnd[static_cast<size_t>(t)] > t);
            }
            QCOMPARE(sequence.visibleEnd.back(), sequence.length());
        }
    }

    void inputsSeeToTheEndOfTheirGridAndOutputsOnlyThemselves() {
        Episode episode;
        episode.demonstrations = {{Grid::fromText("12 34 56"), Grid::fromText("789")}};
        episode.query = {Grid::fromText("1"), Grid::fromText("22")};
        const TokenSequence sequence = codec_.encode(episode, lossOf("outputs"));
        // Header and six cells; height, width, three cells, end; header and a cell; and so on.
        const std::vector<int32_t> expected{7,  7,  7,  7,  7,  7,  7,  8,  9,  10,
                                            11, 12, 13, 15, 15, 16, 17, 18, 19, 20};
        QCOMPARE(sequence.visibleEnd, expected);
    }

    void noPositionReadsTheColourThatItIsAsked() {
        Rng random(8);
        for (int round = 0; round < kRounds; ++round) {
            const std::string loss = round % 2 == 0 ? "outputs" : "all";
            Episode episode = test::randomEpisode(random, 6, 1);
            const TokenSequence before = codec_.encode(episode, lossOf(loss));
            Grid changed = gridOf(episode.query.output);
            const int cell = random.below(changed.area());
            uint8_t& colour = changed.at(cell / changed.width(), cell % changed.width());
            colour = static_cast<uint8_t>((colour + 1) % kColours);
            episode.query.output = changed;
            const TokenSequence after = codec_.encode(episode, lossOf(loss));
            const int asked = after.length() - 1 - changed.area() + cell;
            QVERIFY(before.targets[static_cast<size_t>(asked)] !=
                    after.targets[static_cast<size_t>(asked)]);
            for (int t = 0; t <= asked; ++t) QVERIFY(sameReading(before, t, after, t));
            // What follows may and must read it: the next cell, or the end.
            QVERIFY(!sameReading(before, asked + 1, after, asked + 1) ||
                    (cell + 1) % changed.width() == 0);
        }
    }

    void theSizesAreNotReadBeforeTheyAreAsked() {
        Rng random(9);
        Episode episode = test::randomEpisode(random, 5, 1);
        episode.query.output = Grid(3, 4);
        const TokenSequence first = codec_.encode(episode, lossOf("label"));
        episode.query.output = Grid(5, 4);
        const TokenSequence second = codec_.encode(episode, lossOf("label"));
        const int height = first.length() - 3 - 12;
        for (int t = 0; t <= height; ++t) QVERIFY(sameReading(first, t, second, t));
        QVERIFY(!sameReading(first, height + 1, second, height + 1));
        episode.query.output = Grid(3, 6);
        const TokenSequence third = codec_.encode(episode, lossOf("label"));
        for (int t = 0; t <= height + 1; ++t) QVERIFY(sameReading(first, t, third, t));
    }

    void theLabelLossLooksAtTheLastOutputOnly() {
        Rng random(10);
        const auto grids =
            weightsByGrid(codec_.encode(test::randomEpisode(random, 5, 3), lossOf("label")));
        QCOMPARE(grids.size(), size_t{4});
        for (size_t i = 0; i < 3; ++i) QVERIFY(allAre(grids[i], 0));
        QVERIFY(allAre(grids[3], 1));
    }

    void theOutputsLossWeighsOutputsBeforeTheStartLess() {
        Rng random(11);
        const Episode episode = test::randomEpisode(random, 5, 3);
        AdaptConfig config = lossOf("outputs");
        config.lossStart = 2;
        config.lossBeforeStart = 0.25;
        const auto grids = weightsByGrid(codec_.encode(episode, config));
        QCOMPARE(grids.size(), size_t{4});
        QVERIFY(allAre(grids[0], 0.25F));
        QVERIFY(allAre(grids[1], 0.25F));
        QVERIFY(allAre(grids[2], 1));
        QVERIFY(allAre(grids[3], 1));
        config.lossStart = 9;
        const auto late = weightsByGrid(codec_.encode(episode, config));
        QVERIFY(allAre(late[2], 0.25F));
        QVERIFY2(allAre(late[3], 1), "the query counts wherever the start is");
    }

    void theLossOnAllTokensWeighsInputsToo() {
        Rng random(12);
        const Episode episode = test::randomEpisode(random, 5, 2);
        const auto grids = weightsByGrid(codec_.encode(episode, lossOf("all")));
        QCOMPARE(grids.size(), size_t{6});
        for (const auto& grid : grids) QVERIFY(allAre(grid, 1));
        QCOMPARE(grids[0].size(),
                 2 + static_cast<size_t>(gridOf(episode.demonstrations[0].input).area()));
    }

    void positionsWithoutATargetHaveNoWeight() {
        Rng random(13);
        const TokenSequence sequence =
            codec_.encode(test::randomEpisode(random, 6, 2), lossOf("all"));
        for (int t = 0; t < sequence.length(); ++t) {
            if (!isAsked(sequence, t)) {
                QCOMPARE(sequence.lossWeights[static_cast<size_t>(t)], 0.0F);
            }
        }
        const TokenSequence prompt = codec_.encode(Prompt{{}, Grid(2, 2), 0, {}});
        QVERIFY(std::ranges::count(prompt.targets, kNoTarget) == prompt.length());
    }

    void everyPathThroughTheGrammarEndsInALegalGrid() {
        Rng random(14);
        const Prompt prompt{{}, Grid(2, 2), 0, {}};
        for (int round = 0; round < kRounds; ++round) {
            const auto grammar = codec_.startAnswer(prompt);
            int tokens = 0;
            while (!grammar->finished()) {
                const ClassRange range = grammar->allowed();
                QVERIFY(0 <= range.begin && range.begin < range.end &&
                        range.end <= codec_.classes());
                grammar->advance(random.between(range.begin, range.end - 1));
                ++tokens;
            }
            const Grid grid = std::get<Grid>(grammar->answer());
            QVERIFY(1 <= grid.height() && grid.height() <= kMaxSide);
            QVERIFY(1 <= grid.width() && grid.width() <= kMaxSide);
            QVERIFY(std::ranges::max(grid.cells()) < kColours);
            QCOMPARE(tokens, 2 + grid.area());
        }
    }

    void aCloneOfAGrammarGoesItsOwnWay() {
        const auto first = codec_.startAnswer(Prompt{{}, Grid(2, 2), 0, {}});
        first->advance(kColours);
        const auto second = first->clone();
        first->advance(kColours);
        first->advance(3);
        second->advance(kColours + 1);
        second->advance(4);
        QVERIFY(first->finished());
        QVERIFY(!second->finished());
        second->advance(5);
        QCOMPARE(std::get<Grid>(first->answer()), Grid::fromText("3"));
        QCOMPARE(std::get<Grid>(second->answer()), Grid::fromText("45"));
    }
};

QTEST_GUILESS_MAIN(TestArcCodec)
#include "test_arc_codec.moc"
