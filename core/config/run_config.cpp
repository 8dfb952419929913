#include "core/config/run_config.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ttt {

namespace {

int editDistance(std::string_view a, std::string_view b) {
    std::vector<int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (size_t i = 0; i < a.size(); ++i) {
        int diagonal = std::exchange(row[0], static_cast<int>(i) + 1);
        for (size_t j = 0; j < b.size(); ++j) {
            const int substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::vector<FieldRef> fieldsOf(RunConfig& config) {
    std::vector<FieldRef> fields;
    RunConfig::visitSections(config, [&](const char* name, auto& section) {
        std::remove_reference_t<decltype(section)>::visitFields(
            section, [&](const FieldInfo& info, auto& value) {
                fields.push_back({name, info, &value});
            });
    });
    return fields;
}

FieldRef findField(RunConfig& config, std::string_view path) {
    const std::vector<FieldRef> fields = fieldsOf(config);
    for (const FieldRef& field : fields) {
        if (field.path() == path) return field;
    }
    const auto nearest = std::ranges::min_element(
        fields, {}, [&](const FieldRef& field) { return editDistance(field.path(), path); });
    throw Error(ErrorKind::NotFound, std::string(path), "no such field",
                "did you mean " + nearest->path() + "?");
}

bool operator==(const RunConfig& a, const RunConfig& b) {
    RunConfig left = a;
    RunConfig right = b;
    const auto leftFields = fieldsOf(left);
    const auto rightFields = fieldsOf(right);
    return std::ranges::equal(leftFields, rightFields, [](const FieldRef& x, const FieldRef& y) {
        return x.value() == y.value();
    });
}

} // namespace ttt
