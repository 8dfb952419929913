// The two chat layouts of ARC tasks in the released code of arXiv 2411.07279, whose wording its
// fine-tuned models were trained on: "numpy" (new_format there) shows the demonstrations in the
// system message, "colour-words" (barc_format, the layout of BARC's models) in the user's. Which
// outputs the loss counts is said by character spans, so it holds for every tokenizer. Used by
// prompt_format.cpp.
#pragma once

#include "core/tokens/prompt_format.h"

namespace ttt {

class NumpyChatFormat : public PromptFormat {
public:
    PromptText training(const Episode& episode, const AdaptConfig& config) const override;
    PromptText question(const Prompt& prompt) const override;
    std::string answerText(const Value& answer) const override;
    std::vector<std::string> longestAnswers(const Prompt& prompt) const override;
    std::vector<std::string> stops() const override { return {}; }
    std::optional<Value> readAnswer(const std::string& raw, const TextForm& form) const override;
};

class ColourWordsFormat : public PromptFormat {
public:
    // In training the system message begins with Llama 3.1's two lines of dates, as released.
    PromptText training(const Episode& episode, const AdaptConfig& config) const override;
    PromptText question(const Prompt& prompt) const override;
    std::string answerText(const Value& answer) const override;
    std::vector<std::string> longestAnswers(const Prompt& prompt) const override;
    std::vector<std::string> stops() const override { return {}; }
    std::optional<Value> readAnswer(const std::string& raw, const TextForm& form) const override;
};

} // namespace ttt
