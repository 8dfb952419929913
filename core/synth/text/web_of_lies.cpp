#include "core/synth/text/text_family.h"

namespace ttt {

TextFamily webOfLies() {
    return {"web_of_lies",
            {"Find out who tells the truth.", "Answer with only 'Yes' or 'No'.", AnswerKind::Word,
             1, 2},
            [](Rng& random) -> Example {
                const std::vector<std::string> names =
                    pickSome(random, firstNames(), random.between(3, 5));
                bool honest = random.chance(0.5);
                std::string text =
                    "Question: " + names[0] + (honest ? " tells the truth." : " lies.");
                for (size_t i = 1; i < names.size(); ++i) {
                    const bool saysHonest = random.chance(0.5);
                    text += " " + names[i] + " says " + names[i - 1] +
                            (saysHonest ? " tells the truth." : " lies.");
                    honest = saysHonest == honest;
                }
                return {text + " Does " + names.back() + " tell the truth?",
                        std::string(honest ? "Yes" : "No")};
            }};
}

} // namespace ttt
