#include "ui/compare/compare_page.h"

#include "ui/background.h"
#include "ui/compare/compare_export.h"
#include "ui/compare/parameter_diff_model.h"
#include "ui/compare/prediction_row.h"
#include "ui/compare/verdict_model.h"
#include "ui/live/loss_plot.h"
#include "ui/live/plot_export.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

struct ReadComparison {
    Comparison comparison;
    QString problem;
};

void prepare(QTableView& view, const QString& name, const QString& tip) {
    view.setAccessibleName(name);
    view.setToolTip(tip);
    view.verticalHeader()->setVisible(false);
    view.verticalHeader()->setDefaultSectionSize(view.fontMetrics().height() + 8);
    view.horizontalHeader()->setStretchLastSection(true);
    view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
}

} // namespace

ComparePage::ComparePage(QWidget* parent)
    : QWidget(parent),
      compared_(new ComparedRuns(this)),
      runsView_(new QTableView),
      parameters_(new ParameterDiffModel(this)),
      parametersView_(new QTableView),
      same_(new QLabel),
      verdicts_(new VerdictModel(this)),
      filter_(new VerdictFilter(this)),
      verdictsView_(new QTableView),
      pairFilter_(new QComboBox),
      statistics_(new QLabel),
      plot_(new LossPlot),
      seeds_(new QComboBox),
      tests_(new QComboBox),
      predictions_(new PredictionRow) {
    tasks_ = makeTasks();
    auto* middle = new QSplitter;
    middle->setObjectName("compare-middle");
    middle->setChildrenCollapsible(false);
    middle->addWidget(tasks_);
    middle->addWidget(makeTask());
    middle->setStretchFactor(1, 1);
    middle->setSizes({380, 520});
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName("compare-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeUpper());
    splitter->addWidget(middle);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({150, 480});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    showComparison({});
}

QWidget* ComparePage::makeUpper() {
    prepare(*runsView_, tr("Compared runs and suites"),
            tr("Ctrl+B pins the chosen one as the baseline of the others"));
    runsView_->setModel(compared_);
    runsView_->setSelectionBehavior(QAbstractItemView::SelectRows);
    prepare(*parametersView_, tr("Parameters that differ"),
            tr("Only the parameters in which the runs differ"));
    parametersView_->setModel(parameters_);
    parametersView_->setSelectionMode(QAbstractItemView::NoSelection);
    same_->setProperty("role", "muted");
    same_->setAlignment(Qt::AlignCenter);
    same_->setWordWrap(true);
    auto* right = new QWidget;
    auto* layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(parametersView_, 1);
    layout->addWidget(same_, 1);
    auto* upper = new QSplitter;
    upper->setObjectName("compare-upper");
    upper->setChildrenCollapsible(false);
    upper->addWidget(runsView_);
    upper->addWidget(right);
    upper->setSizes({640, 280});
    connect(runsView_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ComparePage::refreshPair);
    return upper;
}

QWidget* ComparePage::makeTasks() {
    prepare(*verdictsView_, tr("Verdicts of the tasks"),
            tr("Choosing a task shows its runs; a double click opens the run of the column"));
    filter_->setSourceModel(verdicts_);
    verdictsView_->setModel(filter_);
    verdictsView_->setSortingEnabled(true);
    verdictsView_->sortByColumn(-1, Qt::AscendingOrder); // the suite's order at first
    pairFilter_->setAccessibleName(tr("Tasks shown"));
    pairFilter_->setToolTip(tr("Only the tasks that one, both or none of the pair solves"));
    statistics_->setWordWrap(true);
    statistics_->setAccessibleDescription(tr("Statistics of the pair"));
    statistics_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* pane = new QWidget;
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pairFilter_);
    layout->addWidget(verdictsView_, 1);
    layout->addWidget(statistics_);
    connect(pairFilter_, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant verdict = pairFilter_->currentData();
        filter_->setPair(verdict.isValid() ? std::optional(PairedVerdict(verdict.toInt()))
                                           : std::nullopt);
    });
    connect(verdictsView_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ComparePage::chooseTask);
    connect(verdictsView_, &QTableView::activated, this, &ComparePage::openChosenRun);
    return pane;
}

