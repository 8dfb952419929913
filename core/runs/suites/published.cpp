#include "core/runs/suites/published.h"

#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// What makes a method: how many demonstrations and questions there are does not.
json methodOf(const RunConfig& config) {
    const json fields = toJson(config);
    const json& decode = fields.at("decode");
    json method{{"format", config.task.format}, {"vote", config.vote.rule}};
    for (const char* field : {"queries", "orders", "show_demonstrations", "strategy", "samples"}) {
        method[field] = decode.at(field);
    }
    if (config.adapt.method == "none") return method;
    method["adapt"] = fields.at("adapt");
    method["adapt"].erase("answer_every"); // only tells more
    method["optimizer"] = fields.at("optimizer");
    return method;
}

PublishedMethod readColumn(const json& document, size_t column, const std::string& place) {
    PublishedMethod method;
    method.source = storedMember<std::string>(document, "source", place);
    method.preset = storedMember<json>(document, "presets", place).at(column).get<std::string>();
    const json tasks = storedMember<json>(document, "percent", place);
    for (const auto& [task, percents] : tasks.items()) {
        method.accuracy[task] = percents.at(column).get<double>() / 100;
    }
    return method;
}

} // namespace

std::optional<PublishedMethod> publishedMethod(const RunConfig& config) {
    const std::filesystem::path path = resourceFolder() / "published" / "bbh.json";
    const json document = readJson(path);
    const json wanted = methodOf(config);
    const json presets = storedMember<json>(document, "presets", path.string());
    for (size_t column = 0; column < presets.size(); ++column) {
        if (methodOf(loadConfig(presets[column].get<std::string>())) == wanted) {
            return readColumn(document, column, path.string());
        }
    }
    return std::nullopt;
}

std::optional<PublishedMethod> publishedWithoutTtt(const RunConfig& config) {
    RunConfig untrained = config;
    untrained.adapt.method = "none";
    // One random order of the demonstrations, as after training, is as good as their own.
    if (untrained.decode.orders == 1) untrained.decode.orders = 0;
    return publishedMethod(untrained);
}

std::optional<double> publishedMean(const PublishedMethod& method,
                                    const std::vector<std::string>& taskIds) {
    double sum = 0;
    for (const std::string& id : taskIds) {
        const auto found = method.accuracy.find(id);
        if (found == method.accuracy.end()) return std::nullopt;
        sum += found->second;
    }
    if (taskIds.empty()) return std::nullopt;
    return sum / static_cast<double>(taskIds.size());
}

} // namespace ttt
