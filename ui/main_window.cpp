#include "ui/main_window.h"

#include "core/runs/suites/asked_task.h"
#include "core/tasks/bbh_tasks.h"
#include "ui/browse/gallery_panel.h"
#include "ui/browse/pairs_view.h"
#include "ui/browse/welcome_panel.h"
#include "ui/compare/compare_page.h"
#include "ui/edit/edit_page.h"
#include "ui/header_bar.h"
#include "ui/live/live_page.h"
#include "ui/models/models_page.h"
#include "ui/notice_bar.h"
#include "ui/pretrain/pretraining_window.h"
#include "ui/results/results_page.h"
#include "ui/runs/queue_panel.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/status_line.h"
#include "ui/setup/setup_page.h"
#include "ui/text/item_table.h"
#include "ui/text/text_page.h"
#include "ui/window_state.h"

#include <QCloseEvent>
#include <QMenuBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace ttt {

MainWindow::MainWindow(WindowServices services, ThemeSwitch& theme)
    : services_(std::move(services)),
      theme_(theme),
      actions_(new Actions(this)),
      library_(
          new TaskLibrary(services_.arcFolder, services_.factsFolder, services_.madeSet, this)),
      queue_(new RunQueue(services_.makeEngine, this)) {
    theme_.restore(QSettings());
    setWindowTitle(tr("TTT Workbench"));
    actions_->fillMenus(menuBar());
    auto* splitter = new QSplitter;
    splitter->setObjectName("main-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeLeft());
    splitter->addWidget(makeCentre());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({346, 934});
    setCentralWidget(splitter);
    status_ = new StatusLine(*queue_);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addPermanentWidget(status_, 1);
    connectPanes();
    connectCommands();
    connectViewCommands();
    connectRunCommands();
    connectCompareCommands();
    connectEditor();
    connectTexts();
    connectModels();
    connectLook();
    restoreChoices();
    refreshCommands();
    edit_->load();
    library_->setTextSources(services_.bbhFolder, services_.madeTexts);
    library_->loadPublicSets();
    runsPanel_->model().refresh();
}

// The queue goes first: its records are shown by the pages.
MainWindow::~MainWindow() { delete queue_; }

QWidget* MainWindow::makeLeft() {
    gallery_ = new GalleryPanel(*library_);
    runsPanel_ = new RunsPanel(services_.runsFolder);
    queuePanel_ =
        new QueuePanel(*queue_, {actions_->get("run.pause"), actions_->get("run.sooner"),
                                 actions_->get("run.later"), actions_->get("run.unqueue")});
    auto* runs = new QWidget;
    auto* runsLayout = new QVBoxLayout(runs);
    runsLayout->setContentsMargins(0, 0, 0, 0);
    runsLayout->addWidget(queuePanel_);
    runsLayout->addWidget(runsPanel_, 1);
    left_ = new QTabWidget;
    left_->setDocumentMode(true);
    left_->tabBar()->setDrawBase(false);
    left_->tabBar()->setAccessibleName(tr("Tasks or runs"));
    left_->addTab(gallery_, tr("Tasks"));
    left_->addTab(runs, tr("Runs"));
    left_->setMinimumWidth(200);
    return left_;
}

QWidget* MainWindow::makeTaskPage() {
    welcome_ = new WelcomePanel;
    pairs_ = new PairsView;
    auto* greeting = new QWidget;
    auto* centred = new QVBoxLayout(greeting);
    centred->addStretch(1);
    centred->addWidget(welcome_, 0, Qt::AlignHCenter);
    centred->addStretch(2);
    taskStack_ = new QStackedWidget;
    taskStack_->addWidget(greeting);
    taskStack_->addWidget(pairs_);
    items_ = new ItemTable;
    taskStack_->addWidget(items_);
    return taskStack_;
}

QWidget* MainWindow::makeCentre() {
    header_ = new HeaderBar(actions_->get("run.start"), actions_->get("run.stop"));
    notice_ = new NoticeBar;
    edit_ = new EditPage(*library_, services_.editedFolder, services_.runsFolder, *actions_);
    setup_ = new SetupPage(*queue_, *actions_);
    live_ = new LivePage;
    results_ = new ResultsPage;
    compare_ = new ComparePage;
    text_ = new TextPage(*queue_, actions_->get("text.tokens"));
    modelsPage_ = new ModelsPage(*queue_, *actions_);
    pages_ = new QTabWidget;
    pages_->setDocumentMode(true);
    pages_->tabBar()->setDrawBase(false);
    pages_->tabBar()->setAccessibleName(tr("Pages"));
    pages_->addTab(makeTaskPage(), tr("Task"));
    pages_->addTab(edit_, tr("Edit"));
    pages_->addTab(setup_, tr("Setup"));
    pages_->addTab(live_, tr("Live"));
    pages_->addTab(results_, tr("Results"));
    pages_->addTab(compare_, tr("Compare"));
    pages_->addTab(text_, tr("Text"));
    pages_->addTab(modelsPage_, tr("Models"));
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header_);
    layout->addWidget(notice_);
    layout->addWidget(pages_, 1);
    return centre;
}

