#include "ui/compare/compare_page.h"

#include "ui/compare/parameter_diff_model.h"
#include "ui/grids/titled_grid.h"
#include "ui/live/loss_plot.h"
#include "ui/results/results_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

QString summaryOf(const QString& name, const RunRecord& run) {
    const Tests with = countRight(run, true);
    QStringList parts;
    for (const FewShotTask& task : run.data().tasks) {
        parts << QString::fromStdString(qualifiedId(task.set, task.id));
    }
    parts << run.label();
    if (with.known > 0) {
        parts << ComparePage::tr("%1 of %2 tests right").arg(with.right).arg(with.known);
    }
    const RunResult& result = run.data().result;
    if (result.lastLossNats) {
        parts << ComparePage::tr("loss %1").arg(*result.lastLossNats, 0, 'g', 3);
    }
    if (result.seconds.total > 0) {
        parts << ComparePage::tr("%1 s").arg(result.seconds.total, 0, 'f', 1);
    }
    if (run.state() != RunState::Done) parts << run.statusWord();
    return QStringLiteral("<b>%1</b>&nbsp;&nbsp;%2")
        .arg(name, parts.join(QStringLiteral("  ·  ")).toHtmlEscaped());
}

} // namespace

ComparePage::ComparePage(QWidget* parent)
    : QWidget(parent),
      plot_(new LossPlot),
      parameters_(new ParameterDiffModel(this)),
      table_(new QTableView),
      same_(new QLabel),
      tests_(new QComboBox) {
    auto* layout = new QVBoxLayout(this);
    for (QLabel*& head : heads_) {
        head = new QLabel;
        head->setTextFormat(Qt::RichText);
        head->setWordWrap(true);
        layout->addWidget(head);
    }
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName("compare-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeUpper());
    splitter->addWidget(makeLower());
    splitter->setSizes({280, 320});
    layout->addWidget(splitter, 1);
    showRuns(nullptr, nullptr);
}

QWidget* ComparePage::makeUpper() {
    plot_->setCursorShown(false);
    table_->setModel(parameters_);
    table_->setAccessibleName(tr("Parameters that differ"));
    table_->setToolTip(tr("Only the parameters in which the two runs differ"));
    table_->verticalHeader()->setVisible(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table_->setShowGrid(false);
    table_->setSelectionMode(QAbstractItemView::NoSelection);
    table_->setTabKeyNavigation(false);
    same_->setProperty("role", "muted");
    same_->setAlignment(Qt::AlignCenter);
    same_->setWordWrap(true);
    auto* right = new QWidget;
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(table_, 1);
    rightLayout->addWidget(same_, 1);
    auto* upper = new QSplitter;
    upper->setObjectName("compare-upper");
    upper->setChildrenCollapsible(false);
    upper->addWidget(plot_);
    upper->addWidget(right);
    upper->setSizes({500, 400});
    return upper;
}

QWidget* ComparePage::makeLower() {
    tests_->setAccessibleName(tr("Test compared"));
    tests_->setToolTip(tr("Which test the predictions below belong to"));
    const QString titles[] = {tr("A, attempt 1"), tr("A, attempt 2"), tr("B, attempt 1"),
                              tr("B, attempt 2"), tr("True output")};
    auto* row = new QHBoxLayout;
    row->setSpacing(14);
    for (size_t i = 0; i < grids_.size(); ++i) {
        grids_[i] = new TitledGrid(titles[i]);
        row->addWidget(grids_[i], 1);
    }
    auto* lower = new QWidget;
    auto* layout = new QVBoxLayout(lower);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(tests_, 0, Qt::AlignLeft);
    layout->addLayout(row, 1);
    connect(tests_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshGrids);
    return lower;
}

void ComparePage::showRuns(const RunRecordPtr& first, const RunRecordPtr& second) {
    runs_ = {first, second};
    plot_->clear();
    const QString names[] = {tr("A"), tr("B")};
    for (size_t i = 0; i < runs_.size(); ++i) {
        if (!runs_[i]) continue;
        plot_->setCurve(static_cast<int>(i), names[i] + ": " + runs_[i]->label(),
                        runs_[i]->data().steps);
    }
    if (first && second) parameters_->setConfigs(first->data().config, second->data().config);
    const bool differ = parameters_->rowCount() > 0;
    table_->setVisible(differ);
    same_->setVisible(!differ);
    same_->setText(first ? tr("Both runs have the same parameters")
                         : tr("Select two runs in the list of runs and press Compare"));
    fillTests();
    refreshSummaries();
    refreshGrids();
}

void ComparePage::setDigits(bool digits) {
    for (TitledGrid* grid : grids_) grid->view().setDigits(digits);
}

void ComparePage::fillTests() {
    const QSignalBlocker quiet(tests_);
    tests_->clear();
    places_.clear();
    for (const RunRecordPtr& run : runs_) {
        if (!run) continue;
        for (const FewShotTask& task : run->data().tasks) {
            const std::string id = qualifiedId(task.set, task.id);
            for (size_t test = 0; test < task.queries.size(); ++test) {
                const auto known = [&](const Place& place) {
                    return place.taskId == id && place.test == static_cast<int>(test);
                };
                if (std::ranges::any_of(places_, known)) continue;
                places_.push_back({id, static_cast<int>(test), task.queries[test].output});
                tests_->addItem(tr("%1, test %2").arg(QString::fromStdString(id)).arg(test + 1));
            }
        }
    }
    tests_->setVisible(places_.size() > 1);
}

void ComparePage::refreshSummaries() {
    const QString names[] = {tr("Run A"), tr("Run B")};
    for (size_t i = 0; i < runs_.size(); ++i) {
        heads_[i]->setText(runs_[i] ? summaryOf(names[i], *runs_[i]) : QString());
        heads_[i]->setVisible(runs_[i] != nullptr);
    }
}

void ComparePage::refreshGrids() {
    const int index = tests_->currentIndex();
    if (index < 0 || static_cast<size_t>(index) >= places_.size()) {
        for (TitledGrid* grid : grids_) grid->showNothing(tr("no runs chosen"));
        return;
    }
    const Place& place = places_[static_cast<size_t>(index)];
    for (size_t i = 0; i < 4; ++i) {
        const RunRecordPtr& run = runs_[i / 2];
        const std::vector<Value> attempts =
            run ? run->attempts(place.taskId, place.test, true) : std::vector<Value>();
        if (i % 2 < attempts.size()) {
            grids_[i]->showPrediction(attempts[i % 2], place.truth);
        } else {
            grids_[i]->showNothing(attempts.empty() ? tr("no answer") : tr("all views agreed"));
        }
    }
    if (place.truth) grids_[4]->showValue(*place.truth);
    if (!place.truth) grids_[4]->showNothing(tr("not public"));
}

} // namespace ttt
