// Field lists of configuration structs. A struct names its fields once, in a static template
// `visitFields(self, visitor)`; from that list come JSON keys, command-line flags, help, the form
// of the window, validation and the table of differences. This header has the type-erased view of
// such a list that all of these share.
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ttt {

// The kind of task for which a field says something.
enum class FieldUse { Always, Grids, Texts };

// What is known of a field beside its value.
struct FieldInfo {
    std::string_view key;  // snake_case, as in JSON and after the section in --set
    std::string_view help; // one sentence
    std::string_view unit = {};
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    // Name of a list in the ChoiceCatalog that the value (or each value of a list) must come from.
    std::string_view choices = {};
    bool advanced = false; // hidden in the form until asked for
    FieldUse use = FieldUse::Always;
};

using StringList = std::vector<std::string>;
using FieldValue = std::variant<bool, int64_t, double, std::string, StringList>;

// A field of one config object: its description and the place of its value.
struct FieldRef {
    std::string section; // "adapt"
    FieldInfo info;
    std::variant<bool*, int64_t*, double*, std::string*, StringList*> place;

    std::string path() const { return section + "." + std::string(info.key); }
    FieldValue value() const;
    // Throws BadInput if the value has another type than the field (an integer may become a
    // double).
    void assign(const FieldValue& value) const;
};

// The value as shown to a user and accepted by parseFieldValue: numbers in shortest form, lists
// joined by commas.
std::string toText(const FieldValue& value);

// Text to a value of the field's type; throws BadInput naming the field, what was found and what
// was expected. Ranges and choices are not checked here (findConfigIssues does).
FieldValue parseFieldValue(const FieldRef& field, std::string_view text);

} // namespace ttt
