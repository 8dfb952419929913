#include "core/runs/run_index.h"

#include "core/base/optional_json.h"
#include "core/runs/manifest_json.h"

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sys/stat.h>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Row {
    std::string stamp;
    std::string summary;
};
using Rows = std::map<std::string, Row>; // by folder

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
struct EndStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, EndStatement>;

bool execute(const Database& database, const char* sql) {
    return sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

// Null where the file cannot be used as an index.
Database openDatabase(const fs::path& path) {
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored);
    sqlite3* raw = nullptr;
    const int code = sqlite3_open(path.c_str(), &raw);
    Database database(raw);
    if (code != SQLITE_OK) return nullptr;
    sqlite3_busy_timeout(database.get(), 2000);
    // The table's name has the format's version: another version's rows are not seen.
    const bool ready = execute(database, "CREATE TABLE IF NOT EXISTS runs2 (folder TEXT PRIMARY "
                                         "KEY, stamp TEXT NOT NULL, summary TEXT NOT NULL)");
    return ready ? std::move(database) : nullptr;
}

Statement prepare(const Database& database, const char* sql) {
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v2(database.get(), sql, -1, &raw, nullptr);
    return Statement(raw);
}

std::string column(const Statement& statement, int index) {
    const auto* text = sqlite3_column_text(statement.get(), index);
    return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

void bind(const Statement& statement, int index, const std::string& text) {
    sqlite3_bind_text(statement.get(), index, text.c_str(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
}

Rows readRows(const Database& database) {
    Rows rows;
    const Statement select = prepare(database, "SELECT folder, stamp, summary FROM runs2");
    while (select && sqlite3_step(select.get()) == SQLITE_ROW) {
        rows[column(select, 0)] = {column(select, 1), column(select, 2)};
    }
    return rows;
}

void writeRow(const Database& database, const std::string& folder, const Row& row) {
    const Statement insert =
        prepare(database, "INSERT OR REPLACE INTO runs2 (folder, stamp, summary) VALUES (?, ?, ?)");
    if (!insert) return;
    bind(insert, 1, folder);
    bind(insert, 2, row.stamp);
    bind(insert, 3, row.summary);
    sqlite3_step(insert.get());
}

void removeRow(const Database& database, const std::string& folder) {
    const Statement remove = prepare(database, "DELETE FROM runs2 WHERE folder = ?");
    if (!remove) return;
    bind(remove, 1, folder);
    sqlite3_step(remove.get());
}

std::string stampOf(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return "-";
    return std::to_string(status.st_ino) + "." + std::to_string(status.st_mtim.tv_sec) + "." +
           std::to_string(status.st_mtim.tv_nsec) + "." + std::to_string(status.st_size);
}

std::string toText(const RunSummary& summary) {
    return json{{"manifest", toJson(summary.manifest)},
                {"status", static_cast<int>(summary.status)},
                {"finished", summary.finished},
                {"seconds", summary.totalSeconds},
                {"loss", jsonOrNull(summary.lastLossNats)},
                {"with_ttt", jsonOrNull(summary.solvedWithTtt)},
                {"without_ttt", jsonOrNull(summary.solvedWithoutTtt)},
                {"accuracy", jsonOrNull(summary.accuracy)},
                {"problem", summary.problem}}
        .dump();
}

RunSummary summaryFromText(const fs::path& folder, const std::string& text) {
    const json row = json::parse(text);
    RunSummary summary;
    summary.folder = folder;
    summary.problem = row.at("problem").get<std::string>();
    if (summary.problem.empty()) {
        summary.manifest = manifestFromJson(row.at("manifest"), folder.string());
    }
    summary.status = static_cast<RunStatus>(row.at("status").get<int>());
    summary.finished = row.at("finished").get<bool>();
    summary.totalSeconds = row.at("seconds").get<double>();
    if (row.at("loss").is_number()) summary.lastLossNats = row.at("loss").get<double>();
    if (row.at("with_ttt").is_boolean()) summary.solvedWithTtt = row.at("with_ttt").get<bool>();
    if (row.at("without_ttt").is_boolean()) {
        summary.solvedWithoutTtt = row.at("without_ttt").get<bool>();
    }
    if (row.at("accuracy").is_number()) summary.accuracy = row.at("accuracy").get<double>();
    return summary;
}

RunSummary readSummary(const fs::path& folder) {
    try {
        return readRunSummary(folder);
    } catch (const Error& error) {
        RunSummary broken;
        broken.folder = folder;
        broken.problem = error.what();
        return broken;
    }
}

// A row that another program has spoilt is as good as none.
std::optional<RunSummary> fromRow(const fs::path& folder, const std::string& text) {
    try {
        return summaryFromText(folder, text);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

} // namespace

std::vector<RunSummary> RunIndex::list(const fs::path& parent) {
    foldersRead_ = 0;
    const Database database = openDatabase(indexFile_);
    if (!database) return listRuns(parent);
    Rows rows = readRows(database);
    std::vector<RunSummary> runs;
    std::error_code problem;
    execute(database, "BEGIN");
    for (const auto& entry : fs::directory_iterator(parent, problem)) {
        const fs::path& folder = entry.path();
        const std::string manifest = stampOf(folder / "manifest.json");
        if (manifest == "-") continue;
        const std::string stamp = manifest + " " + stampOf(folder / "result.json");
        const auto row = rows.find(folder.string());
        std::optional<RunSummary> summary;
        if (row != rows.end() && row->second.stamp == stamp) {
            summary = fromRow(folder, row->second.summary);
        }
        if (!summary) {
            ++foldersRead_;
            summary = readSummary(folder);
            writeRow(database, folder.string(), {stamp, toText(*summary)});
        }
        if (row != rows.end()) rows.erase(row);
        runs.push_back(std::move(*summary));
    }
    for (const auto& [folder, row] : rows) {
        if (fs::path(folder).parent_path() == parent) removeRow(database, folder);
    }
    execute(database, "COMMIT");
    sortNewestFirst(runs);
    return runs;
}

} // namespace ttt
