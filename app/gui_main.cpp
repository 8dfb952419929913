// The window's program: the one place where the real engine meets the UI.
#include "app/waiting_threads.h"
#include "core/base/files.h"
#include "core/engine/make_engine.h"
#include "core/tasks/data_sets.h"
#include "ui/main_window.h"

#include <QApplication>
#include <cstdio>

int main(int argc, char** argv) {
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
        services.runsFolder = ttt::userDataFolder() / "runs";
        services.samplesFolder = ttt::resourceFolder() / "samples";
        ttt::MainWindow window(std::move(services), theme);
        window.setVisible(true);
        // A task file or folder on the command line, as file managers pass it.
        const QStringList arguments = QApplication::arguments();
        for (qsizetype i = 1; i < arguments.size(); ++i) {
            window.library().open(arguments[i].toStdString());
        }
        return QApplication::exec();
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "ttt-workbench: %s\n", problem.what());
        return 1;
    }
}
