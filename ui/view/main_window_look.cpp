// How the window looks and is arranged: themes, palettes, size of the text, layouts; and the ways
// into the help.
#include "core/config/config_json.h"
#include "ui/browse/gallery_panel.h"
#include "ui/compare/compare_page.h"
#include "ui/edit/edit_page.h"
#include "ui/header_bar.h"
#include "ui/help/command_palette.h"
#include "ui/help/guided_tour.h"
#include "ui/help/help_dialog.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/results/results_page.h"
#include "ui/runs/status_line.h"
#include "ui/setup/config_form.h"
#include "ui/setup/setup_page.h"
#include "ui/view/layouts.h"

#include <QInputDialog>
#include <QSettings>
#include <QTabWidget>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

void MainWindow::connectLook() {
    actions_->on("view.theme-system", this, [this] { theme_.choose(ThemeChoice::System); });
    actions_->on("view.theme-light", this, [this] { theme_.choose(ThemeChoice::Light); });
    actions_->on("view.theme-dark", this, [this] { theme_.choose(ThemeChoice::Dark); });
    actions_->on("view.palette-official", this,
                 [this] { theme_.chooseArcPalette(ArcPalette::Official); });
    actions_->on("view.palette-distinct", this,
                 [this] { theme_.chooseArcPalette(ArcPalette::Distinct); });
    const auto scale = [this](double to) {
        theme_.setTextScale(to);
        status_->tell(tr("Text at %1 %").arg(qRound(theme_.textScale() * 100)));
    };
    const auto next = [this, scale](int by) {
        const auto& scales = ThemeSwitch::kTextScales;
        const auto at = std::ranges::find(scales, theme_.textScale()) - scales.begin() + by;
        scale(scales[static_cast<size_t>(std::clamp<qsizetype>(at, 0, std::ssize(scales) - 1))]);
    };
    actions_->on("view.text-larger", this, [next] { next(1); });
    actions_->on("view.text-smaller", this, [next] { next(-1); });
    actions_->on("view.text-normal", this, [scale] { scale(1); });
    connectLayouts();
    connectHelp();
}

void MainWindow::connectLayouts() {
    layouts_ = new Layouts(*this, *left_, *pages_);
    QAction* left = actions_->get("view.left");
    left->setChecked(true);
    connect(left, &QAction::toggled, layouts_, &Layouts::setLeftShown);
    connect(layouts_, &Layouts::leftShownChanged, left, &QAction::setChecked);
    actions_->on("view.layout-browse", layouts_, &Layouts::browse);
    actions_->on("view.layout-train", layouts_, &Layouts::train);
    actions_->on("view.layout-compare", layouts_, &Layouts::compare);
    actions_->on("view.layout-reset", layouts_, &Layouts::reset);
    actions_->on("view.layout-save", this, [this] {
        const QString name =
            QInputDialog::getText(this, tr("Save the layout"), tr("Name of the layout"));
        if (name.trimmed().isEmpty()) return;
        layouts_->save(name.trimmed());
        status_->tell(tr("Layout \"%1\" is saved").arg(name.trimmed()));
    });
    const auto choose = [this](const QString& title) {
        const QStringList names = layouts_->own();
        if (names.isEmpty()) status_->tell(tr("No layout is saved yet"));
        return names.isEmpty() ? QString()
                               : QInputDialog::getItem(this, title, tr("Layout"), names, 0, false);
    };
    actions_->on("view.layout-restore", this, [this, choose] {
        const QString name = choose(tr("Restore a layout"));
        if (!name.isEmpty()) layouts_->restore(name);
    });
    actions_->on("view.layout-delete", this, [this, choose] {
        const QString name = choose(tr("Delete a layout"));
        if (name.isEmpty()) return;
        layouts_->remove(name);
        status_->tell(tr("Layout \"%1\" is deleted").arg(name));
    });
}

void MainWindow::connectHelp() {
    const auto help = [this](const QString& page) {
        auto* dialog = findChild<HelpDialog*>();
        if (dialog == nullptr) dialog = new HelpDialog(*actions_, this);
        dialog->showPage(page);
        dialog->show();
        dialog->raise();
        dialog->activateWindow();
    };
    actions_->on("help.first-steps", this, [help] { help("first-steps"); });
    actions_->on("help.shortcuts", this, [help] { help("keys"); });
    actions_->on("help.commands", this,
                 [this] { (new CommandPalette(actions_->all(), this))->show(); });
    actions_->on("help.tour", this, &MainWindow::startTour);
}

