// A RunConfig as JSON, as flags and as a list of differences; and where configs come from: named
// presets under resources/presets or a file.
#pragma once

#include "core/config/run_config.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ttt {

nlohmann::json toJson(const FieldValue& value);
// A value for the field's assign; BadInput naming place and field for what no field can hold.
FieldValue valueFromJson(const FieldRef& field, const nlohmann::json& value,
                         const std::string& place);

nlohmann::json toJson(const RunConfig& config);

// Fields that the JSON lacks keep their values in `base`. BadInput for an unknown key or a value of
// the wrong type, naming place and field.
RunConfig configFromJson(const nlohmann::json& json, const std::string& place,
                         const RunConfig& base = {});

// CONFIG of the command line: a preset name, or else a JSON file. A preset or file may say
// "base": "NAME" to start from another preset.
RunConfig loadConfig(const std::string& nameOrFile);
std::vector<std::string> presetNames();

// "section.field=value" onto the config; BadInput or NotFound as the field's parser says.
void applySetting(RunConfig& config, std::string_view assignment);

struct FieldDifference {
    std::string path;
    std::vector<std::string> values; // one a config
};
// The fields in which not all configs agree, in JSON order.
std::vector<FieldDifference> differingFields(const std::vector<RunConfig>& configs);

} // namespace ttt
