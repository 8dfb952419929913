#include "ui/results/views_dialog.h"

#include "core/tasks/text_answers.h"
#include "ui/grids/grid_image.h"
#include "ui/words.h"

#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QIcon>
#include <QLabel>
#include <QPoint>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kPicture = 44;

QString spoken(const Value& answer) {
    const Grid* grid = std::get_if<Grid>(&answer);
    return QString::fromStdString(grid ? grid->toText() : std::get<std::string>(answer));
}

} // namespace

std::vector<float> meanCellProbabilities(const std::vector<Candidate>& candidates,
                                         const Value& answer) {
    std::vector<float> sum;
    int count = 0;
    for (const Candidate& candidate : candidates) {
        const auto& cells = candidate.cellProbabilities;
        if (candidate.answer != answer || cells.empty()) continue;
        if (sum.empty()) sum.resize(cells.size());
        if (sum.size() != cells.size()) continue;
        std::ranges::transform(sum, cells, sum.begin(), std::plus());
        ++count;
    }
    for (float& value : sum) value /= static_cast<float>(count);
    return sum;
}

void ViewsModel::show(const std::vector<Candidate>& candidates, const std::vector<Value>& attempts,
                      const std::optional<Value>& truth,
                      const std::vector<RescoredAnswer>& rescored) {
    beginResetModel();
    rescored_ = !rescored.empty();
    rows_.clear();
    tallies_ = countVotes(candidates);
    known_ = truth.has_value();
    trueRank_ = 0;
    for (size_t i = 0; i < tallies_.size(); ++i) {
        const Tally& tally = tallies_[i];
        if (truth && isRightAnswer(tally.answer, *truth)) trueRank_ = static_cast<int>(i) + 1;
        const auto sameVotes = std::ranges::count(tallies_, tally.votes, &Tally::votes);
        const auto attempt = std::ranges::find(attempts, tally.answer);
        const auto scored = std::ranges::find(rescored, tally.answer, &RescoredAnswer::answer);
        std::vector<Row> group;
        for (const Candidate& candidate : candidates) {
            if (candidate.answer != tally.answer) continue;
            Row row;
            row.candidate = candidate;
            row.rank = static_cast<int>(i) + 1;
            row.votes = tally.votes;
            row.tied = sameVotes > 1;
            if (scored != rescored.end()) row.rescored = scored->meanLogProbability;
            if (attempt != attempts.end()) {
                row.attempt = static_cast<int>(attempt - attempts.begin()) + 1;
            }
            if (truth) row.right = isRightAnswer(candidate.answer, *truth);
            group.push_back(std::move(row));
        }
        std::ranges::stable_sort(group, std::greater(),
                                 [](const Row& r) { return r.candidate.logProbability; });
        rows_.insert(rows_.end(), group.begin(), group.end());
    }
    endResetModel();
}

QString ViewsModel::summary() const {
    if (rows_.empty()) return tr("No view has answered.");
    QStringList parts{
        counted(static_cast<qint64>(rows_.size()), tr("answer of a view"), tr("answers of views")) +
        tr(", %1 distinct").arg(tallies_.size())};
    for (size_t i = 0; i + 1 < tallies_.size() && i < 3; ++i) {
        if (tallies_[i].votes != tallies_[i + 1].votes) continue;
        parts << tr("answers %1 and %2 tie at %3, ordered by log-probability")
                     .arg(i + 1)
                     .arg(i + 2)
                     .arg(counted(tallies_[i].votes, tr("vote"), tr("votes")));
    }
    if (rescored_) {
        parts << tr("the leaders were scored anew: attempts go by the mean log-probability plus "
                    "the logarithm of the votes");
    }
    if (known_) {
        parts << (trueRank_ > 0 ? tr("the true output is answer %1").arg(trueRank_)
                                : tr("the true output is not among them"));
    }
    return parts.join(QStringLiteral("; "));
}

int ViewsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ViewsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString ViewsModel::textOf(const Row& row, int column) const {
    const auto& cells = row.candidate.cellProbabilities;
    switch (column) {
    case Answer:
        return tr("answer %1").arg(row.rank);
    case Votes:
        return QString::number(row.votes) + (row.tied ? tr(" (tie)") : QString());
    case Attempt:
        return row.attempt > 0 ? QString::number(row.attempt) : QStringLiteral("–");
    case View:
        return tr("%1: %2")
            .arg(row.candidate.viewIndex + 1)
            .arg(QString::fromStdString(row.candidate.view));
    case LogProbability:
        return QString::number(row.candidate.logProbability, 'f', 2);
    case Rescored:
        return row.rescored ? QString::number(*row.rescored, 'f', 2) : QStringLiteral("–");
    case LeastSure:
        if (cells.empty()) return QStringLiteral("–");
        return QStringLiteral("%1 %").arg(qRound(100 * *std::ranges::min_element(cells)));
    case Truth:
        if (!row.right) return tr("not known");
        return *row.right ? QStringLiteral("✓ right") : QStringLiteral("✗ wrong");
    default:
        return {};
    }
}

