#include "core/tasks/edit/edit_journal.h"

#include "core/base/files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr size_t kLargestJournal = size_t{4} << 20; // begun anew beyond it
constexpr size_t kLargestRead = size_t{64} << 20;

[[noreturn]] void fail(const fs::path& file, const char* action) {
    throw Error(ErrorKind::Io, file.string(), std::string(action) + ": " + std::strerror(errno));
}

// By hand, as a stroke should not wait for a document of thousands of JSON nodes.
void addValue(std::string& text, const Value& value) {
    const Grid* grid = std::get_if<Grid>(&value);
    if (grid == nullptr) {
        text += toJson(value).dump();
        return;
    }
    for (int row = 0; row < grid->height(); ++row) {
        text += row == 0 ? "[[" : ",[";
        for (int column = 0; column < grid->width(); ++column) {
            if (column > 0) text += ',';
            text += static_cast<char>('0' + grid->at(row, column));
        }
        text += ']';
    }
    text += ']';
}

std::string lineOf(const FewShotTask& task) {
    std::string text = "{\"edits\":" + std::to_string(task.origin ? task.origin->edits : 0);
    const auto add = [&](const char* before, const Value& input, const Value* output) {
        text += before;
        text += "{\"input\":";
        addValue(text, input);
        if (output) {
            text += ",\"output\":";
            addValue(text, *output);
        }
        text += '}';
    };
    text += ",\"train\":[";
    for (size_t i = 0; i < task.examples.size(); ++i) {
        add(i == 0 ? "" : ",", task.examples[i].input, &task.examples[i].output);
    }
    text += "],\"test\":[";
    for (size_t i = 0; i < task.queries.size(); ++i) {
        const Query& query = task.queries[i];
        add(i == 0 ? "" : ",", query.input, query.output ? &*query.output : nullptr);
    }
    return text + "]}\n";
}

bool heldByOther(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail(file, "cannot open");
    const bool locked = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0;
    ::close(descriptor);
    return locked;
}

} // namespace

EditJournal::EditJournal(fs::path file, const EditedTask& start)
    : file_(std::move(file)), start_(start) {
    std::error_code problem;
    fs::create_directories(file_.parent_path(), problem);
    if (problem) {
        throw Error(ErrorKind::Io, file_.parent_path().string(),
                    "cannot create the folder: " + problem.message());
    }
    if (isThere(file_) && heldByOther(file_)) {
        throw Error(ErrorKind::Io, file_.string(), "another window is editing this task",
                    "close it there first");
    }
    begin(start_);
}

EditJournal::~EditJournal() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

// Written beside the old one, locked, then put in its place: there is never a moment without a
// whole journal.
void EditJournal::begin(const EditedTask& start) {
    const fs::path fresh = file_.string() + ".new";
    const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) fail(file_, "cannot create");
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = descriptor;
    bytes_ = 0;
    ::flock(descriptor_, LOCK_EX | LOCK_NB);
    write(toJson(start).dump() + "\n");
    if (::rename(fresh.c_str(), file_.c_str()) != 0) fail(file_, "cannot replace");
}

void EditJournal::write(const std::string& line) {
    std::string_view left = line;
    while (!left.empty()) {
        const ssize_t written = ::write(descriptor_, left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(file_, "cannot write");
        left.remove_prefix(static_cast<size_t>(written));
        bytes_ += static_cast<size_t>(written);
    }
}

void EditJournal::append(const FewShotTask& task) {
    start_.task = task;
    if (bytes_ > kLargestJournal) return begin(start_);
    write(lineOf(task));
}

void EditJournal::remove() {
    ::unlink(file_.c_str());
    ::close(descriptor_);
    descriptor_ = -1;
}

fs::path journalFile(const fs::path& folder, const std::string& name) {
    return editedFile(folder, name).string() + ".journal";
}

std::optional<EditedTask> readJournal(const fs::path& file) {
    if (heldByOther(file)) return std::nullopt;
    const std::string text = readFile(file, kLargestRead);
    const size_t end = text.find('\n');
    const std::string name = file.stem().stem().string(); // "x.json.journal"
    const std::string place = file.string() + ":1";
    EditedTask edited = editedFromJson(parseJson(text.substr(0, end), place), name, place);
    // The last line that is whole; what follows is what a killed process had begun.
    size_t last = text.rfind('\n');
    while (last != std::string::npos && last > end) {
        const size_t before = text.rfind('\n', last - 1);
        const std::string line = text.substr(before + 1, last - before - 1);
        try {
            const json state = parseJson(line, file.string());
            const FewShotTask task = arcTaskFromJson(state, file.string());
            edited.task.examples = task.examples;
            edited.task.queries = task.queries;
            if (edited.task.origin && state.contains("edits") &&
                state["edits"].is_number_integer()) {
                edited.task.origin->edits = state["edits"].get<int>();
            }
            break;
        } catch (const Error&) {
            last = before; // a torn line; the one before it
        }
    }
    return edited;
}

} // namespace ttt
