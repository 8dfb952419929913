#include "core/config/config_json.h"

#include "core/base/files.h"
#include "core/base/named_resources.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

void assignSection(RunConfig& config, const std::string& section, const json& fields,
                   const std::string& place) {
    if (!fields.is_object()) {
        throw Error(ErrorKind::BadInput, place + ": " + section,
                    std::string("found ") + fields.type_name() + ", expected an object of fields");
    }
    for (const auto& [key, value] : fields.items()) {
        const FieldRef field = findField(config, section + "." + key);
        field.assign(valueFromJson(field, value, place));
    }
}

json parseConfig(const fs::path& path) {
    const std::string text = readFile(path, size_t{1} << 20);
    const bool whole = text.find('\0') == std::string::npos; // where the parser would stop
    const json document = whole ? json::parse(text, nullptr, false) : json();
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, path.string(),
                    "found no JSON object, expected a config with sections task, adapt, "
                    "optimizer, decode, vote and run");
    }
    return document;
}

constexpr int kMaxBases = 8;

RunConfig loadConfigAt(const std::string& nameOrFile, int bases) {
    const fs::path path = namedResource("presets", nameOrFile, "preset", "config file");
    json document = parseConfig(path);
    RunConfig base;
    if (document.contains("base")) {
        if (!document["base"].is_string() || bases == kMaxBases) {
            throw Error(ErrorKind::BadInput, path.string() + ": base",
                        "expected the name of a preset that does not lead back here");
        }
        base = loadConfigAt(document["base"].get<std::string>(), bases + 1);
        document.erase("base");
    }
    document.erase("description");
    return configFromJson(document, path.string(), base);
}

} // namespace

json toJson(const FieldValue& value) {
    return std::visit([](const auto& content) -> json { return content; }, value);
}

FieldValue valueFromJson(const FieldRef& field, const json& value, const std::string& place) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_integer()) return value.get<int64_t>();
    if (value.is_number()) return value.get<double>();
    if (value.is_string()) return value.get<std::string>();
    const auto isText = [](const json& item) { return item.is_string(); };
    if (value.is_array() && std::ranges::all_of(value, isText)) return value.get<StringList>();
    throw Error(ErrorKind::BadInput, place + ": " + field.path(),
                std::string("found ") + value.type_name() +
                    ", expected true, false, a number, a text or a list of texts");
}

json toJson(const RunConfig& config) {
    json document = json::object();
    RunConfig copy = config;
    for (const FieldRef& field : fieldsOf(copy)) {
        document[field.section][std::string(field.info.key)] = toJson(field.value());
    }
    return document;
}

RunConfig configFromJson(const json& document, const std::string& place, const RunConfig& base) {
    RunConfig config = base;
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, place,
                    std::string("found ") + document.type_name() + ", expected an object");
    }
    for (const auto& [section, fields] : document.items()) {
        assignSection(config, section, fields, place);
    }
    return config;
}

RunConfig loadConfig(const std::string& nameOrFile) { return loadConfigAt(nameOrFile, 0); }

std::vector<std::string> presetNames() { return resourceNames("presets"); }

void applySetting(RunConfig& config, std::string_view assignment) {
    const size_t equals = assignment.find('=');
    if (equals == std::string_view::npos) {
        throw Error(ErrorKind::BadInput, "--set " + std::string(assignment),
                    "expected section.field=value");
    }
    const FieldRef field = findField(config, assignment.substr(0, equals));
    field.assign(parseFieldValue(field, assignment.substr(equals + 1)));
}

std::vector<FieldDifference> differingFields(const std::vector<RunConfig>& configs) {
    std::vector<FieldDifference> differences;
    std::vector<RunConfig> copies = configs;
    std::vector<std::vector<FieldRef>> fields;
    for (RunConfig& copy : copies) fields.push_back(fieldsOf(copy));
    for (size_t i = 0; !fields.empty() && i < fields[0].size(); ++i) {
        FieldDifference difference{fields[0][i].path(), {}};
        for (const auto& list : fields) difference.values.push_back(toText(list[i].value()));
        const auto differs = [&](const std::string& v) { return v != difference.values[0]; };
        if (std::ranges::any_of(difference.values, differs)) differences.push_back(difference);
    }
    return differences;
}

} // namespace ttt
