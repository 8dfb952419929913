// Few-shot tasks that users write as a table of questions and answers: JSON lines, CSV or TSV. Read
// by the catalog for `ttt run FILE` and by the window; written when demonstrations that were chosen
// there are kept.
//
//   JSONL  {"question", "answer", "split"?} a line; "input" and "target" or "output" are the same.
//          A first line without a question may say {"instruction", "answer_format",
//          "answer_kind": "word" | "letter" | "sequence" | "line" | "text", "reasoned":
//          [{"question", "reasoning"}, ...] for chain-of-thought prompts}. Without a kind it is the
//          first whose rule (core/tasks/text_answers.h) reads every answer as it is.
//   CSV    a head with the columns question and answer, and maybe split; RFC 4180 quoting.
//
// A split is "demonstration" or "test". Where no row has one, the demonstrations are drawn by seed
// as for BIG-Bench Hard (core/tasks/item_draw.h); a table with too few rows for that shows all but
// its last row, which is asked.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace ttt {

// A file that ends in .jsonl, .csv or .tsv.
bool looksLikeTextTable(const std::filesystem::path& path);

// The id is the file's name without its ending. BadInput naming file, line, what was found and what
// was expected.
FewShotTask loadTextTable(const std::filesystem::path& path);
FewShotTask textTableFromJsonLines(std::string_view text, const std::string& id,
                                   const std::string& place);
// separator: ',' or a tab.
FewShotTask textTableFromRows(std::string_view text, char separator, const std::string& id,
                              const std::string& place);

// The task as JSON lines with its form and splits, which loadTextTable reads back. BadInput for a
// task of grids.
std::string toJsonLines(const FewShotTask& task);

} // namespace ttt
