// manifest.json of a run folder, and which program wrote it. Called by the writer and the readers
// of run and suite folders.
#pragma once

#include "core/runs/run_folder.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ttt {

inline constexpr int kRunFormatVersion = 1;

// "0.1.0", and the commit that the program was built from ("unknown" outside a checkout).
std::string programVersion();
std::string programGitHash();

nlohmann::json toJson(const RunManifest& manifest);
// BadInput where a key is missing or the format is newer than this program.
RunManifest manifestFromJson(const nlohmann::json& document, const std::string& place);

// The name of a task's folder: its id with everything but letters, digits, dots and underscores
// turned into dashes.
std::string folderNameOf(const std::string& taskId);

} // namespace ttt
