#include "core/synth/text/text_family.h"

namespace ttt {

namespace {

struct Term {
    std::string text;
    bool value = false;
};

Term drawExpression(Rng& random, int operands, bool mayNest);

Term drawOperand(Rng& random, bool mayNest) {
    Term term;
    if (mayNest && random.chance(0.35)) {
        const Term inner = drawExpression(random, random.between(1, 2), false);
        term = {"( " + inner.text + " )", inner.value};
    } else {
        term.value = random.chance(0.5);
        term.text = term.value ? "True" : "False";
    }
    for (int i = random.below(3); i > 0; --i) term = {"not " + term.text, !term.value};
    return term;
}

// "not" binds before "and", "and" before "or", as in Python.
Term drawExpression(Rng& random, int operands, bool mayNest) {
    Term whole = drawOperand(random, mayNest);
    bool anyBefore = false; // of the groups that end before the last "or"
    bool group = whole.value;
    for (int i = 1; i < operands; ++i) {
        const Term next = drawOperand(random, mayNest);
        const bool isAnd = random.chance(0.5);
        whole.text += (isAnd ? " and " : " or ") + next.text;
        if (!isAnd) anyBefore = anyBefore || group;
        group = isAnd ? group && next.value : next.value;
    }
    whole.value = anyBefore || group;
    return whole;
}

} // namespace

TextFamily booleanExpressions() {
    return {"boolean_expressions",
            {"Evaluate an expression of truth values.", "Answer with only 'True' or 'False'.",
             AnswerKind::Word, 1, 2},
            [](Rng& random) -> Example {
                const Term term = drawExpression(random, random.between(2, 4), true);
                return {term.text + " is", std::string(term.value ? "True" : "False")};
            }};
}

} // namespace ttt
