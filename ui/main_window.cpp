#include "ui/main_window.h"

#include "ui/browse/pairs_view.h"

#include <QMenuBar>
#include <QSplitter>

namespace ttt {

MainWindow::MainWindow(WindowServices services)
    : services_(std::move(services)),
      actions_(new Actions(this)),
      library_(new TaskLibrary(services_.arcFolder, services_.factsFolder, this)),
      gallery_(new GalleryPanel(*library_)),
      pairs_(new PairsView) {
    setWindowTitle(tr("TTT Workbench"));
    actions_->fillMenus(menuBar());
    auto* splitter = new QSplitter;
    splitter->addWidget(gallery_);
    splitter->addWidget(pairs_);
    splitter->setSizes({340, 940});
    setCentralWidget(splitter);
    resize(1280, 800);
    connect(gallery_, &GalleryPanel::chosen, this, &MainWindow::showTask);
    actions_->on("browse.filter", gallery_, &GalleryPanel::focusFilter);
    actions_->on("file.quit", this, &QWidget::close);
    library_->loadPublicSets();
}

void MainWindow::showTask(const TaskEntryPtr& entry) { pairs_->showTask(entry->task); }

} // namespace ttt
