#include "ui/runs/runs_panel.h"

#include "ui/background.h"
#include "ui/runs/run_delegate.h"
#include "ui/words.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <ranges>

namespace ttt {

namespace {

struct OpenedRun {
    RunRecordPtr run;
    QString problem;
};

std::function<OpenedRun()> reading(std::filesystem::path folder, QThread* home) {
    return [folder = std::move(folder), home] {
        OpenedRun opened;
        try {
            opened.run = std::make_shared<RunRecord>(readRunFolder(folder));
            opened.run->moveToThread(home);
        } catch (const std::exception& problem) {
            opened.problem = QString::fromUtf8(problem.what());
        }
        return opened;
    };
}

} // namespace

RunsPanel::RunsPanel(std::filesystem::path folder, QWidget* parent)
    : QWidget(parent),
      model_(new RunListModel(std::move(folder), this)),
      filter_(new QLineEdit(this)),
      order_(new QComboBox(this)),
      view_(new QListView(this)),
      hint_(new QLabel(this)),
      compare_(new QPushButton(this)) {
    filter_->setPlaceholderText(tr("Filter: task, verdict, model…"));
    filter_->setAccessibleName(tr("Filter runs"));
    filter_->setToolTip(tr("Words that must all match: task, model, device, verdict, date; -word "
                           "excludes; loss<0.1, seconds>=10, seed=3"));
    filter_->setClearButtonEnabled(true);
    order_->setAccessibleName(tr("Order of the runs"));
    order_->setToolTip(tr("Sort the runs"));
    order_->addItems({tr("Newest first"), tr("By task"), tr("By verdict"), tr("By last loss"),
                      tr("By seconds")});
    view_->setAccessibleName(tr("Stored runs"));
    view_->setToolTip(tr("Select one to open it, several to compare them (Ctrl+click)"));
    view_->setModel(model_);
    view_->setItemDelegate(new RunDelegate(view_));
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    compare_->setText(tr("Compare selected runs"));
    compare_->setAccessibleName(compare_->text());
    compare_->setToolTip(tr("Show the selected runs side by side (Ctrl+D)"));
    hint_->setProperty("role", "muted");
    hint_->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(filter_);
    layout->addWidget(order_);
    layout->addWidget(view_, 1);
    layout->addWidget(compare_);
    layout->addWidget(hint_);
    connect(filter_, &QLineEdit::textChanged, this, &RunsPanel::applyFilter);
    connect(order_, &QComboBox::currentIndexChanged, this, &RunsPanel::applyFilter);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        showState();
        ++reading_; // what was chosen before is not to take the window later
        const QList<int> rows = selectedRows();
        if (rows.size() == 1) open(model_->at(rows[0]).folder);
    });
    connect(compare_, &QPushButton::clicked, this, &RunsPanel::compareSelected);
    connect(model_, &RunListModel::modelAboutToBeReset, this, &RunsPanel::rememberSelection);
    connect(model_, &RunListModel::modelReset, this, &RunsPanel::selectAgain);
    showState();
}

void RunsPanel::applyFilter() {
    model_->setFilter(filter_->text(), static_cast<RunSorting>(order_->currentIndex()));
}

QList<int> RunsPanel::selectedRows() const {
    QList<int> rows;
    for (const QModelIndex& index : view_->selectionModel()->selectedIndexes()) {
        rows << index.row();
    }
    std::ranges::sort(rows);
    return rows;
}

void RunsPanel::rememberSelection() {
    selected_.clear();
    for (const int row : selectedRows()) selected_.insert(model_->at(row).folder);
    const QModelIndex current = view_->currentIndex();
    current_ = current.isValid() ? model_->at(current.row()).folder : std::filesystem::path();
}

// The runs that were selected stay so when others come or the order changes; none is opened by it.
void RunsPanel::selectAgain() {
    const QSignalBlocker notByTheUser(view_->selectionModel());
    QItemSelection again;
    for (int row = 0; row < model_->rowCount(); ++row) {
        const std::filesystem::path& folder = model_->at(row).folder;
        const QModelIndex index = model_->index(row);
        if (selected_.contains(folder)) again.select(index, index);
        if (folder == current_) {
            view_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
        }
    }
    view_->selectionModel()->select(again, QItemSelectionModel::Select);
    showState();
}

void RunsPanel::showState() {
    compare_->setEnabled(selectedRows().size() >= 2);
    if (model_->rowCount() == 0 && !model_->all().empty()) {
        hint_->setText(tr("Nothing matches this filter"));
    } else if (model_->rowCount() == 0) {
        hint_->setText(tr("No runs yet. Choose a task and press Run."));
    } else {
        hint_->setText(counted(model_->rowCount(), tr("run"), tr("runs")) +
                       tr(". Select several to compare them."));
    }
}

void RunsPanel::open(const std::filesystem::path& folder) {
    const int request = ++reading_;
    inBackground(this, reading(folder, thread()), [this, request](const OpenedRun& found) {
        if (request != reading_) return;
        if (!found.problem.isEmpty()) {
            Q_EMIT problem(tr("This run cannot be read"), found.problem);
        } else {
            Q_EMIT opened(found.run);
        }
    });
}

void RunsPanel::compareSelected() {
    const QList<int> rows = selectedRows();
    if (rows.size() < 2) {
        Q_EMIT problem(tr("Select two runs or more to compare them"),
                       tr("Click one run in the list and Ctrl+click others."));
        return;
    }
    ++reading_;
    // The oldest run first: what changed since then reads from left to right.
    std::vector<RunSummary> chosen;
    for (const int row : rows) chosen.push_back(model_->at(row));
    sortNewestFirst(chosen);
    std::vector<std::filesystem::path> folders;
    for (const RunSummary& run : std::views::reverse(chosen)) folders.push_back(run.folder);
    Q_EMIT compared(folders);
}

} // namespace ttt
