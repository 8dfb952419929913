// What tests of the window share: folders of their own instead of the user's, a small task, and
// windows over scripted and faulty engines.
#pragma once

#include "core/api/faulty_engine.h"
#include "core/api/scripted_engine.h"
#include "core/base/files.h"
#include "core/tasks/data_sets.h"
#include "ui/browse/task_library.h"
#include "ui/theme.h"
#include "ui/window_services.h"

#include <QApplication>
#include <QImage>
#include <QSettings>
#include <QTemporaryDir>
#include <QWidget>

namespace ttt::test {

// Settings, runs and baselines of this process go into a folder that is removed at its end.
class UserFolders {
public:
    UserFolders() {
        qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
        qputenv("TTT_RESOURCE_DIR", TTT_SOURCE_DIR "/resources");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
        QSettings::setDefaultFormat(QSettings::NativeFormat);
        QCoreApplication::setOrganizationName("ttt-workbench-test");
        QCoreApplication::setApplicationName("ttt-workbench-test");
    }
    std::filesystem::path path() const { return folder_.path().toStdString(); }

private:
    QTemporaryDir folder_;
};

// Mirror left to right: the scripted engine is wrong without TTT and right with it.
inline FewShotTask mirrorTask(const std::string& id = "mirror") {
    FewShotTask task;
    task.id = id;
    task.examples = {{Grid::fromText("120 345"), Grid::fromText("021 543")},
                     {Grid::fromText("67 89"), Grid::fromText("76 98")}};
    task.queries = {{Grid::fromText("1200 3400 5600"), Value(Grid::fromText("0021 0043 0065"))}};
    return task;
}

inline TaskEntryPtr mirrorEntry(const std::string& id = "mirror") {
    return makeEntry(mirrorTask(id));
}

inline WindowServices scriptedServices(ScriptedOptions options = {},
                                       std::optional<Fault> fault = {}, int64_t atStep = 3) {
    WindowServices services;
    services.makeEngine = [=]() -> std::unique_ptr<Engine> {
        auto engine = std::make_unique<ScriptedEngine>(options);
        if (!fault) return engine;
        return std::make_unique<FaultyEngine>(std::move(engine), *fault, atStep);
    };
    services.arcFolder = "/nowhere";
    services.factsFolder = resourceFolder() / "arc";
    services.runsFolder = userDataFolder() / "runs";
    services.samplesFolder = resourceFolder() / "samples";
    return services;
}

inline QRgb pixel(QWidget& widget, QPoint at) { return widget.grab().toImage().pixel(at); }

// How many pixels of an area have exactly this colour.
inline int countColour(const QImage& image, const QRect& area, QRgb colour) {
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
            count += image.pixel(x, y) == colour ? 1 : 0;
        }
    }
    return count;
}

} // namespace ttt::test
