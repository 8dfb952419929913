#include "app/commands/tasks/draw_grids.h"

#include <algorithm>

namespace ttt {

namespace {

// The colours of the public ARC viewer.
constexpr const char* kColourCodes[kColours] = {
    "0;0;0",       "30;147;255", "249;60;49",  "79;204;48",   "255;220;0",
    "153;153;153", "229;58;163", "255;133;27", "135;216;241", "146;18;49"};
constexpr int kGap = 3;

// The lines of one value and the columns that they take on the screen.
struct Block {
    std::vector<std::string> lines;
    int columns = 0;
};

std::string cellText(uint8_t cell, bool colour) {
    const std::string digit(1, static_cast<char>('0' + cell));
    if (!colour) return digit + " ";
    return std::string("\x1b[48;2;") + kColourCodes[cell] + "m  \x1b[0m";
}

Block blockOf(const TitledValue& titled, bool colour) {
    Block block{{titled.title}, static_cast<int>(titled.title.size())};
    const auto add = [&](std::string line, int columns) {
        block.lines.push_back(std::move(line));
        block.columns = std::max(block.columns, columns);
    };
    if (!titled.value) {
        add("-", 1);
    } else if (const std::string* text = std::get_if<std::string>(&*titled.value)) {
        add(*text, static_cast<int>(text->size()));
    } else {
        const Grid& grid = std::get<Grid>(*titled.value);
        for (int row = 0; row < grid.height(); ++row) {
            std::string line;
            for (int column = 0; column < grid.width(); ++column) {
                line += cellText(grid.at(row, column), colour);
            }
            add(line, 2 * grid.width());
        }
    }
    // The title is as wide as its letters, a row of cells as wide as its cells: pad by hand.
    for (size_t i = 0; i < block.lines.size(); ++i) {
        const bool isCells = i > 0 && titled.value && std::holds_alternative<Grid>(*titled.value);
        const int width = isCells ? 2 * std::get<Grid>(*titled.value).width()
                                  : static_cast<int>(block.lines[i].size());
        block.lines[i] += std::string(static_cast<size_t>(block.columns - width), ' ');
    }
    return block;
}

std::string joined(const std::vector<Block>& blocks) {
    size_t height = 0;
    for (const Block& block : blocks) height = std::max(height, block.lines.size());
    std::string text;
    for (size_t i = 0; i < height; ++i) {
        std::string line;
        for (const Block& block : blocks) {
            line += i < block.lines.size() ? block.lines[i]
                                           : std::string(static_cast<size_t>(block.columns), ' ');
            line += std::string(kGap, ' ');
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

} // namespace

std::string drawValues(const std::vector<TitledValue>& values, bool colour, int columns) {
    std::string text;
    std::vector<Block> row;
    int used = 0;
    for (const TitledValue& value : values) {
        Block block = blockOf(value, colour);
        if (!row.empty() && used + block.columns > columns) {
            text += joined(row) + "\n";
            row.clear();
            used = 0;
        }
        used += block.columns + kGap;
        row.push_back(std::move(block));
    }
    return text + joined(row);
}

} // namespace ttt
