// Where tests find the golden values of public peers: $TTT_SHARED_DIR, else ../shared beside the
// checkout. Tests that need them skip with a message where they are absent.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ttt::test {

inline std::filesystem::path sharedFolder() {
    const char* folder = std::getenv("TTT_SHARED_DIR");
    if (folder != nullptr && *folder != '\0') return folder;
    return std::filesystem::path(TTT_SOURCE_DIR) / ".." / "shared";
}

inline std::filesystem::path goldenFile(const std::string& name) {
    return sharedFolder() / "data" / "golden" / name;
}

inline nlohmann::json readGolden(const std::string& name) {
    std::ifstream file(goldenFile(name));
    return nlohmann::json::parse(file);
}

inline std::vector<nlohmann::json> readGoldenLines(const std::string& name) {
    std::ifstream file(goldenFile(name));
    std::vector<nlohmann::json> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
}

} // namespace ttt::test

// First statement of a test slot that needs a golden file.
#define TTT_NEEDS_GOLDEN(name)                                                                     \
    if (!std::filesystem::exists(ttt::test::goldenFile(name)))                                     \
    QSKIP("golden file " name " not found: set TTT_SHARED_DIR")