QVariant ViewsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = rows_[static_cast<size_t>(index.row())];
    if (role == Qt::DisplayRole) return textOf(row, index.column());
    if (index.column() != Answer) return {};
    if (role == Qt::DecorationRole) {
        const Grid* grid = std::get_if<Grid>(&row.candidate.answer);
        if (grid == nullptr) return {};
        const int cell = fittingCell(grid->height(), grid->width(), kPicture, kPicture, 12);
        const auto picture =
            QPixmap::fromImage(gridImageFor(qApp->devicePixelRatio(), *grid, {.cell = cell}));
        QIcon icon(picture);
        icon.addPixmap(picture, QIcon::Selected); // the cells keep their colours in a chosen row
        return icon;
    }
    if (role == Qt::ToolTipRole) return spoken(row.candidate.answer);
    return {};
}

QVariant ViewsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const QString titles[] = {tr("Answer"),     tr("Votes"),           tr("Attempt"),
                              tr("View"),       tr("Log-probability"), tr("Scored anew"),
                              tr("Least sure"), tr("Verdict")};
    const QString tips[] = {
        tr("The view's answer, mapped back to the task's own orientation and colours"),
        tr("Views that give this answer; ties are ordered by the best log-probability"),
        tr("Which attempt the answer became"),
        tr("Place of the view, and the transform that maps its answer back"),
        tr("Natural logarithm of the answer's probability under this view"),
        tr("The answer's mean log-probability when the model scored it under several views"),
        tr("The lowest probability of a cell"),
        tr("Against the true output")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

ViewsDialog::ViewsDialog(const RunRecordPtr& run, bool hideTruth, QWidget* parent)
    : QDialog(parent),
      run_(run),
      hideTruth_(hideTruth),
      model_(new ViewsModel(this)),
      tests_(new QComboBox),
      side_(new QComboBox),
      summary_(new QLabel),
      table_(new QTableView) {
    setWindowTitle(tr("Views and votes"));
    setAttribute(Qt::WA_DeleteOnClose);
    tests_->setAccessibleName(tr("Test shown"));
    tests_->setToolTip(tr("Which test the views answer"));
    side_->setAccessibleName(tr("With or without TTT"));
    side_->setToolTip(tr("Answers after test-time training, or before it"));
    side_->addItems({tr("With TTT"), tr("Without TTT")});
    summary_->setWordWrap(true);
    summary_->setAccessibleDescription(tr("Summary of the vote"));
    prepareTable();
    for (const FewShotTask& task : run_->data().tasks) {
        for (size_t test = 0; test < task.queries.size(); ++test) {
            tests_->addItem(tr("%1, test %2").arg(QString::fromStdString(task.id)).arg(test + 1),
                            QPoint(static_cast<int>(&task - run_->data().tasks.data()),
                                   static_cast<int>(test)));
        }
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* head = new QHBoxLayout;
    head->addWidget(tests_);
    head->addWidget(side_);
    head->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(summary_);
    layout->addWidget(table_, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(tests_, &QComboBox::currentIndexChanged, this, &ViewsDialog::refresh);
    connect(side_, &QComboBox::currentIndexChanged, this, &ViewsDialog::refresh);
    connect(run_.get(), &RunRecord::answersChanged, this, &ViewsDialog::refresh);
    resize(860, 560);
    refresh();
}

void ViewsDialog::prepareTable() {
    table_->setAccessibleName(tr("Answers of the views"));
    table_->setToolTip(tr("One line a view, grouped by answer"));
    table_->setModel(model_);
    table_->setIconSize({kPicture, kPicture});
    table_->setTabKeyNavigation(false);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setShowGrid(false);
    table_->verticalHeader()->setVisible(false);
    table_->verticalHeader()->setDefaultSectionSize(kPicture + 6);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QString ViewsDialog::summary() const { return summary_->text(); }

void ViewsDialog::refresh() {
    if (tests_->currentIndex() < 0) return;
    const QPoint place = tests_->currentData().toPoint();
    const FewShotTask& task = run_->data().tasks[static_cast<size_t>(place.x())];
    const std::string id = qualifiedId(task.set, task.id);
    const bool withTtt = side_->currentIndex() == 0;
    const auto& truth = task.queries[static_cast<size_t>(place.y())].output;
    model_->show(run_->candidates(id, place.y(), withTtt), run_->attempts(id, place.y(), withTtt),
                 hideTruth_ ? std::nullopt : truth, run_->rescored(id, place.y(), withTtt));
    summary_->setText(
        tr("Rule \"%1\": %2")
            .arg(QString::fromStdString(run_->data().config.vote.rule), model_->summary()));
    table_->resizeColumnsToContents();
}

} // namespace ttt
