#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/utf8.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace ttt;
namespace fs = std::filesystem;

namespace {

// The kind of the error that an action throws; fails the test if it throws none.
template <typename Action>
ErrorKind kindThrownBy(Action action, const fs::path& named) {
    try {
        action();
    } catch (const Error& error) {
        if (error.place().find(named.filename().string()) == std::string::npos) {
            QTest::qFail("the error does not name the file", __FILE__, __LINE__);
        }
        return error.kind();
    }
    QTest::qFail("nothing was thrown", __FILE__, __LINE__);
    return ErrorKind::Internal;
}

size_t entriesOf(const fs::path& folder) {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

class TestFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesOfNoCharacterAreReplaced() {
        QCOMPARE(mendedUtf8("h\u00e9 \U0001F600"), std::string("h\u00e9 \U0001F600"));
        QCOMPARE(mendedUtf8("a\xF0\x9F"), std::string("a\uFFFD\uFFFD"));
        QCOMPARE(mendedUtf8("\x80z\xC0\xAF"), std::string("\uFFFDz\uFFFD\uFFFD"));
        QCOMPARE(mendedUtf8(""), std::string());
    }

    void init();
    void whatIsWrittenIsRead();
    void writingReplacesTheWholeFileAndLeavesNothingBeside();
    void aFailedWriteKeepsTheOldFile();
    void linesAreAppended();
    void aClaimHasOneOwner();
    void oneOfManyProcessesGetsTheClaim();
    void wrongFilesAreErrorsThatNameThem();
    void dataFoldersFollowTheEnvironment();

private:
    fs::path path(const char* name) const { return fs::path(folder_->path().toStdString()) / name; }
    std::unique_ptr<QTemporaryDir> folder_;
};

void TestFiles::init() { folder_ = std::make_unique<QTemporaryDir>(); }

void TestFiles::whatIsWrittenIsRead() {
    std::string bytes;
    for (int i = 0; i < 300000; ++i) bytes += static_cast<char>(i * 7);
    for (const std::string& content : {std::string(), std::string("a\0b\r\n", 5), bytes}) {
        writeFileAtomically(path("deep/er/file"), content);
        QVERIFY(readFile(path("deep/er/file")) == content);
    }
}

void TestFiles::writingReplacesTheWholeFileAndLeavesNothingBeside() {
    writeFileAtomically(path("file"), "a longer first content");
    // A reader that has the old file open keeps seeing all of it.
    std::ifstream reader(path("file"));
    writeFileAtomically(path("file"), "short");
    std::string old;
    std::getline(reader, old);
    QCOMPARE(old, std::string("a longer first content"));
    QCOMPARE(readFile(path("file")), std::string("short"));
    QCOMPARE(entriesOf(path("")), size_t{1});
}

void TestFiles::aFailedWriteKeepsTheOldFile() {
    // A folder in the place of the file cannot be replaced by it.
    fs::create_directories(path("taken/inside"));
    kindThrownBy([&] { writeFileAtomically(path("taken"), "x"); }, path("taken"));
    QVERIFY(fs::exists(path("taken/inside")));
    QCOMPARE(entriesOf(path("")), size_t{1});
    writeFileAtomically(path("file"), "old");
    QCOMPARE(kindThrownBy([&] { writeFileAtomically(path("file/below"), "x"); }, path("file")),
             ErrorKind::Io);
    QCOMPARE(readFile(path("file")), std::string("old"));
}

void TestFiles::linesAreAppended() {
    appendLine(path("log/lines"), "one");
    appendLine(path("log/lines"), "");
    appendLine(path("log/lines"), "three");
    QCOMPARE(readFile(path("log/lines")), std::string("one\n\nthree\n"));
}

void TestFiles::aClaimHasOneOwner() {
    QVERIFY(createClaimFile(path("claims/task"), "first"));
    QVERIFY(!createClaimFile(path("claims/task"), "second"));
    QCOMPARE(readFile(path("claims/task")), std::string("first"));
    QCOMPARE(entriesOf(path("claims")), size_t{1});
    QVERIFY(createClaimFile(path("claims/other"), "second"));
}

void TestFiles::oneOfManyProcessesGetsTheClaim() {
    constexpr int kProcesses = 8;
    constexpr int kClaims = 20;
    std::vector<pid_t> children;
    for (int p = 0; p < kProcesses; ++p) {
        const pid_t child = ::fork();
        if (child != 0) {
            children.push_back(child);
            continue;
        }
        int owned = 0;
        for (int claim = 0; claim < kClaims; ++claim) {
            const std::string name = "claim" + std::to_string(claim);
            owned += createClaimFile(path(name.c_str()), std::to_string(p)) ? 1 : 0;
        }
        ::_exit(owned);
    }
    int owned = 0;
    for (const pid_t child : children) {
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        owned += WEXITSTATUS(status);
    }
    QCOMPARE(owned, kClaims);
    QCOMPARE(entriesOf(path("")), size_t{kClaims});
}

void TestFiles::wrongFilesAreErrorsThatNameThem() {
    QCOMPARE(kindThrownBy([&] { readFile(path("missing")); }, path("missing")),
             ErrorKind::NotFound);
    fs::create_directory(path("folder"));
    QCOMPARE(kindThrownBy([&] { readFile(path("folder")); }, path("folder")), ErrorKind::BadInput);
    writeFileAtomically(path("large"), std::string(4097, 'x'));
    QCOMPARE(kindThrownBy([&] { readFile(path("large"), 4096); }, path("large")),
             ErrorKind::BadInput);
    QCOMPARE(readFile(path("large"), 4097).size(), size_t{4097});
    if (::geteuid() == 0) return; // permissions do not bind the superuser
    fs::permissions(path("large"), fs::perms::none);
    QCOMPARE(kindThrownBy([&] { readFile(path("large")); }, path("large")), ErrorKind::Io);
}

void TestFiles::dataFoldersFollowTheEnvironment() {
    qputenv("XDG_DATA_HOME", "/somewhere");
    QCOMPARE(userDataFolder(), fs::path("/somewhere/ttt-workbench"));
    qputenv("XDG_DATA_HOME", "");
    qputenv("HOME", "/home/x");
    QCOMPARE(userDataFolder(), fs::path("/home/x/.local/share/ttt-workbench"));
    qputenv("TTT_RESOURCE_DIR", "/resources");
    QCOMPARE(resourceFolder(), fs::path("/resources"));
    qunsetenv("TTT_RESOURCE_DIR");
    QVERIFY(fs::is_directory(resourceFolder() / "presets"));
}

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"
