#include "core/base/named_resources.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>

namespace ttt {

namespace fs = std::filesystem;

std::vector<std::string> resourceNames(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(resourceFolder() / folder, ignored)) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

fs::path namedResource(const std::string& folder, const std::string& nameOrFile,
                       const std::string& kind, const std::string& file) {
    const fs::path shipped = resourceFolder() / folder / (nameOrFile + ".json");
    std::error_code ignored;
    if (nameOrFile.find('/') == std::string::npos && fs::is_regular_file(shipped, ignored)) {
        return shipped;
    }
    if (fs::exists(nameOrFile, ignored)) return nameOrFile;
    std::string known;
    for (const std::string& name : resourceNames(folder)) {
        known += (known.empty() ? "" : ", ") + name;
    }
    throw Error(ErrorKind::NotFound, nameOrFile,
                "neither a " + kind + " (" + known + ") nor a " + file);
}

} // namespace ttt
