// Answers in text: what counts as the answer in the text that a model wrote, and whether it is
// right. The rules for words, letters and sequences are those of the released BBH code of arXiv
// 2411.07279. Called by prompt formats, scores and `ttt extract`.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <string>
#include <string_view>

namespace ttt {

// UTF-8 text as Python's str.strip and str.lower make it: Unicode white space counts, and invalid
// bytes stay as they are.
std::string strippedText(std::string_view text);
std::string lowerCase(std::string_view text);

// The answer in `raw`, in lower case. Word: the first word. Letter: the first word, its first
// character put into parentheses unless it begins with one. Sequence: the first line up to a
// hyphen. These end before a full stop. Line: the first line. Text: all of it. Empty where there is
// nothing.
std::string extractAnswer(std::string_view raw, AnswerKind kind);

// Equal up to case and outer white space.
bool isSameText(std::string_view answer, std::string_view target);

// An answer against the true output: texts by isSameText, grids cell by cell.
bool isRightAnswer(const Value& answer, const Value& truth);

} // namespace ttt