QWidget* ComparePage::makeTask() {
    plot_->setCursorShown(false);
    tests_->setAccessibleName(tr("Test compared"));
    tests_->setToolTip(tr("Which test the predictions below belong to"));
    seeds_->setAccessibleName(tr("Seed shown"));
    seeds_->setToolTip(tr("Which of the task's runs are shown, by their seed"));
    auto* lower = new QWidget;
    auto* layout = new QVBoxLayout(lower);
    layout->setContentsMargins(0, 4, 0, 0);
    auto* head = new QHBoxLayout;
    head->addWidget(tests_);
    head->addWidget(seeds_);
    head->addStretch(1);
    layout->addLayout(head);
    layout->addWidget(predictions_, 1);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName("compare-task");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(plot_);
    splitter->addWidget(lower);
    splitter->setSizes({190, 300});
    connect(tests_, &QComboBox::currentIndexChanged, this, &ComparePage::refreshGrids);
    connect(seeds_, &QComboBox::currentIndexChanged, this, &ComparePage::readTaskRuns);
    return splitter;
}

QStringList ComparePage::names() const {
    QStringList names;
    for (const ComparedFolder& folder : folders_) names << nameOfSlot(folder.slot);
    return names;
}

int ComparePage::freeSlot() const {
    int slot = 0;
    while (std::ranges::count(folders_, slot, &ComparedFolder::slot) > 0) ++slot;
    return slot;
}

void ComparePage::compare(const std::vector<std::filesystem::path>& folders) {
    folders_.clear();
    baseline_ = 0;
    for (const auto& folder : folders) folders_.push_back({folder, freeSlot()});
    reload();
}

void ComparePage::add(const std::filesystem::path& folder) {
    if (std::ranges::count(folders_, folder, &ComparedFolder::folder) > 0) return;
    folders_.push_back({folder, freeSlot()});
    reload();
}

void ComparePage::removeChosen() {
    const int row = chosenRun();
    if (row < 0) return;
    folders_.erase(folders_.begin() + row);
    if (baseline_ == row) baseline_ = 0;
    if (baseline_ > row) --baseline_;
    reload();
}

void ComparePage::pinChosen() {
    const int row = chosenRun();
    if (row < 0 || comparison_.folders.size() != folders_.size()) return; // being read
    baseline_ = row;
    showComparison(comparison_);
}

void ComparePage::reload() {
    const int request = ++reading_;
    std::vector<std::filesystem::path> folders;
    for (const ComparedFolder& folder : folders_) folders.push_back(folder.folder);
    const auto read = [folders] {
        ReadComparison result;
        try {
            result.comparison = compareFolders(folders);
        } catch (const std::exception& error) {
            result.problem = QString::fromUtf8(error.what());
        }
        return result;
    };
    inBackground(this, read, [this, request](ReadComparison result) {
        if (request != reading_) return;
        if (result.problem.isEmpty()) {
            showComparison(std::move(result.comparison));
            return;
        }
        Q_EMIT problem(tr("These folders cannot be compared"), result.problem);
        // Back to what could be read.
        std::erase_if(folders_, [this](const ComparedFolder& folder) {
            return std::ranges::count(comparison_.folders, folder.folder) == 0;
        });
        if (folders_.size() != comparison_.folders.size()) showComparison({});
    });
}

