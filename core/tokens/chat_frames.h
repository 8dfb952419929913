// What the chat templates of the known model families put around messages. The templates
// themselves are programs (Jinja); of these only the family is recognised.
#pragma once

#include "core/tokens/prompt_text.h"
#include "core/tokens/tokenizer.h"

#include <string>

namespace ttt {

// In these texts the names of control tokens stand for the tokens.
struct ChatFrame {
    std::string before;
    std::string after;
};

// BadInput where the model has no chat template or one of an unknown family, and for a system
// message where the family has none.
ChatFrame chatFrame(const Tokenizer& tokenizer, Speaker speaker);
// What opens the assistant's answer.
std::string answerOpening(const Tokenizer& tokenizer);

} // namespace ttt
