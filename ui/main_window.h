// The window: gallery and runs on the left, the pages of one task's way from setup to results in
// the centre, and what connects them. Each pane does its own work; this only joins them.
#pragma once

#include "ui/actions.h"
#include "ui/browse/task_library.h"
#include "ui/runs/run_queue.h"
#include "ui/theme.h"
#include "ui/window_parts.h"
#include "ui/window_services.h"

#include <QMainWindow>

namespace ttt {

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    enum Page {
        TaskPage,
        EditPageIndex,
        SetupPageIndex,
        LivePageIndex,
        ResultsPageIndex,
        ComparePageIndex,
        TextPageIndex,
        ModelsPageIndex
    };

    MainWindow(WindowServices services, ThemeSwitch& theme);
    ~MainWindow() override;

    Actions& actions() { return *actions_; }
    GalleryPanel& gallery() { return *gallery_; }
    RunsPanel& runs() { return *runsPanel_; }
    QueuePanel& queuePanel() { return *queuePanel_; }
    EditPage& edit() { return *edit_; }
    SetupPage& setup() { return *setup_; }
    LivePage& live() { return *live_; }
    ResultsPage& results() { return *results_; }
    ComparePage& compare() { return *compare_; }
    TextPage& text() { return *text_; }
    ModelsPage& models() { return *modelsPage_; }
    NoticeBar& notice() { return *notice_; }
    StatusLine& status() { return *status_; }
    RunQueue& queue() { return *queue_; }
    TaskLibrary& library() { return *library_; }
    Layouts& layouts() { return *layouts_; }
    int page() const;
    void showPage(Page page);
    void showTask(const TaskEntryPtr& entry);
    void showRun(const RunRecordPtr& run);
    // A task file, a folder of them, or a run or suite folder (or its manifest).
    void open(const std::filesystem::path& path);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // main_window.cpp: building and state
    QWidget* makeLeft();
    QWidget* makeCentre();
    QWidget* makeTaskPage();
    void connectPanes();
    void restoreChoices();
    void saveChoices() const;
    void firstTasksLoaded();
    // main_window_commands.cpp: what the commands do
    void connectCommands();
    void connectViewCommands();
    // main_window_run_commands.cpp
    void connectRunCommands();
    void connectCompareCommands();
    void runAgain();
    void showPretraining();
    void addToComparison();
    void tellUnlessEmpty(const QString& title, const QString& problem);
    // main_window_commands.cpp
    void startRun();
    void startDemonstration();
    void runClosed(const RunRecordPtr& run);
    void followQueue();
    void refreshCommands();
    void openFile();
    void openFolder();
    void openRun();
    void movePane(int by);
    void showAbout();
    // edit/main_window_edit.cpp: the editor's commands
    void connectEditor();
    void connectTaskCommands();
    void refreshEditCommands();
    void runBoth();
    void connectCopying();
    void followResults(); // of stored runs, in the gallery
    // text/main_window_text.cpp: text tasks and models
    void connectTexts();
    void connectModels();
    void followKind(const FewShotTask& task);
    void showConfigOnTextPage();
    // view/main_window_look.cpp: themes, palettes, text, layouts, help
    void connectLook();
    void connectLayouts();
    void connectHelp();
    void startTour();
    void restoreLook(); // and filters, form, page and tab
    void saveLook() const;

    WindowServices services_;
    ThemeSwitch& theme_;
    Actions* actions_;
    TaskLibrary* library_;
    RunQueue* queue_;
    HeaderBar* header_ = nullptr;
    NoticeBar* notice_ = nullptr;
    QTabWidget* left_ = nullptr;
    GalleryPanel* gallery_ = nullptr;
    QueuePanel* queuePanel_ = nullptr;
    RunsPanel* runsPanel_ = nullptr;
    QTabWidget* pages_ = nullptr;
    QStackedWidget* taskStack_ = nullptr;
    WelcomePanel* welcome_ = nullptr;
    PairsView* pairs_ = nullptr;
    EditPage* edit_ = nullptr;
    SetupPage* setup_ = nullptr;
    LivePage* live_ = nullptr;
    ResultsPage* results_ = nullptr;
    ComparePage* compare_ = nullptr;
    ItemTable* items_ = nullptr;
    TextPage* text_ = nullptr;
    ModelsPage* modelsPage_ = nullptr;
    StatusLine* status_ = nullptr;
    PretrainingWindow* pretraining_ = nullptr; // from the first time it is asked for
    Layouts* layouts_ = nullptr;
    TaskEntryPtr task_;
    RunRecordPtr shownRun_;
    RunRecordPtr runningRun_; // the queue's first when it last changed
};

} // namespace ttt
