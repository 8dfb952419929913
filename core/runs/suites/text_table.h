// A table of texts as CSV, Markdown, HTML or LaTeX: what `ttt compare` prints and the window
// exports. It knows nothing of what stands in the cells; the first row is the heading.
#pragma once

#include <string>
#include <vector>

namespace ttt {

using TextTable = std::vector<std::vector<std::string>>;

std::string toCsv(const TextTable& table); // cells quoted where they must be (RFC 4180)
std::string toMarkdown(const TextTable& table);
std::string toHtml(const TextTable& table, const std::string& title); // a page of its own
// A tabular with the rules of the booktabs package, special characters escaped.
std::string toLatex(const TextTable& table);

} // namespace ttt
