#include "core/tasks/bbh_tasks.h"
#include "ui/header_bar.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/models/models_page.h"
#include "ui/models/playground.h"
#include "ui/notice_bar.h"
#include "ui/setup/config_form.h"
#include "ui/setup/demonstrations_pane.h"
#include "ui/setup/setup_page.h"
#include "ui/text/text_page.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QTabWidget>
#include <QUrl>

namespace ttt {

void MainWindow::connectTexts() {
    setAcceptDrops(true);
    actions_->on("file.bbh-folder", this, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Folder with BIG-Bench Hard's task files"));
        if (!folder.isEmpty()) library_->openBbh(folder.toStdString());
    });
    actions_->on("text.previous", this, [this] { text_->stepQuestion(-1); });
    actions_->on("text.next", this, [this] { text_->stepQuestion(1); });
    DemonstrationsPane* rows = &setup_->demonstrations();
    actions_->on("text.row-up", rows, [rows] { rows->moveRow(-1); });
    actions_->on("text.row-down", rows, [rows] { rows->moveRow(1); });
    actions_->on("text.row-add", rows, &DemonstrationsPane::addRow);
    actions_->on("text.row-remove", rows, &DemonstrationsPane::removeRow);
    actions_->on("text.rows-reset", rows, &DemonstrationsPane::reset);
    actions_->on("text.rows-save", this, [this, rows] {
        tellUnlessEmpty(tr("The questions could not be written"), rows->saveAs());
    });
    connect(setup_, &SetupPage::edited, this, &MainWindow::showConfigOnTextPage);
    // One step cursor: the live page's.
    connect(live_, &LivePage::cursorPlaced, text_, &TextPage::showStep);
    connect(text_, &TextPage::stepAsked, live_, &LivePage::moveCursor);
    connect(pages_, &QTabWidget::currentChanged, this, [this] {
        const bool setup = page() == SetupPageIndex && task_ && isText(task_->task);
        for (const char* id : {"text.row-up", "text.row-down", "text.row-add", "text.row-remove",
                               "text.rows-reset", "text.rows-save"}) {
            actions_->get(id)->setEnabled(setup);
        }
    });
    showConfigOnTextPage();
}

void MainWindow::showConfigOnTextPage() {
    text_->setConfig(setup_->config(), setup_->form().modelReadsText());
}

// Grids and texts have presets and parameters of their own.
void MainWindow::followKind(const FewShotTask& task) {
    header_->setPreset(setup_->preset(isText(task)));
    showConfigOnTextPage();
}

void MainWindow::connectModels() {
    Playground* playground = &modelsPage_->playground();
    actions_->on("models.load", modelsPage_, &ModelsPage::load);
    actions_->on("models.cancel", modelsPage_, &ModelsPage::cancelLoad);
    actions_->on("models.unload", modelsPage_, &ModelsPage::unload);
    actions_->on("models.use", modelsPage_, &ModelsPage::useChosen);
    actions_->on("models.add-file", this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Add a model file"), {},
                                                          tr("Model files (*.gguf *.safetensors)"));
        if (!file.isEmpty()) modelsPage_->addPath(file);
    });
    actions_->on("models.add-folder", this, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Add a folder with a model"));
        if (!folder.isEmpty()) modelsPage_->addPath(folder);
    });
    actions_->on("models.generate", this, [this, playground] {
        showPage(ModelsPageIndex);
        playground->generate();
    });
    actions_->on("models.stop-generating", playground, &Playground::stop);
    connect(modelsPage_, &ModelsPage::problem, notice_, &NoticeBar::tell);
    connect(modelsPage_, &ModelsPage::chosen, this, [this](const QString& model) {
        setup_->useModel(model);
        showPage(SetupPageIndex);
    });
    const auto refresh = [this, playground] {
        const bool busy = modelsPage_->loading() || playground->generating();
        actions_->get("models.load")->setEnabled(!busy);
        actions_->get("models.cancel")->setEnabled(modelsPage_->loading());
        actions_->get("models.unload")
            ->setEnabled(!busy && modelsPage_->models().loaded().has_value());
        actions_->get("models.generate")->setEnabled(!busy);
        actions_->get("models.stop-generating")->setEnabled(playground->generating());
    };
    connect(modelsPage_, &ModelsPage::changed, this, refresh);
    refresh();
}

// Task files, tables of questions and folders of them.
void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) library_->open(url.toLocalFile().toStdString());
    }
    event->acceptProposedAction();
}

} // namespace ttt
