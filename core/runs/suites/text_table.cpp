#include "core/runs/suites/text_table.h"

#include <algorithm>
#include <map>

namespace ttt {

namespace {

using Replacements = std::map<char, std::string>;

std::string replaced(const std::string& text, const Replacements& by) {
    std::string result;
    for (const char c : text) {
        const auto found = by.find(c);
        result += found == by.end() ? std::string(1, c) : found->second;
    }
    return result;
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    return "\"" + replaced(text, {{'"', "\"\""}}) + "\"";
}

std::string latexCell(const std::string& text) {
    static const Replacements kEscapes{{'&', "\\&"},
                                       {'%', "\\%"},
                                       {'$', "\\$"},
                                       {'#', "\\#"},
                                       {'_', "\\_"},
                                       {'{', "\\{"},
                                       {'}', "\\}"},
                                       {'~', "\\textasciitilde{}"},
                                       {'\n', " "},
                                       {'^', "\\textasciicircum{}"},
                                       {'\\', "\\textbackslash{}"},
                                       {'<', "\\textless{}"},
                                       {'>', "\\textgreater{}"},
                                       {'|', "\\textbar{}"}};
    return replaced(text, kEscapes);
}

} // namespace

std::string toCsv(const TextTable& table) {
    std::string text;
    for (const auto& row : table) {
        for (size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + csvCell(row[i]);
        text += "\n";
    }
    return text;
}

std::string toMarkdown(const TextTable& table) {
    std::string text;
    for (size_t r = 0; r < table.size(); ++r) {
        for (const std::string& cell : table[r]) {
            text += "| " + replaced(cell, {{'|', "\\|"}, {'\n', " "}}) + " ";
        }
        text += "|\n";
        if (r > 0) continue;
        for (size_t i = 0; i < table[r].size(); ++i) text += "|---";
        text += "|\n";
    }
    return text;
}

std::string toHtml(const TextTable& table, const std::string& title) {
    const Replacements entities{{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    std::string text = "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>" +
                       replaced(title, entities) + "</title>\n<table>\n";
    for (size_t r = 0; r < table.size(); ++r) {
        const std::string tag = r == 0 ? "th" : "td";
        text += "<tr>";
        for (const std::string& cell : table[r]) {
            text += "<" + tag + ">" + replaced(cell, entities) + "</" + tag + ">";
        }
        text += "</tr>\n";
    }
    return text + "</table>\n";
}

std::string toLatex(const TextTable& table) {
    size_t columns = 0;
    for (const auto& row : table) columns = std::max(columns, row.size());
    std::string text = "\\begin{tabular}{" + std::string(columns, 'l') + "}\n\\toprule\n";
    for (size_t r = 0; r < table.size(); ++r) {
        for (size_t i = 0; i < table[r].size(); ++i) {
            text += (i == 0 ? "" : " & ") + latexCell(table[r][i]);
        }
        text += r == 0 ? " \\\\\n\\midrule\n" : " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

} // namespace ttt
