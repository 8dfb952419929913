// The rules of the source tree as functions from files to broken rules: which folder may include
// what (allowed_includes.json), how long files and functions may be, how many units a folder may
// hold. Used by test_architecture only; knows nothing of the compiler and reads lines as
// clang-format leaves them.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ttt::test {

struct SourceFile {
    std::string path; // from the repository's root, "core/tasks/grid.h"
    std::vector<std::string> lines;

    bool isHeader() const { return path.ends_with(".h"); }
};

// All .h, .cpp and .cu files under the given folders of root.
std::vector<SourceFile> readSources(const std::filesystem::path& root,
                                    const std::vector<std::string>& folders);

struct FolderRule {
    std::vector<std::string> mayInclude; // folders; "core" stands for all below it
    std::string torch = "nowhere";       // or "sources", "everywhere"
    bool qt = false;
    bool cuda = false;
};

struct TreeRules {
    std::map<std::string, FolderRule> folders;
    size_t headerLines = 0;
    size_t sourceLines = 0;
    size_t functionLines = 0;
    size_t unitsPerFolder = 0;
    std::map<std::string, size_t> unitsPerFolderOf; // for folders at and below
    std::set<std::string> tables;                   // functions of any length
};

TreeRules readTreeRules(const std::filesystem::path& file);

// Each broken rule as "path:line: rule"; empty if all is well.
std::vector<std::string> findBrokenIncludes(const std::vector<SourceFile>& files,
                                            const TreeRules& rules);
// Files that reach both torch and Qt, through any number of own headers.
std::vector<std::string> findTorchMeetsQt(const std::vector<SourceFile>& files);
std::vector<std::string> findOversized(const std::vector<SourceFile>& files,
                                       const TreeRules& rules);
// Sources that no CMakeLists.txt in their folder or above it names.
std::vector<std::string> findUnlistedSources(const std::vector<SourceFile>& files,
                                             const std::filesystem::path& root);

} // namespace ttt::test