void MainWindow::startTour() {
    delete findChild<GuidedTour*>();
    const auto at = [this](Page page) { return [this, page] { showPage(page); }; };
    std::vector<TourStop> stops{
        {tr("The tasks"),
         tr("All public ARC tasks. Type into the filter, open the filters below it, and choose a "
            "task with the mouse or the arrow keys. Your stored runs are behind the second tab."),
         left_, [this] { left_->setCurrentWidget(gallery_); }},
        {tr("One task"),
         tr("Its demonstrations and its test, as large as fits. Point at a cell to read its value; "
            "Ctrl+U marks where outputs differ from inputs."),
         pages_, at(TaskPage)},
        {tr("A copy of your own"),
         tr("The first stroke makes a copy; the original stays. Everything can be undone, and "
            "Before and after shows what your change did to the answer."),
         edit_, at(EditPageIndex)},
        {tr("The parameters"),
         tr("A preset to start from, every field with its help, and the very episodes that "
            "training will see."),
         setup_, at(SetupPageIndex)},
        {tr("Run"),
         tr("Ctrl+Return trains on the task and answers it; Esc stops within one step."),
         header_,
         {}},
        {tr("The run as it goes"),
         tr("The loss falls, and the prediction changes with it. Drag along the curve to see what "
            "the model answered at each step."),
         live_, at(LivePageIndex)},
        {tr("What it came to"),
         tr("Both attempts beside the true output and beside the answer without training. Ctrl+E "
            "lists what every view answered."),
         results_, at(ResultsPageIndex)},
        {tr("Side by side"),
         tr("Two or more runs or suites: what differs, who solved what, and whether that is more "
            "than chance."),
         compare_, at(ComparePageIndex)},
        {tr("That is all"),
         tr("Ctrl+K finds every command, F1 shows all keys. The help has a page on each part."),
         pages_, at(TaskPage)},
    };
    auto* tour = new GuidedTour(std::move(stops), *this);
    tour->setFocus();
}

// The form of grid tasks; one that this version cannot read any more stays as its preset is.
void MainWindow::restoreLook() {
    QSettings settings;
    const char* themes[] = {"view.theme-system", "view.theme-light", "view.theme-dark"};
    actions_->get(themes[static_cast<int>(theme_.choice())])->setChecked(true);
    const QString palette = settings.value("view/palette", "official").toString();
    if (QAction* action = findChild<QAction*>("view.palette-" + palette)) action->trigger();
    layouts_->setLeftShown(settings.value("view/left", true).toBool());
    for (const char* id : {"digits", "differences"}) {
        const QString key = QStringLiteral("view/") + id;
        actions_->get(QStringLiteral("view.") + id)->setChecked(settings.value(key).toBool());
    }
    const std::string form = settings.value("run/form").toString().toStdString();
    try {
        if (!form.empty()) {
            setup_->setConfig(configFromJson(nlohmann::json::parse(form), "the kept form",
                                             setup_->form().reference()));
        }
    } catch (const std::exception& problem) {
        status_->tell(tr("The form of the last start cannot be read: %1").arg(problem.what()));
    }
    gallery_->setFilterState(settings.value("browse/filter").toStringList());
    left_->setCurrentIndex(settings.value("window/tab").toInt());
    const QString page = settings.value("window/page").toString();
    for (int i = 0; i < pages_->count(); ++i) {
        if (pages_->tabText(i) == page) pages_->setCurrentIndex(i);
    }
}

void MainWindow::saveLook() const {
    QSettings settings;
    const char* names[] = {"system", "light", "dark"};
    settings.setValue("view/theme", names[static_cast<int>(theme_.choice())]);
    settings.setValue("view/palette",
                      chosenArcPalette() == ArcPalette::Distinct ? "distinct" : "official");
    settings.setValue("view/text-scale", theme_.textScale());
    settings.setValue("view/left", layouts_->leftShown());
    for (const char* id : {"digits", "differences"}) {
        settings.setValue(QStringLiteral("view/") + id,
                          actions_->get(QStringLiteral("view.") + id)->isChecked());
    }
    settings.setValue("run/form", QString::fromStdString(toJson(setup_->config(false)).dump()));
    settings.setValue("browse/filter", gallery_->filterState());
    settings.setValue("window/tab", left_->currentIndex());
    settings.setValue("window/page", pages_->tabText(pages_->currentIndex()));
}

} // namespace ttt
