#include "core/transforms/grid_transforms.h"

#include "app/commands/all_commands.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

int listTransforms(CommandContext& context) {
    json list = json::array();
    std::vector<std::vector<std::string>> rows{{"name", "released name", "family", "inverse"}};
    for (const GridTransform& transform : gridTransforms()) {
        json entry{{"name", transform.name},
                   {"released_name", transform.releasedName},
                   {"family", transform.family},
                   {"invertible", transform.invertible()},
                   {"description", transform.description}};
        if (transform.invertible()) entry["inverse"] = transform.inverse;
        list.push_back(std::move(entry));
        rows.push_back({transform.name, transform.releasedName, transform.family,
                        transform.invertible() ? transform.inverse : "-"});
    }
    printList(context, list, rows);
    return kExitDone;
}

} // namespace

void addTransformsCommand(CLI::App& app, CommandContext& context) {
    addCommand(app, context, "transforms", "List the geometric transforms", listTransforms);
}

} // namespace ttt
