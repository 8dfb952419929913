// The window with the scripted engine, which computes nothing: for looking at it and for pictures
// where LibTorch is not built. Not installed.
#include "core/api/scripted_engine.h"
#include "core/base/files.h"
#include "core/synth/synth_set.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/data_sets.h"
#include "ui/main_window.h"

#include <QApplication>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName("ttt-workbench");
    QApplication::setApplicationName("ttt-workbench-scripted");
    QApplication::setApplicationDisplayName("TTT Workbench");
    ttt::ThemeSwitch theme;
    ttt::WindowServices services;
    services.makeEngine = [] {
        return std::make_unique<ttt::ScriptedEngine>(
            ttt::ScriptedOptions{std::chrono::milliseconds(60), std::chrono::milliseconds(10)});
    };
    services.arcFolder = ttt::defaultArcFolder();
    services.factsFolder = ttt::resourceFolder() / "arc";
    services.madeSet = ttt::synthSet();
    services.bbhFolder = ttt::bbhFolder();
    services.madeTexts = ttt::bbhStyleSet();
    services.runsFolder = ttt::userDataFolder() / "runs";
    services.samplesFolder = ttt::resourceFolder() / "samples";
    ttt::MainWindow window(std::move(services), theme);
    window.setVisible(true);
    const QStringList arguments = QApplication::arguments();
    for (qsizetype i = 1; i < arguments.size(); ++i) window.open(arguments[i].toStdString());
    return QApplication::exec();
}
