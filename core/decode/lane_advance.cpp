#include "core/decode/lane_advance.h"

#include <ATen/ATen.h>
#include <algorithm>

namespace ttt {

namespace {

constexpr int64_t kSmallestWindow = 8;
constexpr int64_t kLargestWindow = 512;

// The next positions of one lane: the one that is due, then those that follow if the draft is
// right.
struct Proposal {
    DraftedLane* drafted;
    TokenSequence positions;
    std::vector<int> classes; // of the draft; one fewer than positions
};

Proposal propose(DraftedLane& drafted, int64_t answerTokens) {
    const DecodeLane& lane = *drafted.lane;
    Proposal proposal{&drafted, {}, {}};
    lane.grammar().appendPosition(proposal.positions);
    const size_t decoded = lane.tokens().size();
    const auto room = static_cast<size_t>(answerTokens) - decoded;
    const size_t end = std::min(
        {drafted.draft.size(), decoded + room - 1, decoded + static_cast<size_t>(drafted.window)});
    if (decoded >= end) return proposal;
    const std::unique_ptr<AnswerGrammar> grammar = lane.grammar().clone();
    for (size_t t = decoded; t < end; ++t) {
        const ClassRange range = grammar->allowed();
        if (drafted.draft[t] < range.begin || drafted.draft[t] >= range.end) break;
        grammar->advance(drafted.draft[t]);
        if (grammar->finished()) break;
        grammar->appendPosition(proposal.positions);
        proposal.classes.push_back(drafted.draft[t]);
    }
    return proposal;
}

// Lets the lane choose along the proposal for as long as it chooses what was proposed.
void accept(const Proposal& proposal, const float* logits, int64_t classes) {
    DecodeLane& lane = *proposal.drafted->lane;
    const size_t proposed = proposal.classes.size();
    size_t accepted = 0;
    while (true) {
        ++lane.place().length;
        lane.choose(logits + static_cast<int64_t>(accepted) * classes);
        if (!lane.active() || accepted == proposed) break;
        if (lane.tokens().back() != proposal.classes[accepted]) break;
        ++accepted;
    }
    if (proposed == 0) return;
    const int64_t next =
        accepted == proposed ? 2 * proposal.drafted->window : 2 * static_cast<int64_t>(accepted);
    proposal.drafted->window = std::clamp(next, kSmallestWindow, kLargestWindow);
}

} // namespace

void advanceLanes(DecodeSession& session, std::span<DraftedLane> lanes, int64_t answerTokens,
                  const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::vector<Proposal> proposals;
        std::vector<TokenSequence> positions;
        std::vector<CachePlace> places;
        for (DraftedLane& drafted : lanes) {
            if (!drafted.lane->active()) continue;
            proposals.push_back(propose(drafted, answerTokens));
            positions.push_back(std::move(proposals.back().positions));
            places.push_back(drafted.lane->place());
        }
        if (proposals.empty()) return;
        const at::Tensor logits = session.read(positions, places).contiguous();
        const int64_t classes = logits.size(1);
        const float* row = logits.const_data_ptr<float>();
        for (size_t i = 0; i < proposals.size(); ++i) {
            accept(proposals[i], row, classes);
            row += positions[i].length() * classes;
        }
    }
}

} // namespace ttt
