// Prompt formats: episodes and prompts as text for language models, and the text that a model
// wrote back as an answer. "few-shot" is the plain BBH layout, "chain-of-thought" the same with
// reasoned examples and a cue; "numpy" and "colour-words" are the two chat layouts of ARC tasks in
// the released code of arXiv 2411.07279. Called by the text codec and by `ttt prompt`; knows no
// tokenizer.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/episode.h"
#include "core/tokens/prompt_text.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ttt {

class PromptFormat {
public:
    virtual ~PromptFormat() = default;

    // A training text, weighted as config.loss, loss_start and loss_before_start say.
    virtual PromptText training(const Episode& episode, const AdaptConfig& config) const = 0;
    // Everything before the answer; a chat ends with the user's message, and the codec adds what
    // opens the assistant's.
    virtual PromptText question(const Prompt& prompt) const = 0;
    // What the model is to write after question(prompt) to give this answer, up to its end.
    virtual std::string answerText(const Value& answer) const = 0;
    // Answers as long as any right answer can be, as answerText has them: the budget of new tokens
    // is the longest of them in tokens.
    virtual std::vector<std::string> longestAnswers(const Prompt& prompt) const = 0;
    // Generation ends at the first of these, which is not part of the raw text.
    virtual std::vector<std::string> stops() const = 0;
    // The answer in the text that a model wrote; nullopt where a grid cannot be read from it.
    virtual std::optional<Value> readAnswer(const std::string& raw, const TextForm& form) const = 0;
};

struct PromptFormatInfo {
    std::string name;
    std::string description;
};
std::span<const PromptFormatInfo> promptFormats();

// By name; "auto" is few-shot for texts and numpy for grids. BadInput for an unknown name and for a
// format that does not go with the task's values. Lives as long as the program.
const PromptFormat& findPromptFormat(const std::string& name, bool grids);

} // namespace ttt
