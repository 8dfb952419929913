// Text tasks for tests of the window.
#pragma once

#include "core/synth/text/bbh_style_set.h"
#include "tests/ui/open_window.h"
#include "ui/browse/gallery_panel.h"

namespace ttt::test {

// The last demonstration's answer is right for the first question, the first one's for the second:
// the scripted engine answers with those after and before training.
inline FewShotTask parityTask(const std::string& id = "parity") {
    FewShotTask task;
    task.id = id;
    task.form = {"Say whether a number is even.", "Answer with only 'Yes' or 'No'.",
                 AnswerKind::Word, 1, 2};
    task.examples = {{"Is 2 even?", "Yes"}, {"Is 4 even?", "Yes"}, {"Is 5 even?", "No"}};
    task.queries = {{"Is 7 even?", Value("No")}, {"Is 8 even?", Value("Yes")}, {"Is 9 even?", {}}};
    return task;
}

} // namespace ttt::test