void MainWindow::connectPanes() {
    connect(gallery_, &GalleryPanel::chosen, this, [this](const TaskEntryPtr& entry) {
        showTask(entry);
        const bool ofRuns = page() > SetupPageIndex && page() < TextPageIndex;
        if (ofRuns || page() == ModelsPageIndex) showPage(TaskPage);
    });
    connect(library_, &TaskLibrary::problem, notice_, &NoticeBar::tell);
    connect(library_, &TaskLibrary::publicSetsLoaded, this, &MainWindow::firstTasksLoaded);
    connect(library_, &TaskLibrary::opened, this, [this](const QString& first) {
        gallery_->setTextFilter({});
        const QString set = first.section(':', 0, 0);
        gallery_->setSetFilter(set == kBbhSet ? set : QStringLiteral("files"));
        gallery_->choose(first);
    });
    connect(runsPanel_, &RunsPanel::problem, notice_, &NoticeBar::tell);
    connect(runsPanel_, &RunsPanel::opened, this, [this](const RunRecordPtr& run) {
        showRun(run);
        if (page() != LivePageIndex) showPage(ResultsPageIndex);
    });
    connect(runsPanel_, &RunsPanel::compared, this,
            [this](const std::vector<std::filesystem::path>& folders) {
                compare_->compare(folders);
                showPage(ComparePageIndex);
            });
    connect(queue_, &RunQueue::runClosed, this, &MainWindow::runClosed);
    connect(queue_, &RunQueue::changed, this, &MainWindow::refreshCommands);
    connect(queue_, &RunQueue::changed, this, &MainWindow::followQueue);
    connect(header_, &HeaderBar::presetChosen, setup_, &SetupPage::usePreset);
    connect(setup_, &SetupPage::edited, header_, &HeaderBar::setChangedFields);
    connect(welcome_, &WelcomePanel::demonstrationAsked, this, &MainWindow::startDemonstration);
    connect(welcome_, &WelcomePanel::tourAsked, this, &MainWindow::startTour);
    connect(welcome_, &WelcomePanel::browsingAsked, gallery_, &GalleryPanel::focusFilter);
}

int MainWindow::page() const { return pages_->currentIndex(); }

void MainWindow::showPage(Page page) { pages_->setCurrentIndex(page); }

void MainWindow::showTask(const TaskEntryPtr& entry) {
    task_ = entry;
    const bool text = isText(entry->task);
    taskStack_->setCurrentWidget(text ? static_cast<QWidget*>(items_) : pairs_);
    pairs_->showTask(text ? FewShotTask() : entry->task);
    items_->showTask(entry->task);
    text_->showTask(entry);
    header_->showTask(entry);
    setup_->showTask(entry);
    followKind(entry->task);
    edit_->showTask(entry);
    setWindowTitle(tr("%1 – TTT Workbench").arg(QString::fromStdString(entry->task.id)));
    refreshCommands();
}

// A stored run brings its own copy of the task, which is shown even where no set has it.
void MainWindow::showRun(const RunRecordPtr& run) {
    shownRun_ = run;
    live_->showRun(run);
    results_->showRun(run);
    text_->showRun(run);
    if (run->data().tasks.empty()) return;
    const TaskEntryPtr own = makeEntry(run->data().tasks.front());
    const TaskEntryPtr known = library_->find(own->qualified());
    // A list of questions that the run was drawn from is the task that goes on being browsed.
    const bool same = known && askedTask(known->task, run->data().config) == own->task;
    showTask(same ? known : own);
    gallery_->mark(own->qualified());
}

void MainWindow::restoreChoices() {
    QSettings settings;
    restoreWindowState(*this, settings);
    header_->setPreset(settings.value("run/preset", "quick").toString());
    setup_->usePreset(header_->preset());
    setup_->setPresetOfTexts(settings.value("run/text-preset", "paper-bbh").toString());
    restoreLook();
}

void MainWindow::saveChoices() const {
    QSettings settings;
    saveWindowState(*this, settings);
    saveLook();
    settings.setValue("run/preset", setup_->preset(false));
    settings.setValue("run/text-preset", setup_->preset(true));
    if (task_) settings.setValue("browse/task", task_->qualified());
}

// At the first start nothing is chosen and the greeting stays.
void MainWindow::firstTasksLoaded() {
    if (task_) return;
    const QString last = QSettings().value("browse/task").toString();
    if (!last.isEmpty()) gallery_->choose(last);
}

// What the run has measured is in its folder already; the worker adds the result while it is
// joined, after the window has gone from the screen.
void MainWindow::closeEvent(QCloseEvent* event) {
    if (pretraining_ != nullptr && !pretraining_->mayClose()) {
        event->ignore();
        return;
    }
    saveChoices();
    queue_->stopAll();
    event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) actions_->refreshIcons(palette());
    QMainWindow::changeEvent(event);
}

} // namespace ttt
