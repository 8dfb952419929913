// The plain few-shot layout of the released BBH code of arXiv 2411.07279, no chat template:
//
//   INSTRUCTION ANSWERFORMAT
//
//   Q: ...
//   A: ...
//
// pairs separated by blank lines, the question last, ending in "A:". Used by prompt_format.cpp.
#pragma once

#include "core/tokens/prompt_format.h"

namespace ttt {

class FewShotFormat : public PromptFormat {
public:
    // "outputs": the pieces that the released code tokenizes one by one; each answer and its line
    // break count. "label": only what follows the last "A:". "all": everything, in one piece.
    PromptText training(const Episode& episode, const AdaptConfig& config) const override;
    PromptText question(const Prompt& prompt) const override;
    std::string answerText(const Value& answer) const override;
    std::vector<std::string> longestAnswers(const Prompt& prompt) const override;
    std::vector<std::string> stops() const override;
    std::optional<Value> readAnswer(const std::string& raw, const TextForm& form) const override;
};

// The same with the cue "Let's think step by step." after the question's "A:" (arXiv 2205.11916).
// The answer is read from what follows the last "the answer is", else from the last line. A task's
// reasoned examples take the place of its demonstrations, without the line that asks for the answer
// alone, as in the prompts of arXiv 2210.09261; where it has none, demonstrations are shown with
// "So the answer is ...". Without demonstrations there is the cue alone.
class ChainOfThoughtFormat : public FewShotFormat {
public:
    PromptText training(const Episode& episode, const AdaptConfig& config) const override;
    PromptText question(const Prompt& prompt) const override;
    std::string answerText(const Value& answer) const override;
    std::optional<Value> readAnswer(const std::string& raw, const TextForm& form) const override;
};

} // namespace ttt
