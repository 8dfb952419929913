#include "core/synth/text/text_family.h"

namespace ttt {

namespace {

struct Number {
    std::string text;
    int64_t value = 0;
};

Number drawNumber(Rng& random) {
    const int value = random.between(-9, 9);
    return {std::to_string(value), value};
}

int64_t applied(char operation, int64_t a, int64_t b) {
    return operation == '+' ? a + b : operation == '-' ? a - b : a * b;
}

Number joined(char operation, const Number& a, const Number& b) {
    return {"(" + a.text + " " + operation + " " + b.text + ")",
            applied(operation, a.value, b.value)};
}

} // namespace

TextFamily multistepArithmetic() {
    return {"multistep_arithmetic",
            {"Solve arithmetic problems of several steps.", "Answer with only an integer.",
             AnswerKind::Word, 3, 0},
            [](Rng& random) -> Example {
                const std::string operations = "+-*";
                Number whole = drawNumber(random);
                for (int steps = random.between(2, 3); steps > 0; --steps) {
                    const Number next = drawNumber(random);
                    const bool isFirst = random.chance(0.5);
                    const char operation = random.pick(operations);
                    whole = joined(operation, isFirst ? next : whole, isFirst ? whole : next);
                }
                return {whole.text + " =", std::to_string(whole.value)};
            }};
}

} // namespace ttt
