#include "core/config/config_issues.h"

#include <algorithm>

namespace ttt {

namespace {

std::string rangeText(const FieldInfo& info) {
    std::string text = "expected " + toText(info.min) + " to " + toText(info.max);
    if (!info.unit.empty()) text += " " + std::string(info.unit);
    return text;
}

std::optional<double> numberOf(const FieldValue& value) {
    if (const auto* number = std::get_if<int64_t>(&value)) return static_cast<double>(*number);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return std::nullopt;
}

bool isOpenList(std::string_view list) { return list == "models" || list == "devices"; }

void checkChoice(const FieldRef& field, const std::string& value, const ChoiceCatalog& catalog,
                 std::vector<ConfigIssue>& issues) {
    const auto list = catalog.find(field.info.choices);
    if (list == catalog.end() || isOpenList(field.info.choices)) return;
    if (std::ranges::count(list->second, value, &Choice::name) > 0) return;
    std::string names;
    for (const Choice& choice : list->second) names += (names.empty() ? "" : ", ") + choice.name;
    issues.push_back({field.path(), "found \"" + value + "\", expected one of " + names});
}

} // namespace

std::optional<ConfigIssue> rangeIssue(const FieldRef& field) {
    const std::optional<double> number = numberOf(field.value());
    if (!number || (*number >= field.info.min && *number <= field.info.max)) return std::nullopt;
    return ConfigIssue{field.path(), "found " + toText(*number) + ", " + rangeText(field.info)};
}

std::vector<ConfigIssue> findConfigIssues(const RunConfig& config, const ChoiceCatalog& catalog) {
    std::vector<ConfigIssue> issues;
    RunConfig copy = config;
    for (const FieldRef& field : fieldsOf(copy)) {
        const FieldValue value = field.value();
        if (auto issue = rangeIssue(field)) {
            issues.push_back(std::move(*issue));
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            checkChoice(field, *text, catalog, issues);
        } else if (const auto* list = std::get_if<StringList>(&value)) {
            for (const std::string& item : *list) checkChoice(field, item, catalog, issues);
        }
    }
    if (config.run.quantization != "none" && config.adapt.method == "full") {
        issues.push_back({"run.quantization",
                          "found \"" + config.run.quantization +
                              "\" with adapt.method full, expected none, as quantized weights "
                              "cannot be trained, or the method lora"});
    }
    if (config.adapt.method == "lora" && config.adapt.loraTargets.empty()) {
        issues.push_back({"adapt.lora_targets",
                          "found none with adapt.method lora, expected at least one matrix"});
    }
    if (config.adapt.stopAgreement > 0 && config.adapt.answerEvery == 0) {
        issues.push_back({"adapt.stop_agreement",
                          "found " + toText(config.adapt.stopAgreement) +
                              " with adapt.answer_every 0, expected 0 (never) or steps at which "
                              "the views' agreement is measured"});
    }
    return issues;
}

void requireValidConfig(const RunConfig& config, const ChoiceCatalog& catalog) {
    const std::vector<ConfigIssue> issues = findConfigIssues(config, catalog);
    if (issues.empty()) return;
    std::string all;
    for (const ConfigIssue& issue : issues) {
        all += (all.empty() ? "" : "; ") + issue.field + ": " + issue.message;
    }
    throw Error(ErrorKind::BadInput, "config", all);
}

} // namespace ttt
