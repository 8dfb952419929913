#include "core/tokens/arc_codec.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>

namespace ttt {

namespace {

using namespace arc_features;

enum Role { InputHeader, InputCell, OutputHeight, OutputWidth, OutputCell, OutputEnd };
constexpr int kOutside = kColours; // "no neighbour there" in both colour blocks

using FeatureIds = std::array<int32_t, kCount>;

FeatureIds noFeatures(Role role) {
    FeatureIds ids;
    ids.fill(kNoFeature);
    ids[0] = kRole + role;
    return ids;
}

// Appends positions to a sequence; one object a pair.
class PairWriter {
public:
    // pair: index of the pair in the sequence; base: positions before `sequence` in the prompt;
    // side: 0 to ask for the input, 1 for the output.
    PairWriter(TokenSequence& sequence, const ArcReading& reading, int pair, int base, int side = 1)
        : sequence_(sequence), reading_(reading), pair_(pair), base_(base), side_(side) {
        sequence_.features = kCount;
        sequence_.axes = 3;
    }

    void writeInput(const Grid& grid) {
        const int end = base_ + sequence_.length() + 1 + grid.area();
        FeatureIds header = noFeatures(InputHeader);
        header[3] = kHeight + grid.height() - 1;
        header[4] = kWidth + grid.width() - 1;
        appendShown(header, -1, -1, end);
        for (int r = 0; r < grid.height(); ++r) {
            for (int c = 0; c < grid.width(); ++c) {
                FeatureIds ids = noFeatures(InputCell);
                ids[1] = kColourA + grid.at(r, c);
                place(ids, grid.height(), grid.width(), r, c);
                appendShown(ids, r, c, end);
            }
        }
    }
    // A grid that is asked for cell by cell.
    void writeAsked(const Grid& grid, float weight) {
        appendHeight(kColours + grid.height() - 1, weight);
        appendWidth(grid.height(), kColours + grid.width() - 1, weight);
        for (int i = 0; i < grid.area(); ++i) {
            const int r = i / grid.width();
            const int c = i % grid.width();
            appendCell(grid, r, c, grid.at(r, c), weight);
        }
        appendEnd(grid);
    }

    void appendHeight(int32_t target, float weight) {
        appendCausal(noFeatures(OutputHeight), -1, -1, target, weight);
    }
    void appendWidth(int height, int32_t target, float weight) {
        FeatureIds ids = noFeatures(OutputWidth);
        ids[3] = kHeight + height - 1;
        appendCausal(ids, -1, 0, target, weight);
    }
    // The neighbours of (r, c) must be set in `grid`.
    void appendCell(const Grid& grid, int r, int c, int32_t target, float weight) {
        FeatureIds ids = noFeatures(OutputCell);
        if (reading_.leftNeighbour) ids[1] = kColourA + (c > 0 ? grid.at(r, c - 1) : kOutside);
        if (reading_.upperNeighbour) ids[2] = kColourB + (r > 0 ? grid.at(r - 1, c) : kOutside);
        place(ids, grid.height(), grid.width(), r, c);
        appendCausal(ids, r, c, target, weight);
    }
    void appendEnd(const Grid& grid) {
        FeatureIds ids = noFeatures(OutputEnd);
        ids[1] = kColourA + grid.at(grid.height() - 1, grid.width() - 1);
        ids[3] = kHeight + grid.height() - 1;
        ids[4] = kWidth + grid.width() - 1;
        appendCausal(ids, grid.height() - 1, grid.width(), kNoTarget, 0);
    }

private:
    static constexpr int kInput = 0; // side of a pair
    struct Place {
        int row;
        int column;
        int side;
    };
    void place(FeatureIds& ids, int height, int width, int r, int c) const {
        ids[3] = kHeight + height - 1;
        ids[4] = kWidth + width - 1;
        ids[5] = kRow + r;
        ids[6] = kColumn + c;
        if (!reading_.farEdges) return;
        ids[7] = kRowsLeft + height - 1 - r;
        ids[8] = kColumnsLeft + width - 1 - c;
    }
    void appendShown(const FeatureIds& ids, int row, int column, int gridEnd) {
        const int own = base_ + sequence_.length() + 1;
        append(ids, {row, column, kInput}, reading_.wholeInputs ? gridEnd : own, kNoTarget, 0);
    }
    void appendCausal(const FeatureIds& ids, int row, int column, int32_t target, float weight) {
        append(ids, {row, column, side_}, base_ + sequence_.length() + 1, target, weight);
    }
    void append(const FeatureIds& ids, const Place& place, int visibleEnd, int32_t target,
                float weight) {
        sequence_.ids.insert(sequence_.ids.end(), ids.begin(), ids.end());
        sequence_.positions.insert(sequence_.positions.end(),
                                   {place.row, place.column, 2 * pair_ + place.side});
        sequence_.visibleEnd.push_back(visibleEnd);
        sequence_.targets.push_back(target);
        sequence_.lossWeights.push_back(target == kNoTarget ? 0 : weight);
    }

