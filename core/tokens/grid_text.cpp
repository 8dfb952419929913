#include "core/tokens/grid_text.h"

#include "core/tasks/text_answers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace ttt {

namespace {

constexpr std::array<std::string_view, kColours> kWords{
    "Black", "Blue", "Red", "Green", "Yellow", "Gray", "Pink", "Orange", "Purple", "Brown"};

std::vector<std::string_view> splitAt(std::string_view text, char mark) {
    std::vector<std::string_view> parts;
    for (size_t begin = 0;;) {
        const size_t end = text.find(mark, begin);
        parts.push_back(text.substr(begin, end - begin));
        if (end == std::string_view::npos) return parts;
        begin = end + 1;
    }
}

std::vector<std::string_view> wordsOf(std::string_view line) {
    std::vector<std::string_view> words = splitAt(line, ' ');
    std::erase(words, std::string_view());
    return words;
}

bool isSide(size_t side) { return side >= 1 && side <= static_cast<size_t>(kMaxSide); }

} // namespace

std::string numpyText(const Grid& grid) {
    std::string text = "[";
    for (int row = 0; row < grid.height(); ++row) {
        text += row == 0 ? "[" : "\n [";
        for (int column = 0; column < grid.width(); ++column) {
            if (column > 0) text += ' ';
            text += static_cast<char>('0' + grid.at(row, column));
        }
        text += "]";
    }
    return text + "]";
}

std::optional<Grid> gridFromNumpyText(std::string_view written) {
    std::string text = strippedText(written);
    std::erase_if(text, [](char c) { return c == '#' || c == '[' || c == ']'; });
    text = strippedText(text);
    const auto lines = static_cast<size_t>(std::ranges::count(text, '\n')) + 1;
    std::ranges::replace(text, '\n', ' ');
    std::vector<uint8_t> cells;
    for (const std::string_view word : wordsOf(text)) {
        int colour = -1;
        const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), colour);
        if (problem != std::errc() || end != word.data() + word.size()) return std::nullopt;
        if (colour < 0 || colour >= kColours) return std::nullopt;
        cells.push_back(static_cast<uint8_t>(colour));
    }
    if (cells.empty() || cells.size() % lines != 0) return std::nullopt;
    const size_t width = cells.size() / lines;
    if (!isSide(lines) || !isSide(width)) return std::nullopt;
    Grid grid(static_cast<int>(lines), static_cast<int>(width));
    for (size_t i = 0; i < cells.size(); ++i) {
        grid.at(static_cast<int>(i / width), static_cast<int>(i % width)) = cells[i];
    }
    return grid;
}

std::string colourWords(const Grid& grid) {
    std::string text;
    for (int row = 0; row < grid.height(); ++row) {
        if (row > 0) text += '\n';
        for (int column = 0; column < grid.width(); ++column) {
            if (column > 0) text += ' ';
            text += kWords[grid.at(row, column)];
        }
    }
    return text;
}

std::optional<Grid> gridFromColourWords(std::string_view text) {
    constexpr std::string_view kFence = "```";
    const size_t open = text.find(kFence);
    if (open == std::string_view::npos) return std::nullopt;
    const size_t begin = open + kFence.size();
    const size_t end = text.find(kFence, begin);
    if (end == std::string_view::npos) return std::nullopt;
    std::vector<std::vector<int>> rows;
    const std::string block = strippedText(text.substr(begin, end - begin));
    for (const std::string_view line : splitAt(block, '\n')) {
        std::vector<int>& row = rows.emplace_back();
        for (const std::string_view word : wordsOf(line)) {
            const auto found = std::ranges::find(kWords, word);
            if (found == kWords.end()) return std::nullopt;
            row.push_back(static_cast<int>(found - kWords.begin()));
        }
        if (!isSide(row.size()) || row.size() != rows[0].size()) return std::nullopt;
    }
    if (!isSide(rows.size())) return std::nullopt;
    return Grid::fromRows(rows);
}

} // namespace ttt
