// Files that the program ships by name and users may bring of their own: presets, sweeps. A name
// stands for <resources>/<folder>/<name>.json; anything else is the path of a file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ttt {

// In alphabetical order.
std::vector<std::string> resourceNames(const std::string& folder);

// Where a name or path leads. NotFound naming the known names: "neither a <kind> (a, b) nor a
// <file>".
std::filesystem::path namedResource(const std::string& folder, const std::string& nameOrFile,
                                    const std::string& kind, const std::string& file);

} // namespace ttt
