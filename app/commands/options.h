// Options of a command, as each command's file adds them. CLI11 reads them and stays behind this
// header, as it would take every file that includes it ten seconds more to compile.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace ttt {

// What the command line may say of an option; each returns the option itself.
class CommandOption {
public:
    explicit CommandOption(CLI::Option& option) : option_(&option) {}

    CommandOption& required();
    CommandOption& oneOf(const std::vector<std::string>& values);
    CommandOption& between(double least, double most);
    template <std::integral Number>
    CommandOption& between(Number least, Number most) {
        return betweenIntegers(static_cast<int64_t>(least), static_cast<int64_t>(most));
    }
    // Of an option that takes a list: its values in one argument, at most one value in all, or each
    // value after the option's name.
    CommandOption& separatedBy(char delimiter);
    CommandOption& once();
    CommandOption& repeated();
    CommandOption& notWith(const CommandOption& other);
    // Left out of the help.
    CommandOption& hidden();
    // The help says the value that the variable has now.
    CommandOption& withDefault();

    // Whether it stood on the command line; after parsing.
    bool given() const;

private:
    CommandOption& betweenIntegers(int64_t least, int64_t most);

    CLI::Option* option_;
};

// name: "--long", or a word for a positional argument. The value is written while parsing. Made for
// std::string, std::filesystem::path, the integers and numbers of our configs, and vectors of
// std::string and int64_t.
template <typename Value>
CommandOption addOption(CLI::App& command, const std::string& name, Value& value,
                        const std::string& help);
CommandOption addFlag(CLI::App& command, const std::string& name, bool& value,
                      const std::string& help);

// Parsing fails unless exactly one of these options is given, be it empty ("--text ''").
void requireOneOf(CLI::App& command, const std::vector<std::string>& names);

} // namespace ttt
