// Examples with their reasoning, as the files of BIG-Bench Hard's folder cot-prompts have them
// (arXiv 2210.09261): some lines of introduction, then pairs of "Q: ..." and "A: ...", each of any
// number of lines, separated by blank ones. Read by core/tasks/bbh_tasks.h; as JSON they stand in
// tables and run folders.
#pragma once

#include "core/tasks/text_form.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

// In the file's order. BadInput naming place and line where there is no pair, a question without an
// answer, or bytes that are not UTF-8.
std::vector<ReasonedExample> loadReasonedExamples(const std::filesystem::path& path);
std::vector<ReasonedExample> reasonedExamplesFrom(std::string_view text, const std::string& place);

// [{"question", "reasoning"}, ...]
nlohmann::json toJson(const std::vector<ReasonedExample>& examples);
// BadInput naming the place where it is not such a list.
std::vector<ReasonedExample> reasonedExamplesFromJson(const nlohmann::json& list,
                                                      const std::string& place);

} // namespace ttt
