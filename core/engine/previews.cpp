#include "core/engine/previews.h"

#include "core/base/error.h"
#include "core/engine/answering.h"
#include "core/transforms/adaptation_set.h"
#include "core/transforms/episode_stream.h"

namespace ttt {

namespace {

constexpr int kStreamPreview = 16; // episodes shown of a stream that has no end

EpisodeCounts countsOf(const SetStageCounts& counts) {
    return {counts.tasks, counts.augmented, counts.permuted, counts.withinTokens};
}

// What position t shows; its weight is added by the caller.
void addToken(TokenInspection& inspection, const TokenSequence& sequence, int t,
              const TaskCodec& codec) {
    const auto axes = static_cast<ptrdiff_t>(sequence.axes);
    const auto* first = sequence.positions.data() + t * axes;
    inspection.ids.push_back(
        sequence.ids[static_cast<size_t>(t) * static_cast<size_t>(sequence.features)]);
    inspection.pieces.push_back(codec.pieceAt(sequence, t));
    inspection.positions.emplace_back(first, first + axes);
}

} // namespace

EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config,
                               const TaskCodec& codec) {
    const TokenCounter tokens = [&](const Episode& e) {
        return codec.countTokens(e, config.adapt);
    };
    EpisodePreview preview;
    if (config.adapt.episodes == "random-orders") {
        EpisodeStream stream({task}, config, tokens);
        for (int i = 0; i < kStreamPreview; ++i) preview.episodes.push_back(stream.next());
    } else {
        AdaptationSet set = buildAdaptationSet(task, config, tokens);
        preview.leaveOne = countsOf(set.leaveOne);
        preview.leaveTwo = countsOf(set.leaveTwo);
        preview.episodes = std::move(set.episodes);
    }
    preview.final = static_cast<int64_t>(preview.episodes.size());
    for (const Episode& episode : preview.episodes) preview.tokens.push_back(tokens(episode));
    return preview;
}

TokenInspection inspectEpisode(const Episode& episode, const RunConfig& config,
                               const TaskReading& reading) {
    const TokenSequence sequence = reading.codec->encode(episode, config.adapt);
    // A position of a text shows its token, whose weight stands where it is predicted, before it.
    const bool text = reading.format != nullptr;
    TokenInspection inspection;
    for (int t = 0; t < sequence.length(); ++t) {
        const auto i = static_cast<size_t>(t);
        const float before = t == 0 ? 0 : sequence.lossWeights[i - 1];
        addToken(inspection, sequence, t, *reading.codec);
        if (!text) inspection.ids.back() = sequence.targets[i];
        inspection.lossMask.push_back(text ? before : sequence.lossWeights[i]);
    }
    // The last token of a text is asked and not shown.
    if (text && sequence.length() > 0 && sequence.targets.back() != kNoTarget) {
        TokenSequence last;
        last.features = last.axes = 1;
        last.ids = {sequence.targets.back()};
        last.positions = {sequence.positions.back() + 1};
        addToken(inspection, last, 0, *reading.codec);
        inspection.lossMask.push_back(sequence.lossWeights.back());
    }
    return inspection;
}

TokenInspection inspectPrompt(const SolverTask& task, int test, const RunConfig& config,
                              const TaskReading& reading) {
    if (test < 0 || static_cast<size_t>(test) >= task.queries.size()) {
        throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                    "found test " + std::to_string(test) + ", but there are " +
                        std::to_string(task.queries.size()) + ", counted from 0");
    }
    const TaskCodec& codec = *reading.codec;
    const auto prompts = buildPrompts(task, test, config, roomForAnswer(codec));
    TokenInspection inspection;
    if (prompts.empty()) return inspection;
    const TokenSequence sequence = codec.encode(prompts.front());
    for (int t = 0; t < sequence.length(); ++t) addToken(inspection, sequence, t, codec);
    if (reading.format != nullptr) {
        // The last token is shown at the position that predicts the answer, whichever it is.
        const Prompt& prompt = prompts.front();
        addToken(inspection, codec.encodeAnswer(prompt, prompt.query), 0, codec);
    }
    inspection.lossMask.assign(inspection.ids.size(), 0);
    return inspection;
}

} // namespace ttt
