// The window: gallery and runs on the left, the pages of one task's way from setup to results in
// the centre, and what connects them. Each pane does its own work; this only joins them.
#pragma once

#include "ui/actions.h"
#include "ui/browse/gallery_panel.h"
#include "ui/theme.h"
#include "ui/window_services.h"

#include <QMainWindow>

class QLabel;
class QSplitter;
class QTabWidget;

namespace ttt {

class PairsView;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(WindowServices services);

    Actions& actions() { return *actions_; }
    GalleryPanel& gallery() { return *gallery_; }

private:
    void showTask(const TaskEntryPtr& entry);

    WindowServices services_;
    Actions* actions_;
    TaskLibrary* library_;
    GalleryPanel* gallery_;
    PairsView* pairs_;
};

} // namespace ttt
