// Validation of a whole config at once: every field out of range and every unknown name, so that a
// user can mend all of them in one go.
#pragma once

#include "core/config/run_config.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct Choice {
    std::string name;
    std::string description;
};
// List name ("losses", "transforms"...) to its members; filled by the engine (Engine::choices).
// "models" and "devices" are open lists: other values may be files or device strings.
using ChoiceCatalog = std::map<std::string, std::vector<Choice>, std::less<>>;

struct ConfigIssue {
    std::string field;   // "adapt.lora_rank"
    std::string message; // found and expected
};

// Where the field is a number out of its range.
std::optional<ConfigIssue> rangeIssue(const FieldRef& field);

std::vector<ConfigIssue> findConfigIssues(const RunConfig& config, const ChoiceCatalog& catalog);

// Throws BadInput with all issues if there are any.
void requireValidConfig(const RunConfig& config, const ChoiceCatalog& catalog);

} // namespace ttt
