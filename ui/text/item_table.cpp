#include "ui/text/item_table.h"

#include "ui/text/item_model.h"
#include "ui/words.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

namespace ttt {

void prepareTextTable(QTableView& table, int wide) {
    table.setTabKeyNavigation(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setWordWrap(false);
    table.verticalHeader()->setVisible(false);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 8);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        table.horizontalHeader()->setSectionResizeMode(
            column, column == wide ? QHeaderView::Stretch : QHeaderView::Interactive);
    }
}

ItemTable::ItemTable(QWidget* parent)
    : QWidget(parent), model_(new ItemModel(this)), form_(new QLabel), table_(new QTableView) {
    form_->setWordWrap(true);
    form_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form_->setAccessibleName(tr("How the task is asked"));
    table_->setAccessibleName(tr("Demonstrations and questions"));
    table_->setToolTip(tr("Questions with their answers; under Text they stand as the model "
                          "reads them"));
    table_->setModel(model_);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    prepareTextTable(*table_, ItemModel::Question);
    table_->setColumnWidth(ItemModel::Shown, 70);
    table_->setColumnWidth(ItemModel::Answer, 150);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(form_);
    layout->addWidget(table_, 1);
}

void ItemTable::showTask(const FewShotTask& task) {
    model_->showTask(task);
    const QString how =
        QString::fromStdString(task.form.instruction + " " + task.form.answerFormat).trimmed();
    const QString counts = tr("%1 shown, %2 asked")
                               .arg(task.examples.size())
                               .arg(counted(static_cast<qint64>(task.queries.size()),
                                            tr("question"), tr("questions")));
    const QString drawn =
        task.itemCount > 0 ? tr("; which are shown is drawn by seed (Setup)") : QString();
    form_->setText((how.isEmpty() ? QString() : how + '\n') + counts + drawn);
}

void ItemTable::setAnswersHidden(bool hidden) { model_->setAnswersHidden(hidden); }

} // namespace ttt
