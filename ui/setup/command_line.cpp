#include "ui/setup/command_line.h"

#include "core/config/config_json.h"

#include <algorithm>
#include <string_view>

namespace ttt {

namespace {

// Quoted where the shell would read more than the characters themselves.
std::string quoted(const std::string& word) {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_-+=.,:/@%";
    const auto plain = [&](char c) { return kPlain.find(c) != std::string_view::npos; };
    if (!word.empty() && std::ranges::all_of(word, plain)) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

} // namespace

std::string commandLineOf(const std::string& task, const std::string& presetName,
                          const RunConfig& preset, const RunConfig& config) {
    std::string line = "ttt run " + quoted(task) + " --config " + quoted(presetName);
    for (const FieldDifference& difference : differingFields({preset, config})) {
        line += " --set " + quoted(difference.path + "=" + difference.values[1]);
    }
    return line;
}

} // namespace ttt
