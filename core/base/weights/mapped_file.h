// A file's bytes in memory without reading them: the pages come from disk when they are touched and
// are shared with other processes. For weight files and what else is too large to read whole.
// A file that another program shortens while it is mapped ends this program (SIGBUS).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace ttt {

// Bytes and what keeps them alive. Copies share the owner; the bytes never move.
struct SharedBytes {
    std::string_view bytes;
    std::shared_ptr<const void> owner;
    std::string place; // the file's path, for errors
};

// Read-only. Throws NotFound or Io where it cannot be opened, BadInput for a folder.
SharedBytes mapFile(const std::filesystem::path& path);

// The same for bytes at hand, which are moved to the heap.
SharedBytes shareBytes(std::string bytes, std::string place);

} // namespace ttt
