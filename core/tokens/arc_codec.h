// The codec of the ARC decoder: pair by pair, input then output, the query last; one position a
// cell and explicit sizes. A position predicts its own cell (no shift): at an output cell the model
// reads the left and the upper neighbour, the size and the place, and is asked the cell's colour.
// Input positions show their cell and see to the end of their grid; output positions are causal.
//
// Positions of a pair: input header, H*W input cells, "height?", "width?", H*W output cells, end.
// The end position shows the last cell, which no other output position does. With the loss on all
// tokens, each input is first asked like an output (on its own side of the pair) and then shown, as
// shown cells cannot be asked.
#pragma once

#include "core/tokens/arc_reading.h"
#include "core/tokens/task_codec.h"

namespace ttt {

// Rows of the embedding table, one block a feature.
namespace arc_features {
inline constexpr int kRole = 0;          // 6 roles
inline constexpr int kColourA = 6;       // own (input) or left (output) colour, 10: outside
inline constexpr int kColourB = 17;      // upper colour, 10: outside
inline constexpr int kHeight = 28;       // 1..30
inline constexpr int kWidth = 58;        //
inline constexpr int kRow = 88;          // 0..29
inline constexpr int kColumn = 118;      //
inline constexpr int kRowsLeft = 148;    // 0..29 to the bottom edge
inline constexpr int kColumnsLeft = 178; //
inline constexpr int kRows = 208;
inline constexpr int kCount = 9; // F
} // namespace arc_features

// Classes: colours 0..9, then sides 1..30.
inline constexpr int kArcClasses = kColours + kMaxSide;

class ArcCodec : public TaskCodec {
public:
    explicit ArcCodec(const ArcReading& reading = {}) : reading_(reading) {}

    std::string name() const override { return "arc-cells"; }
    int classes() const override { return kArcClasses; }
    int64_t countTokens(const Episode& episode, const AdaptConfig& config) const override;
    int64_t countTokens(const Prompt& prompt) const override;
    TokenSequence encode(const Episode& episode, const AdaptConfig& config) const override;
    TokenSequence encode(const Prompt& prompt) const override;
    TokenSequence encodeAnswer(const Prompt& prompt, const Value& answer) const override;
    std::unique_ptr<AnswerGrammar> startAnswer(const Prompt& prompt) const override;
    // Two sizes, 900 cells and the end.
    int64_t answerTokens(const Prompt&) const override { return 3 + kMaxSide * kMaxSide; }
    std::string pieceAt(const TokenSequence& sequence, int t) const override;

private:
    ArcReading reading_;
};

} // namespace ttt
