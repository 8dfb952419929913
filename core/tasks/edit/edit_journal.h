// The journal of an edited task that is not saved: every state is appended as it comes, so that a
// killed process loses at most the edit that was being written. A journal is locked as long as its
// process lives; one without a lock is what a dead process left, and is read at the next start.
#pragma once

#include "core/tasks/edit/edited_task.h"

#include <filesystem>
#include <optional>

namespace ttt {

class EditJournal {
public:
    // Creates the file and locks it; Io where it cannot be made, or is locked by another process.
    EditJournal(std::filesystem::path file, const EditedTask& start);
    ~EditJournal(); // keeps the file
    EditJournal(const EditJournal&) = delete;
    EditJournal& operator=(const EditJournal&) = delete;

    // The task as it is now, with the count of edits in its origin.
    void append(const FewShotTask& task);
    void remove(); // the edits are saved or undone

    const std::filesystem::path& file() const { return file_; }

private:
    void begin(const EditedTask& start);
    void write(const std::string& line);

    std::filesystem::path file_;
    EditedTask start_;
    int descriptor_ = -1;
    size_t bytes_ = 0;
};

std::filesystem::path journalFile(const std::filesystem::path& folder, const std::string& name);

// The last whole state; nothing where a living process holds the journal. BadInput where not even
// its beginning can be read.
std::optional<EditedTask> readJournal(const std::filesystem::path& file);

} // namespace ttt
