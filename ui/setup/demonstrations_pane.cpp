#include "ui/setup/demonstrations_pane.h"

#include "core/base/files.h"
#include "core/runs/suites/asked_task.h"
#include "core/tasks/table/text_table.h"
#include "ui/actions.h"
#include "ui/text/item_model.h"
#include "ui/text/item_table.h"

#include <QApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace ttt {

DemonstrationsPane::DemonstrationsPane(const Actions& actions, QWidget* parent)
    : QWidget(parent), model_(new ItemModel(this)), table_(new QTableView), note_(new QLabel) {
    model_->setEditable(true);
    table_->setAccessibleName(tr("Demonstrations of the task"));
    table_->setToolTip(tr("Checked rows are shown, from top to bottom; the others are asked. "
                          "Double click a text to edit it"));
    table_->setModel(model_);
    prepareTextTable(*table_, ItemModel::Question);
    table_->setColumnWidth(ItemModel::Shown, 84);
    table_->setColumnWidth(ItemModel::Answer, 90);
    note_->setProperty("role", "muted");
    note_->setAccessibleName(tr("What is shown and asked"));
    auto* title = new QLabel(tr("Demonstrations"));
    title->setProperty("role", "heading");
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addWidget(note_, 1);
    for (const char* id : {"text.row-up", "text.row-down", "text.row-add", "text.row-remove",
                           "text.rows-reset", "text.rows-save"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(actions.get(id));
        button->setAccessibleName(actions.get(id)->text().remove('&'));
        head->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(table_, 1);
    connect(model_, &ItemModel::edited, this, [this] {
        refresh();
        Q_EMIT edited();
    });
}

bool DemonstrationsPane::changed() const { return model_->changed(); }

void DemonstrationsPane::showTask(const FewShotTask& task, const RunConfig& config) {
    const bool same = task == task_;
    if (same && changed()) return;
    RunConfig all = config;
    all.task.items = 0;
    FewShotTask drawn = task;
    try {
        drawn = askedTask(task, all);
    } catch (const Error&) {
        // More shots than the task has questions: the rows as they are in the file.
    }
    if (same && drawn == drawn_) return;
    task_ = task;
    drawn_ = std::move(drawn);
    model_->showTask(drawn_);
    refresh();
}

FewShotTask DemonstrationsPane::arranged(const FewShotTask& task, const RunConfig& config) const {
    if (!changed() || task != task_) return task;
    FewShotTask own = model_->arranged();
    const auto most = static_cast<size_t>(config.task.items);
    if (most > 0 && own.queries.size() > most) own.queries.resize(most);
    return own;
}

void DemonstrationsPane::finishEditing() {
    if (table_->isAncestorOf(QApplication::focusWidget())) table_->setFocus();
}

void DemonstrationsPane::moveRow(int by) {
    const int row = table_->currentIndex().row();
    table_->selectRow(model_->move(row, by));
}

void DemonstrationsPane::addRow() {
    model_->addRow();
    table_->selectRow(0);
    table_->edit(model_->index(0, ItemModel::Question));
}

void DemonstrationsPane::removeRow() { model_->removeRow(table_->currentIndex().row()); }

void DemonstrationsPane::reset() {
    model_->showTask(drawn_);
    refresh();
    Q_EMIT edited();
}

void DemonstrationsPane::saveTo(const QString& file) {
    const FewShotTask task = changed() ? model_->arranged() : drawn_;
    writeFileAtomically(file.toStdString(), toJsonLines(task));
}

QString DemonstrationsPane::saveAs() {
    const QString name = QString::fromStdString(task_.id) + QStringLiteral("-own.jsonl");
    const QString file = QFileDialog::getSaveFileName(this, tr("Keep the questions as a file"),
                                                      name, tr("JSON lines (*.jsonl)"));
    if (file.isEmpty()) return {};
    try {
        saveTo(file);
    } catch (const Error& problem) {
        return QString::fromUtf8(problem.what());
    }
    return {};
}

void DemonstrationsPane::refresh() {
    const int shown = model_->shownCount();
    const QString counts = tr("%1 shown, %2 asked").arg(shown).arg(model_->rowCount() - shown);
    note_->setText(changed() ? counts + tr(", changed") : counts);
    note_->setToolTip(changed() ? tr("The run gets these rows") : tr("As the seed draws them"));
}

} // namespace ttt
