// The layers, sizes and names that the design fixes, checked over the source tree; first on small
// examples that break each rule, so that a check that has gone blind is noticed.
#include "tests/architecture/source_rules.h"

#include <QtTest/QtTest>
#include <fstream>
#include <regex>

using namespace ttt::test;
namespace fs = std::filesystem;

namespace {

const fs::path kRoot = TTT_SOURCE_DIR;

TreeRules rules() { return readTreeRules(kRoot / "tests/architecture/allowed_includes.json"); }

std::vector<SourceFile> sources() { return readSources(kRoot, {"core", "ui", "app"}); }

void expectNone(const std::vector<std::string>& broken) {
    for (const std::string& rule : broken) qWarning("%s", rule.c_str());
    QVERIFY2(broken.empty(), "rules of the source tree are broken, see above");
}

std::vector<std::string> brokenBy(const std::string& path, const std::string& line) {
    return findBrokenIncludes({{path, {"#pragma once", line}}}, rules());
}

std::string textOf(const fs::path& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class TestArchitecture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aForbiddenIncludeIsReportedWithFileLineAndRule() {
        const auto broken = brokenBy("core/base/x.h", "#include \"core/tasks/grid.h\"");
        QCOMPARE(broken.size(), size_t{1});
        QCOMPARE(broken[0], std::string("core/base/x.h:2: core/base may not include core/tasks "
                                        "(core/tasks/grid.h)"));
    }

    void everyKindOfForbiddenIncludeIsFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* name, const char* path, const char* line, bool allowed) {
            QTest::newRow(name) << path << line << allowed;
        };
        row("torch in ui", "ui/x.cpp", "#include <torch/torch.h>", false);
        row("torch in app", "app/x.cpp", "#include <ATen/ATen.h>", false);
        row("torch in models", "core/models/x.h", "#include <torch/torch.h>", true);
        row("torch in an engine header", "core/engine/x.h", "#include <torch/torch.h>", false);
        row("torch in an engine source", "core/engine/x.cpp", "#include <torch/torch.h>", true);
        row("Qt in core", "core/runs/x.cpp", "#include <QString>", false);
        row("Qt module in core", "core/runs/x.cpp", "# include <QtCore/QString>", false);
        row("Qt in ui", "ui/live/x.cpp", "#include <QWidget>", true);
        row("the plots in core", "core/api/x.cpp", "#include <qcustomplot.h>", false);
        row("the engine in ui", "ui/x.cpp", "#include \"core/engine/make_engine.h\"", false);
        row("the engine in app", "app/x.cpp", "#include \"core/engine/make_engine.h\"", true);
        row("the window in core", "core/engine/x.cpp", "#include \"ui/theme.h\"", false);
        row("not from the root", "core/tasks/x.cpp", "#include \"grid.h\"", false);
        row("a moc file", "ui/x.cpp", "#include \"x.moc\"", true);
        row("a group of a folder", "core/synth/move/x.cpp", "#include \"core/synth/f.h\"", true);
        row("CUDA beside the kernels", "core/adapt/x.cpp", "#include <cuda_runtime.h>", false);
        row("a folder without a row", "core/new/x.cpp", "#include <vector>", false);
    }

    void everyKindOfForbiddenIncludeIsFound() {
        QFETCH(QString, path);
        QFETCH(QString, line);
        QFETCH(bool, allowed);
        QCOMPARE(brokenBy(path.toStdString(), line.toStdString()).empty(), allowed);
    }

    void torchAndQtAreFoundThroughOwnHeaders() {
        const std::vector<SourceFile> files{
            {"core/a.h", {"#include <torch/torch.h>"}},
            {"core/b.h", {"#include \"core/a.h\""}},
            {"ui/c.cpp", {"#include \"core/b.h\"", "#include <QIcon>"}}};
        QCOMPARE(findTorchMeetsQt(files),
                 std::vector<std::string>{"ui/c.cpp:1: includes torch and Qt"});
    }

    void longFilesAndFunctionsAreFound() {
        TreeRules small = rules();
        small.functionLines = 3;
        small.headerLines = 8;
        const std::vector<SourceFile> files{
            {"core/base/x.h",
             {"struct A {", "    int f() {", "        int a = 1;", "        return a;", "    }",
              "    int b = 0;", "};", "void g() {", "}"}}};
        QCOMPARE(
            findOversized(files, small),
            (std::vector<std::string>{"core/base/x.h: 9 lines; the limit is 8",
                                      "core/base/x.h:2: a function of 4 lines; the limit is 3"}));
    }

    void crowdedFoldersAreFound() {
        TreeRules small = rules();
        small.unitsPerFolder = 1;
        const std::vector<SourceFile> pair{{"core/base/x.h", {}}, {"core/base/x_cpu.cpp", {}}};
        QVERIFY(findOversized(pair, small).empty());
        const std::vector<SourceFile> two{{"core/base/x.h", {}}, {"core/base/y.h", {}}};
        QCOMPARE(findOversized(two, small).size(), size_t{1});
    }

    void foldersIncludeOnlyWhatTheyMay() {
        QVERIFY(sources().size() > 20);
        expectNone(findBrokenIncludes(sources(), rules()));
    }
    void noFileIncludesTorchAndQt() { expectNone(findTorchMeetsQt(sources())); }
    void filesFunctionsAndFoldersStayWithinTheirLimits() {
        expectNone(findOversized(sources(), rules()));
    }
    void everySourceIsBuilt() { expectNone(findUnlistedSources(sources(), kRoot)); }

    void rootBuildFileIsShort() {
        const std::string text = textOf(kRoot / "CMakeLists.txt");
        QVERIFY(std::ranges::count(text, '\n') < 80);
    }

    void resourcesNamedInCollectionsExist() {
        const std::regex entry(R"(<file[^>]*>([^<]+)</file>)");
        for (const auto& file : fs::recursive_directory_iterator(kRoot / "resources")) {
            if (file.path().extension() != ".qrc") continue;
            const std::string text = textOf(file.path());
            for (std::sregex_iterator it(text.begin(), text.end(), entry), end; it != end; ++it) {
                const fs::path named = file.path().parent_path() / (*it)[1].str();
                QVERIFY2(fs::exists(named), named.c_str());
            }
        }
        QVERIFY(fs::exists(kRoot / "resources/arc/evaluation_levels.json"));
    }

    void pathsNamedInTheReadmeExist() {
        const std::string text = textOf(kRoot / "README.md");
        const std::regex path(R"(`((?:core|ui|app|tests|packaging|resources)/[\w./-]*\w/?)`)");
        int found = 0;
        for (std::sregex_iterator it(text.begin(), text.end(), path), end; it != end; ++it) {
            const fs::path named = kRoot / (*it)[1].str();
            QVERIFY2(fs::exists(named), named.c_str());
            ++found;
        }
        QVERIFY(found > 5);
    }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "test_architecture.moc"
