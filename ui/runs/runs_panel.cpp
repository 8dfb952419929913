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

struct OpenedRuns {
    std::vector<RunRecordPtr> runs;
    QString problem;
};

std::function<OpenedRuns()> reading(std::vector<std::filesystem::path> folders, QThread* home) {
    return [folders = std::move(folders), home] {
        OpenedRuns opened;
        try {
            for (const auto& folder : folders) {
                auto record = std::make_shared<RunRecord>(readRunFolder(folder));
                record->moveToThread(home);
                opened.runs.push_back(std::move(record));
            }
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
    view_->setToolTip(tr("Select one to open it, two to compare them (Ctrl+click)"));
    view_->setModel(model_);
    view_->setItemDelegate(new RunDelegate(view_));
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setUniformItemSizes(true);
    view_->setMouseTracking(true);
    compare_->setText(tr("Compare the two selected runs"));
    compare_->setAccessibleName(compare_->text());
    compare_->setToolTip(tr("Show two runs side by side (Ctrl+D)"));
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
    compare_->setEnabled(rows.size() == 2);
    if (model_->rowCount() == 0) {
        hint_->setText(tr("No runs yet. Choose a task and press Run."));
    } else {
        hint_->setText(counted(model_->rowCount(), tr("run"), tr("runs")) +
                       tr(". Select two to compare them."));
    }
    if (rows.size() == 1) open(model_->at(rows[0]).folder);
}

void RunsPanel::open(const std::filesystem::path& folder) {
    inBackground(this, reading({folder}, thread()), [this](OpenedRuns found) {
        if (!found.problem.isEmpty()) {
            Q_EMIT problem(tr("This run cannot be read"), found.problem);
        } else {
            Q_EMIT opened(found.runs[0]);
        }
    });
}

void RunsPanel::compareSelected() {
    const QList<int> rows = selectedRows();
    if (rows.size() != 2) {
        Q_EMIT problem(tr("Select two runs to compare them"),
                       tr("Click one run in the list and Ctrl+click another."));
        return;
    }
    // The older run first: what changed since then reads from left to right.
    const auto read = reading({model_->at(rows[1]).folder, model_->at(rows[0]).folder}, thread());
    inBackground(this, read, [this](OpenedRuns found) {
        if (!found.problem.isEmpty()) {
            Q_EMIT problem(tr("These runs cannot be compared"), found.problem);
        } else {
            Q_EMIT compared(found.runs[0], found.runs[1]);
        }
    });
}

} // namespace ttt
