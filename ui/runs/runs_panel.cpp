#include "ui/runs/runs_panel.h"

#include "ui/background.h"
#include "ui/runs/run_delegate.h"
#include "ui/words.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

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
      view_(new QListView(this)),
      hint_(new QLabel(this)),
      compare_(new QPushButton(this)) {
    view_->setAccessibleName(tr("Stored runs"));
    view_->setToolTip(tr("Select one to open it, several to compare them (Ctrl+click)"));
    view_->setModel(model_);
    view_->setItemDelegate(new RunDelegate(view_));
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    compare_->setText(tr("Compare the selected runs"));
    compare_->setAccessibleName(compare_->text());
    compare_->setToolTip(tr("Show the selected runs side by side (Ctrl+D)"));
    hint_->setProperty("role", "muted");
    hint_->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(view_, 1);
    layout->addWidget(compare_);
    layout->addWidget(hint_);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsPanel::selectionChanged);
    connect(compare_, &QPushButton::clicked, this, &RunsPanel::compareSelected);
    connect(model_, &RunListModel::refreshed, this, &RunsPanel::selectionChanged);
    selectionChanged();
}

QList<int> RunsPanel::selectedRows() const {
    QList<int> rows;
    for (const QModelIndex& index : view_->selectionModel()->selectedIndexes()) {
        rows << index.row();
    }
    std::ranges::sort(rows);
    return rows;
}

void RunsPanel::selectionChanged() {
    const QList<int> rows = selectedRows();
    compare_->setEnabled(rows.size() >= 2);
    if (model_->rowCount() == 0) {
        hint_->setText(tr("No runs yet. Choose a task and press Run."));
    } else {
        hint_->setText(counted(model_->rowCount(), tr("run"), tr("runs")) +
                       tr(". Select several to compare them."));
    }
    if (rows.size() == 1) open(model_->at(rows[0]).folder);
}

void RunsPanel::open(const std::filesystem::path& folder) {
    inBackground(this, reading(folder, thread()), [this](OpenedRun found) {
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
    // The oldest run first: what changed since then reads from left to right.
    std::vector<std::filesystem::path> folders;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        folders.push_back(model_->at(*row).folder);
    }
    Q_EMIT compared(folders);
}

} // namespace ttt
