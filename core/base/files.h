// Whole files: bounded reads, atomic writes, appended lines, claim files, and where the program
// keeps its data. Every failure is an Error of kind Io or NotFound that names the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace ttt {

// False too where it cannot be told.
bool isThere(const std::filesystem::path& path);

// All bytes of a regular file. BadInput if it is a folder or larger than maxBytes.
std::string readFile(const std::filesystem::path& path, size_t maxBytes = size_t{1} << 30);

// Writes to a temporary file beside `path`, flushes it to disk and renames it: a reader sees the
// old content or the new one, never a part. Creates missing parent folders.
void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// Appends one line (a newline is added) and flushes it.
void appendLine(const std::filesystem::path& path, std::string_view line);

// Creates the file if no one else has; false if it exists. The owner of a task in a suite.
bool createClaimFile(const std::filesystem::path& path, std::string_view content);

// $XDG_DATA_HOME/ttt-workbench or ~/.local/share/ttt-workbench: runs, suites, baselines.
std::filesystem::path userDataFolder();

// Models, presets, help and ARC facts: $TTT_RESOURCE_DIR, else share/ttt-workbench beside the
// installed program, else the source tree that the program was built from.
std::filesystem::path resourceFolder();

} // namespace ttt
