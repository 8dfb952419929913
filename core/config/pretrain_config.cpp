#include "core/config/pretrain_config.h"

#include "core/config/config_issues.h"
#include "core/config/config_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

std::vector<FieldRef> fieldsOf(PretrainConfig& config) {
    std::vector<FieldRef> fields;
    PretrainConfig::visitFields(config, [&](const FieldInfo& info, auto& value) {
        fields.push_back({"pretrain", info, &value});
    });
    return fields;
}

json toJson(const PretrainConfig& config) {
    json document = json::object();
    PretrainConfig copy = config;
    for (const FieldRef& field : fieldsOf(copy)) {
        document[std::string(field.info.key)] = toJson(field.value());
    }
    return document;
}

PretrainConfig pretrainConfigFromJson(const json& document, const std::string& place) {
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, place,
                    std::string("found ") + document.type_name() + ", expected an object");
    }
    PretrainConfig config;
    for (const FieldRef& field : fieldsOf(config)) {
        const auto stored = document.find(field.info.key);
        if (stored == document.end()) continue;
        field.assign(valueFromJson(field, *stored, place));
        if (const auto issue = rangeIssue(field)) {
            throw Error(ErrorKind::BadInput, place + ": " + issue->field, issue->message);
        }
    }
    return config;
}

} // namespace ttt
