#include "app/commands/all_commands.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

int listDevices(CommandContext& context) {
    json list = json::array();
    std::vector<std::vector<std::string>> rows{{"name", "memory", "description"}};
    for (const DeviceInfo& device : context.makeEngine()->devices()) {
        list.push_back({{"name", device.name},
                        {"kind", device.kind},
                        {"memory_bytes", device.memoryBytes},
                        {"cores", device.cores},
                        {"description", device.description}});
        rows.push_back(
            {device.name, std::to_string(device.memoryBytes >> 20) + " MiB", device.description});
    }
    printList(context, list, rows);
    return kExitDone;
}

} // namespace

void addDevicesCommand(CLI::App& app, CommandContext& context) {
    addCommand(app, context, "devices", "List the devices that tensors can live on", listDevices);
}

} // namespace ttt
