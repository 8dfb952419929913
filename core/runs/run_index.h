// A quick list of the runs of a folder: one row a run in an SQLite file, read again from the run
// folder whenever its files have changed since. The folders are the truth; the index may be deleted
// at any time, and where it cannot be used the folders are read as listRuns does.
#pragma once

#include "core/runs/run_folder.h"

#include <filesystem>
#include <vector>

namespace ttt {

class RunIndex {
public:
    // indexFile is made when it is missing.
    explicit RunIndex(std::filesystem::path indexFile) : indexFile_(std::move(indexFile)) {}

    // The same as listRuns(parent).
    std::vector<RunSummary> list(const std::filesystem::path& parent);
    // Folders that the last call had to read.
    int foldersRead() const { return foldersRead_; }

private:
    std::filesystem::path indexFile_;
    int foldersRead_ = 0;
};

} // namespace ttt
