// The window's program: the one place where the real engine meets the UI.
#include "app/waiting_threads.h"
#include "core/base/files.h"
#include "core/engine/make_engine.h"
#include "core/synth/synth_set.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/data_sets.h"
#include "ui/main_window.h"

#include <QApplication>
#include <cstdio>
#include <cstring>

namespace {

constexpr char kUsage[] = "Usage: ttt-workbench [FILE_OR_FOLDER...]\n"
                          "Opens the window, with the tasks of these files and folders besides the "
                          "public ARC tasks;\nor a run or suite folder.\nWithout a window: ttt "
                          "--help\n";

// Qt ends the program with SIGABRT where it finds no display.
bool displayIsThere() {
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--help") == 0 || std::strcmp(argv[i], "-h") == 0) {
            return std::fputs(kUsage, stdout) < 0;
        }
        if (std::strcmp(argv[i], "--version") == 0) {
            return std::puts("ttt-workbench " TTT_VERSION) < 0;
        }
    }
    if (!displayIsThere()) {
        std::fputs("ttt-workbench: no display was found (DISPLAY and WAYLAND_DISPLAY are not set); "
                   "the command line ttt does the same without a window\n",
                   stderr);
        return 1;
    }
    ttt::letWaitingThreadsSleep(argv);
    try {
        QApplication application(argc, argv);
        QApplication::setOrganizationName("ttt-workbench");
        QApplication::setApplicationName("ttt-workbench");
        QApplication::setApplicationDisplayName("TTT Workbench");
        QApplication::setApplicationVersion(TTT_VERSION);
        QApplication::setDesktopFileName("ttt-workbench");
        ttt::ThemeSwitch theme;
        QApplication::setWindowIcon(QIcon(":/icons/app.svg"));
        ttt::WindowServices services;
        services.makeEngine = ttt::makeEngine;
        services.arcFolder = ttt::defaultArcFolder();
        services.factsFolder = ttt::resourceFolder() / "arc";
        services.madeSet = ttt::synthSet();
        services.bbhFolder = ttt::bbhFolder();
        services.madeTexts = ttt::bbhStyleSet();
        services.runsFolder = ttt::userDataFolder() / "runs";
        services.samplesFolder = ttt::resourceFolder() / "samples";
        ttt::MainWindow window(std::move(services), theme);
        window.setVisible(true);
        // Files and folders on the command line, as file managers pass them.
        const QStringList arguments = QApplication::arguments();
        for (qsizetype i = 1; i < arguments.size(); ++i) {
            window.open(arguments[i].toStdString());
        }
        return QApplication::exec();
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "ttt-workbench: %s\n", problem.what());
        return 1;
    }
}
