#include "core/synth/text/text_family.h"

namespace ttt {

TextFamily dyckLanguages() {
    return {"dyck_languages",
            {"Close all open brackets in the right order.",
             "Answer with only a sequence of space-separated parentheses.", AnswerKind::Sequence, 3,
             0},
            [](Rng& random) -> Example {
                const std::string opening = "([{<";
                const std::string closing = ")]}>";
                std::string question = "Complete the rest of the sequence, making sure that the "
                                       "parentheses are closed properly. Input:";
                std::string open; // what closes them, innermost last
                const int length = random.between(2, 16);
                for (int i = 0; i < length || open.empty(); ++i) {
                    // What is left open at the end stays short.
                    const bool opens = open.empty() || (open.size() < 4 && random.chance(0.55));
                    const auto kind = static_cast<size_t>(random.below(4));
                    question += std::string(" ") + (opens ? opening[kind] : open.back());
                    if (opens) {
                        open += closing[kind];
                    } else {
                        open.pop_back();
                    }
                }
                std::string answer;
                for (size_t i = open.size(); i-- > 0;) {
                    answer += (answer.empty() ? "" : " ") + std::string(1, open[i]);
                }
                return {question, answer};
            }};
}

} // namespace ttt