    TokenSequence& sequence_;
    ArcReading reading_;
    int pair_;
    int base_;
    int side_; // of asked grids: 0 input, 1 output
};

int64_t countInput(const Value& input) { return 1 + gridOf(input).area(); }
int64_t countAsked(const Value& grid) { return 3 + gridOf(grid).area(); }

int64_t countPairs(const std::vector<Example>& pairs) {
    int64_t tokens = 0;
    for (const Example& pair : pairs) tokens += countInput(pair.input) + countAsked(pair.output);
    return tokens;
}

float outputWeight(size_t pair, size_t last, const AdaptConfig& config) {
    if (config.loss == "all") return 1.0F;
    if (config.loss == "label") return pair == last ? 1.0F : 0.0F;
    const bool counts = static_cast<int64_t>(pair) >= config.lossStart || pair == last;
    return counts ? 1.0F : static_cast<float>(config.lossBeforeStart);
}

class ArcAnswer : public AnswerGrammar {
public:
    ArcAnswer(const ArcReading& reading, int pair, int promptLength)
        : reading_(reading), pair_(pair), written_(promptLength) {}

    std::unique_ptr<AnswerGrammar> clone() const override {
        return std::make_unique<ArcAnswer>(*this);
    }
    bool finished() const override { return width_ > 0 && next_ == grid_.area(); }
    ClassRange allowed() const override {
        return width_ == 0 ? ClassRange{kColours, kArcClasses} : ClassRange{0, kColours};
    }
    void advance(int token) override {
        ++written_;
        if (height_ == 0) {
            height_ = token - kColours + 1;
        } else if (width_ == 0) {
            width_ = token - kColours + 1;
            grid_ = Grid(height_, width_);
        } else {
            grid_.at(next_ / width_, next_ % width_) = static_cast<uint8_t>(token);
            ++next_;
        }
    }
    void appendPosition(TokenSequence& sequence) const override {
        PairWriter writer(sequence, reading_, pair_, written_ - sequence.length());
        if (height_ == 0) {
            writer.appendHeight(kNoTarget, 0);
        } else if (width_ == 0) {
            writer.appendWidth(height_, kNoTarget, 0);
        } else {
            writer.appendCell(grid_, next_ / width_, next_ % width_, kNoTarget, 0);
        }
    }
    Value answer() const override { return grid_; }

private:
    ArcReading reading_;
    int pair_;
    int written_; // positions of the prompt and of the answer so far
    int height_ = 0;
    int width_ = 0;
    int next_ = 0; // cells decoded
    Grid grid_;
};

std::string placeOf(const TokenSequence& sequence, int t, int feature, int block) {
    const int32_t id = sequence.ids[static_cast<size_t>(t * kCount + feature)];
    return id == kNoFeature ? "?" : std::to_string(id - block);
}

} // namespace

int64_t ArcCodec::countTokens(const Episode& episode, const AdaptConfig& config) const {
    int64_t tokens = countPairs(episode.demonstrations) + countPairs({episode.query});
    if (config.loss != "all") return tokens;
    for (const Example& pair : episode.demonstrations) tokens += countAsked(pair.input);
    return tokens + countAsked(episode.query.input);
}

int64_t ArcCodec::countTokens(const Prompt& prompt) const {
    return countPairs(prompt.demonstrations) + countInput(prompt.query);
}

TokenSequence ArcCodec::encode(const Episode& episode, const AdaptConfig& config) const {
    TokenSequence sequence;
    const size_t last = episode.demonstrations.size();
    for (size_t i = 0; i <= last; ++i) {
        const Example& pair = i < last ? episode.demonstrations[i] : episode.query;
        const int index = static_cast<int>(i);
        if (config.loss == "all")
            PairWriter(sequence, reading_, index, 0, 0).writeAsked(gridOf(pair.input), 1);
        PairWriter writer(sequence, reading_, index, 0);
        writer.writeInput(gridOf(pair.input));
        writer.writeAsked(gridOf(pair.output), outputWeight(i, last, config));
    }
    return sequence;
}

TokenSequence ArcCodec::encode(const Prompt& prompt) const {
    TokenSequence sequence;
    int pair = 0;
    for (const Example& example : prompt.demonstrations) {
        PairWriter writer(sequence, reading_, pair++, 0);
        writer.writeInput(gridOf(example.input));
        writer.writeAsked(gridOf(example.output), 0);
    }
    PairWriter(sequence, reading_, pair, 0).writeInput(gridOf(prompt.query));
    return sequence;
}

TokenSequence ArcCodec::encodeAnswer(const Prompt& prompt, const Value& answer) const {
    TokenSequence sequence;
    PairWriter writer(sequence, reading_, static_cast<int>(prompt.demonstrations.size()),
                      static_cast<int>(countTokens(prompt)));
    writer.writeAsked(gridOf(answer), 1);
    return sequence;
}

std::unique_ptr<AnswerGrammar> ArcCodec::startAnswer(const Prompt& prompt) const {
    return std::make_unique<ArcAnswer>(reading_, static_cast<int>(prompt.demonstrations.size()),
                                       static_cast<int>(countTokens(prompt)));
}

std::string ArcCodec::pieceAt(const TokenSequence& sequence, int t) const {
    const int32_t target = sequence.targets[static_cast<size_t>(t)];
    switch (sequence.ids[static_cast<size_t>(t * kCount)] - kRole) {
    case InputHeader:
        return "input " + std::to_string(1 + std::stoi(placeOf(sequence, t, 3, kHeight))) + "x" +
               std::to_string(1 + std::stoi(placeOf(sequence, t, 4, kWidth)));
    case InputCell:
        return placeOf(sequence, t, 1, kColourA);
    case OutputHeight:
        return target == kNoTarget ? "height" : "height " + std::to_string(target - kColours + 1);
    case OutputWidth:
        return target == kNoTarget ? "width" : "width " + std::to_string(target - kColours + 1);
    case OutputCell:
        return target == kNoTarget ? "cell" : std::to_string(target);
    default:
        return "end";
    }
}

} // namespace ttt
