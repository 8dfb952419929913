// Decoding in lockstep, with drafts: where it is guessed what an answer will be, as the answer
// under another view or before test-time training, the model reads many positions of the guess at
// once and keeps those that it would have chosen itself (greedy case of speculative decoding,
// Leviathan et al., arXiv 2211.17192, section 2). The answers are those of decoding one position at
// a time; only the shapes of the matrices differ. Called by decodePrompts.
#pragma once

#include "core/decode/decode_strategy.h"

#include <span>
#include <stop_token>
#include <vector>

namespace ttt {

// A lane and the classes that its answer is guessed to consist of; none: one position at a time.
struct DraftedLane {
    DecodeLane* lane = nullptr;
    std::vector<int> draft = {};
    int64_t window = 64; // positions of the draft that are read at once; follows its success
};

// Until every lane has ended or stop is requested. answerTokens: room that the session has for each
// answer.
void advanceLanes(DecodeSession& session, std::span<DraftedLane> lanes, int64_t answerTokens,
                  const std::stop_token& stop);

} // namespace ttt
