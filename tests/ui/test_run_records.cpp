// One run from the window and one from the command line, over the same scripted engine, leave the
// same folder: only clocks differ.
#include "app/commands/run_cli.h"
#include "core/config/config_json.h"
#include "core/tasks/arc_json.h"
#include "tests/ui/ui_support.h"
#include "ui/runs/run_queue.h"

#include <QtTest>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

using namespace ttt;
using nlohmann::json;

class TestRunRecords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void windowAndCommandLineWriteTheSameFolder();
    void eitherFolderReadsAsTheOther();
    void initTestCase();

private:
    test::UserFolders folders_;
    QTemporaryDir temporary_;
    std::filesystem::path byWindow_;
    std::filesystem::path byCommand_;
};

namespace {

// Without what a clock has measured.
json timeless(json document) {
    for (const char* key : {"created_at", "elapsed_ms", "seconds", "total_seconds"}) {
        if (document.is_object()) document.erase(key);
    }
    return document;
}

std::vector<json> linesOf(const std::filesystem::path& file) {
    std::vector<json> lines;
    std::istringstream text(readFile(file));
    for (std::string line; std::getline(text, line);) lines.push_back(timeless(json::parse(line)));
    return lines;
}

std::set<std::string> filesIn(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

} // namespace

void TestRunRecords::initTestCase() {
    const std::filesystem::path folder = temporary_.path().toStdString();
    const std::filesystem::path file = folder / "mirror.json";
    writeFileAtomically(file, toArcJson(test::mirrorTask()).dump());
    byCommand_ = folder / "by-command";
    std::ostringstream out;
    std::ostringstream err;
    CommandContext context{
        .makeEngine = [] { return std::make_unique<ScriptedEngine>(); }, .out = out, .err = err};
    const std::string path = file.string();
    const std::string to = byCommand_.string();
    const char* arguments[] = {"ttt",     "run",   path.c_str(),     "--config",
                               "quick",   "--set", "adapt.steps=12", "--out",
                               to.c_str()};
    const int code = runCli(static_cast<int>(std::size(arguments)), arguments, context);
    QVERIFY2(code == 0, err.str().c_str());

    RunQueue queue([] { return std::make_unique<ScriptedEngine>(); });
    QSignalSpy closed(&queue, &RunQueue::runClosed);
    RunConfig config = loadConfig("quick");
    config.adapt.steps = 12;
    const RunRecordPtr run = queue.start({{loadArcTask(file)}, config});
    QTRY_COMPARE(closed.count(), 1);
    byWindow_ = run->data().folder;
}

void TestRunRecords::windowAndCommandLineWriteTheSameFolder() {
    QVERIFY(filesIn(byWindow_) == filesIn(byCommand_));
    QVERIFY(filesIn(byWindow_).contains("metrics.jsonl"));
    QCOMPARE(readFile(byWindow_ / "config.json"), readFile(byCommand_ / "config.json"));
    for (const char* name : {"metrics.jsonl", "predictions.jsonl"}) {
        const std::vector<json> lines = linesOf(byWindow_ / name);
        QVERIFY2(lines.size() > 3, name);
        QVERIFY2(lines == linesOf(byCommand_ / name), name);
    }
    for (const char* name : {"manifest.json", "result.json"}) {
        const json window = timeless(json::parse(readFile(byWindow_ / name)));
        const json command = timeless(json::parse(readFile(byCommand_ / name)));
        QVERIFY2(window == command, json::diff(window, command).dump().c_str());
    }
}

void TestRunRecords::eitherFolderReadsAsTheOther() {
    const StoredRun window = readRunFolder(byWindow_);
    const StoredRun command = readRunFolder(byCommand_);
    QVERIFY(window.tasks == command.tasks);
    QVERIFY(window.config == command.config);
    QCOMPARE(window.steps.size(), size_t(12));
    QCOMPARE(window.steps.size(), command.steps.size());
}

QTEST_MAIN(TestRunRecords)
#include "test_run_records.moc"
