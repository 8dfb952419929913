#include "core/tokens/prompt_text.h"

namespace ttt {

void TextMessage::add(std::string_view part, TextRole role, float weight) {
    if (part.empty()) return;
    spans.push_back({text.size(), text.size() + part.size(), role, weight});
    text += part;
}

void TextMessage::cut() {
    if (text.empty() || (!cuts.empty() && cuts.back() == text.size())) return;
    cuts.push_back(text.size());
}

} // namespace ttt
