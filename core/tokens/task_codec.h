// Tasks to tokens and back. A codec encodes episodes for training and prompts for answering; its
// grammar says, while an answer is decoded, which classes may follow and what the model reads next.
// One trainer and one decoder serve every codec.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/episode.h"
#include "core/tokens/token_sequence.h"

#include <memory>
#include <string>

namespace ttt {

struct ClassRange {
    int begin = 0;
    int end = 0;
};

// The state of one answer that is being decoded. Every answer it can finish is legal.
class AnswerGrammar {
public:
    virtual ~AnswerGrammar() = default;
    virtual std::unique_ptr<AnswerGrammar> clone() const = 0;
    virtual bool finished() const = 0;
    // Classes that may follow; only while not finished.
    virtual ClassRange allowed() const = 0;
    virtual void advance(int token) = 0;
    // Appends the position that predicts the next class. `sequence` is the prompt's or empty with
    // the same F and P; visibleEnd is relative to the start of the prompt.
    virtual void appendPosition(TokenSequence& sequence) const = 0;
    // The finished answer.
    virtual Value answer() const = 0;
};

class TaskCodec {
public:
    virtual ~TaskCodec() = default;
    virtual std::string name() const = 0;
    virtual int classes() const = 0;

    // Length of what encode gives.
    virtual int64_t countTokens(const Episode& episode, const AdaptConfig& config) const = 0;
    virtual int64_t countTokens(const Prompt& prompt) const = 0;

    // Targets at every output, weighted as adapt.loss, loss_start and loss_before_start say.
    virtual TokenSequence encode(const Episode& episode, const AdaptConfig& config) const = 0;
    // Everything before the position that predicts the answer's first class; no targets.
    virtual TokenSequence encode(const Prompt& prompt) const = 0;
    // Only the positions of `answer` after `prompt`, each with its target; to score it.
    virtual TokenSequence encodeAnswer(const Prompt& prompt, const Value& answer) const = 0;
    virtual std::unique_ptr<AnswerGrammar> startAnswer(const Prompt& prompt) const = 0;
    // Most positions that an answer takes.
    virtual int64_t answerTokens(const Prompt& prompt) const = 0;

    // What a person sees at position t: "3", "height 9", "end".
    virtual std::string pieceAt(const TokenSequence& sequence, int t) const = 0;
};

} // namespace ttt
