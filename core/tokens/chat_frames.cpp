#include "core/tokens/chat_frames.h"

#include "core/base/error.h"

namespace ttt {

namespace {

struct Family {
    const char* name;
    const char* mark;  // a control token that only its template has
    const char* open;  // before the speaker's name
    const char* named; // after it
    const char* close; // after the message
    const char* user;
    const char* assistant;
    const char* system; // null where there is none
};
constexpr Family kFamilies[] = {
    {"ChatML", "<|im_start|>", "<|im_start|>", "\n", "<|im_end|>\n", "user", "assistant", "system"},
    {"Llama 3", "<|start_header_id|>", "<|start_header_id|>", "<|end_header_id|>\n\n", "<|eot_id|>",
     "user", "assistant", "system"},
    {"Gemma", "<start_of_turn>", "<start_of_turn>", "\n", "<end_of_turn>\n", "user", "model",
     nullptr}};

const Family& familyOf(const Tokenizer& tokenizer) {
    for (const Family& family : kFamilies) {
        if (tokenizer.chatTemplate().find(family.mark) != std::string::npos) return family;
    }
    throw Error(ErrorKind::BadInput, "chat template",
                tokenizer.chatTemplate().empty()
                    ? "found none in the model, expected one for a prompt that is a chat"
                    : "found one of an unknown family, expected ChatML, Llama 3 or Gemma",
                "take task.format few-shot, which needs none");
}

const char* nameIn(const Family& family, Speaker speaker) {
    switch (speaker) {
    case Speaker::User:
        return family.user;
    case Speaker::Assistant:
        return family.assistant;
    case Speaker::System:
        if (family.system != nullptr) return family.system;
        throw Error(ErrorKind::BadInput, "chat template",
                    std::string("found a system message, which ") + family.name + " does not have");
    case Speaker::None:
        break;
    }
    throw Error(ErrorKind::Internal, "chat template", "a message without a speaker has no frame");
}

} // namespace

ChatFrame chatFrame(const Tokenizer& tokenizer, Speaker speaker) {
    const Family& family = familyOf(tokenizer);
    return {family.open + std::string(nameIn(family, speaker)) + family.named, family.close};
}

std::string answerOpening(const Tokenizer& tokenizer) {
    return chatFrame(tokenizer, Speaker::Assistant).before;
}

} // namespace ttt
