#include "app/commands/options.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>

namespace ttt {

CommandOption& CommandOption::required() {
    option_->required();
    return *this;
}

CommandOption& CommandOption::oneOf(const std::vector<std::string>& values) {
    option_->check(CLI::IsMember(values));
    return *this;
}

CommandOption& CommandOption::between(double least, double most) {
    const CLI::Range range(least, most);
    // CLI11 lets through what cannot be compared.
    option_->check(CLI::Validator(
        [range](std::string& text) {
            double value = 0;
            if (CLI::detail::lexical_cast(text, value) && std::isnan(value)) {
                return text + " is not a number";
            }
            return range(text);
        },
        range.get_description()));
    return *this;
}

CommandOption& CommandOption::betweenIntegers(int64_t least, int64_t most) {
    option_->check(CLI::Range(least, most));
    return *this;
}

CommandOption& CommandOption::separatedBy(char delimiter) {
    option_->delimiter(delimiter);
    return *this;
}

CommandOption& CommandOption::once() {
    option_->expected(1);
    return *this;
}

CommandOption& CommandOption::repeated() {
    option_->allow_extra_args(false);
    return *this;
}

CommandOption& CommandOption::notWith(const CommandOption& other) {
    option_->excludes(other.option_);
    return *this;
}

CommandOption& CommandOption::hidden() {
    option_->group("");
    return *this;
}

CommandOption& CommandOption::withDefault() {
    option_->capture_default_str();
    return *this;
}

bool CommandOption::given() const { return option_->count() > 0; }

template <typename Value>
CommandOption addOption(CLI::App& command, const std::string& name, Value& value,
                        const std::string& help) {
    return CommandOption(*command.add_option(name, value, help));
}

template CommandOption addOption(CLI::App&, const std::string&, std::string&, const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, std::filesystem::path&,
                                 const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, int&, const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, uint32_t&, const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, int64_t&, const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, uint64_t&, const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, double&, const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, std::vector<std::string>&,
                                 const std::string&);
template CommandOption addOption(CLI::App&, const std::string&, std::vector<int64_t>&,
                                 const std::string&);

CommandOption addFlag(CLI::App& command, const std::string& name, bool& value,
                      const std::string& help) {
    return CommandOption(*command.add_flag(name, value, help));
}

void requireOneOf(CLI::App& command, const std::vector<std::string>& names) {
    command.parse_complete_callback([&command, names] {
        size_t given = 0;
        std::string list;
        for (const std::string& name : names) {
            given += command.count(name) > 0 ? 1 : 0;
            list += (list.empty() ? "" : ", ") + name;
        }
        if (given == 1) return;
        throw CLI::ValidationError(command.get_name(), "found " + std::to_string(given) + " of " +
                                                           list + ", expected one");
    });
}

} // namespace ttt