void ComparePage::showComparison(Comparison comparison) {
    comparison_ = std::move(comparison);
    if (comparison_.folders.empty()) folders_.clear();
    const int kept = chosenRun();
    compared_->show(folders_, comparison_, baseline_);
    parameters_->show(comparison_.parameters, names(), folders_.empty() ? -1 : baseline_);
    const bool differ = parameters_->rowCount() > 0;
    // Without the last column, which takes what is left.
    for (int column = 0; column + 1 < parameters_->columnCount(); ++column) {
        parametersView_->resizeColumnToContents(column);
    }
    parametersView_->setVisible(differ);
    same_->setVisible(!differ);
    same_->setText(folders_.empty()       ? tr("Select runs in the list of runs and press Compare, "
                                                     "or add a run or suite folder (Ctrl+Shift+A)")
                   : folders_.size() == 1 ? tr("Add another run or suite to compare with it")
                                          : tr("All have the same parameters"));
    tasks_->setVisible(comparison_.tasks.size() > 1);
    runsView_->resizeColumnsToContents();
    const int last = static_cast<int>(folders_.size()) - 1;
    if (last >= 0) runsView_->selectRow(std::clamp(kept < 0 ? last : kept, 0, last));
    refreshPair();
    if (filter_->rowCount() > 0) verdictsView_->setCurrentIndex(filter_->index(0, 0));
    chooseTask();
}

int ComparePage::chosenRun() const {
    const int row = runsView_->currentIndex().row();
    return row < static_cast<int>(folders_.size()) ? row : -1;
}

// The baseline with the chosen run, or with the first other one where it is chosen itself.
std::optional<PairedComparison> ComparePage::chosenPair() const {
    if (comparison_.folders.size() < 2) return std::nullopt;
    int other = chosenRun();
    if (other < 0 || other == baseline_) other = baseline_ == 0 ? 1 : 0;
    return pairedComparison(comparison_, static_cast<size_t>(baseline_),
                            static_cast<size_t>(other));
}

void ComparePage::refreshPair() {
    if (comparison_.folders.size() != folders_.size()) return; // being read
    const std::optional<PairedComparison> pair = chosenPair();
    const QStringList all = names();
    const QModelIndex kept = verdictsView_->currentIndex();
    verdicts_->show(comparison_, all, pair);
    const QSignalBlocker quiet(pairFilter_);
    const int shown = std::max(0, pairFilter_->currentIndex());
    pairFilter_->clear();
    pairFilter_->addItem(tr("All tasks"));
    pairFilter_->setEnabled(pair.has_value());
    statistics_->clear();
    if (pair) {
        const QString& first = all[static_cast<int>(pair->first)];
        const QString& second = all[static_cast<int>(pair->second)];
        for (const auto verdict : {PairedVerdict::OnlyFirst, PairedVerdict::OnlySecond,
                                   PairedVerdict::Both, PairedVerdict::Neither}) {
            pairFilter_->addItem(tr("%1 %2 (%3)")
                                     .arg(pairedTitle(*pair), pairedWord(*pair, verdict, all))
                                     .arg(std::ranges::count(pair->verdicts, verdict)),
                                 int(verdict));
        }
        statistics_->setText(pairText(*pair, first, second));
        pairFilter_->setCurrentIndex(shown);
    }
    verdictsView_->resizeColumnsToContents();
    // Few verdicts fit beside a task's name, if need be cut short; many are scrolled.
    const bool fits = all.size() <= 4;
    QHeaderView& header = *verdictsView_->horizontalHeader();
    header.setStretchLastSection(!fits);
    header.setSectionResizeMode(0, fits ? QHeaderView::Stretch : QHeaderView::Interactive);
    if (kept.isValid()) verdictsView_->setCurrentIndex(filter_->index(kept.row(), kept.column()));
}

QString ComparePage::statistics() const { return statistics_->text(); }

TitledGrid* ComparePage::grid(int run, int attempt) const {
    return predictions_->attempt(run, attempt);
}

void ComparePage::setDigits(bool digits) { predictions_->setDigits(digits); }

void ComparePage::setAnswersHidden(bool hidden) {
    hidden_ = hidden;
    refreshGrids();
}

QString ComparePage::exportTableAsked() {
    if (folders_.empty()) return tr("Nothing is compared yet");
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export the table"), QStringLiteral("comparison.csv"),
        tr("Comma-separated values (*.csv);;Markdown (*.md);;LaTeX (*.tex);;HTML (*.html)"));
    return path.isEmpty() ? QString() : exportTable(comparison_, path);
}

QString ComparePage::exportFigureAsked() { return askAndExportPlot(*plot_, this); }

} // namespace ttt
