// The window without an engine that computes: for looking at it and for screenshots where LibTorch
// is not built. Not installed.
#include "core/base/files.h"
#include "core/tasks/data_sets.h"
#include "ui/main_window.h"

#include <QApplication>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ttt::ThemeSwitch theme;
    ttt::WindowServices services;
    services.arcFolder = ttt::defaultArcFolder();
    services.factsFolder = ttt::resourceFolder() / "arc";
    services.runsFolder = ttt::userDataFolder() / "runs";
    services.samplesFolder = ttt::resourceFolder() / "samples";
    ttt::MainWindow window(std::move(services));
    window.setVisible(true);
    return QApplication::exec();
}
