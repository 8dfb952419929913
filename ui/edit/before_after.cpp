#include "ui/edit/before_after.h"

#include "core/config/config_json.h"
#include "core/tasks/arc_json.h"
#include "ui/background.h"
#include "ui/grids/titled_grid.h"
#include "ui/results/results_page.h"
#include "ui/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kRowHeight = 210;

struct FoundRuns {
    RunRecordPtr runs[2];
};

// The newest run of a task's content that has answers.
RunRecordPtr newestRun(const std::vector<RunSummary>& runs, const std::string& hash,
                       QThread* home) {
    for (const RunSummary& run : runs) {
        const auto& hashes = run.manifest.taskHashes;
        if (!run.problem.empty() || hashes.size() != 1 || hashes[0] != hash || !run.finished ||
            run.status == RunStatus::Failed) {
            continue;
        }
        auto record = std::make_shared<RunRecord>(readRunFolder(run.folder));
        record->moveToThread(home);
        return record;
    }
    return nullptr;
}

QString placeText(const ValuePlace& place) {
    return (place.test ? BeforeAfter::tr("Test %1") : BeforeAfter::tr("Demonstration %1"))
               .arg(place.pair + 1) +
           (place.output ? BeforeAfter::tr(" output") : BeforeAfter::tr(" input"));
}

std::optional<Value> valueIn(const FewShotTask& task, const ValuePlace& place) {
    return place.pair < pairCount(task, place.test) ? valueAt(task, place) : std::nullopt;
}

} // namespace

BeforeAfter::BeforeAfter(std::filesystem::path runsFolder, QWidget* parent)
    : QWidget(parent),
      runsFolder_(std::move(runsFolder)),
      summary_(new QLabel),
      verdicts_(new QLabel),
      rows_(new QVBoxLayout) {
    summary_->setProperty("role", "heading");
    summary_->setWordWrap(true);
    summary_->setAccessibleDescription(tr("What was changed"));
    verdicts_->setWordWrap(true);
    verdicts_->setAccessibleDescription(tr("What the runs came to"));
    auto* both = new QPushButton(tr("Run both"));
    both->setProperty("role", "plain");
    both->setAccessibleName(tr("Run the original and the copy"));
    both->setToolTip(
        tr("Run the original and the edited copy with the same parameters (Ctrl+Alt+Return)"));
    connect(both, &QPushButton::clicked, this, &BeforeAfter::runBothAsked);
    auto* top = new QHBoxLayout;
    top->addWidget(summary_, 1);
    top->addWidget(both);
    auto* page = new QWidget;
    page->setProperty("role", "page");
    page->setLayout(rows_);
    auto* scroll = new QScrollArea;
    scroll->setProperty("role", "plain");
    scroll->setAccessibleName(tr("Before and after"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(verdicts_);
    layout->addWidget(scroll, 1);
}

QString BeforeAfter::verdicts() const { return verdicts_->text(); }

void BeforeAfter::setRunning(bool running) {
    if (running_ == running) return;
    running_ = running;
    if (!summary_->text().isEmpty()) rebuild();
}

QString BeforeAfter::summary() const { return summary_->text(); }

void BeforeAfter::showTasks(const FewShotTask& original, const FewShotTask& edited) {
    original_ = original;
    edited_ = edited;
    runs_[0] = runs_[1] = nullptr;
    rebuild();
    readRuns();
}

void BeforeAfter::readRuns() {
    const int generation = ++generation_;
    const auto read = [folder = runsFolder_, home = thread(),
                       hashes = std::array{taskHash(original_), taskHash(edited_)}] {
        FoundRuns found;
        try {
            const std::vector<RunSummary> runs = listRuns(folder);
            for (size_t i = 0; i < 2; ++i) found.runs[i] = newestRun(runs, hashes[i], home);
        } catch (const std::exception&) {
            return found; // no folder yet: no runs
        }
        return found;
    };
    inBackground(this, read, [this, generation](const FoundRuns& found) {
        if (generation != generation_) return;
        runs_[0] = found.runs[0];
        runs_[1] = found.runs[1];
        rebuild();
        Q_EMIT runsRead();
    });
}

void BeforeAfter::rebuild() {
    grids_.clear();
    while (QLayoutItem* item = rows_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    addChanges();
    addAnswers();
    refreshVerdicts();
    rows_->addStretch(1);
}

void BeforeAfter::addRow(const QString& title, const std::optional<Value>& before,
                         const std::optional<Value>& after, bool marksChanges) {
    auto* row = new QFrame;
    row->setProperty("role", "card");
    row->setFixedHeight(kRowHeight);
    auto* layout = new QHBoxLayout(row);
    const QString names[] = {tr("%1, before").arg(title), tr("%1, after").arg(title)};
    const Value* values[] = {before ? &*before : nullptr, after ? &*after : nullptr};
    for (int side = 0; side < 2; ++side) {
        auto* grid = new TitledGrid(names[side]);
        if (values[side] != nullptr) {
            grid->showValue(*values[side]);
        } else {
            grid->showNothing(tr("not there"));
        }
        layout->addWidget(grid, 1);
        grids_.push_back(grid);
    }
    const Grid* earlier = before ? std::get_if<Grid>(&*before) : nullptr;
    if (marksChanges && earlier && after) grids_.back()->showChange(*after, *earlier);
    rows_->addWidget(row);
}

void BeforeAfter::addChanges() {
    const std::vector<ValuePlace> places = changedPlaces(original_, edited_);
    summary_->setText(places.empty() ? tr("Nothing is changed yet: edit a grid of the task.")
                                     : counted(static_cast<qint64>(places.size()),
                                               tr("grid differs from the original"),
                                               tr("grids differ from the original")));
    for (const ValuePlace& place : places) {
        addRow(placeText(place), valueIn(original_, place), valueIn(edited_, place), true);
    }
}

void BeforeAfter::addAnswers() {
    const size_t tests = std::max(original_.queries.size(), edited_.queries.size());
    for (size_t test = 0; test < tests; ++test) {
        addRow(tr("Answer to test %1").arg(test + 1), {}, {}, false);
        for (int side = 0; side < 2; ++side) {
            showAnswer(*grids_[grids_.size() - 2 + static_cast<size_t>(side)], side, test);
        }
    }
}

// Against the truth of its own task: the attempt that is right, else the first.
void BeforeAfter::showAnswer(TitledGrid& grid, int side, size_t test) {
    const FewShotTask& task = side == 0 ? original_ : edited_;
    if (test >= task.queries.size()) return;
    const RunRecordPtr& run = runs_[side];
    if (!run) {
        grid.showNothing(running_ ? tr("running…") : tr("not run yet: press Run both"));
        return;
    }
    const FewShotTask& ran = run->data().tasks[0];
    const std::vector<Value> attempts =
        run->attempts(qualifiedId(ran.set, ran.id), static_cast<int>(test), true);
    if (attempts.empty()) return grid.showNothing(tr("no answer"));
    const std::optional<Value>& truth = task.queries[test].output;
    const auto right = truth ? std::ranges::find(attempts, *truth) : attempts.end();
    const auto shown = right == attempts.end() ? attempts.begin() : right;
    if (shown != attempts.begin()) {
        grid.setTitle(tr("Answer to test %1, %2 (attempt 2)")
                          .arg(test + 1)
                          .arg(side == 0 ? tr("before") : tr("after")));
    }
    grid.showPrediction(*shown, truth);
    grid.setToolTip(run->label());
}

// Runs with other parameters than each other say nothing of the edit.
void BeforeAfter::refreshVerdicts() {
    QStringList parts;
    const QString names[] = {tr("Original"), tr("Copy")};
    for (size_t side = 0; side < 2; ++side) {
        if (!runs_[side]) continue;
        const Tests tests = countRight(*runs_[side], true);
        const QString verdict = tests.known == 0             ? tr("answered, truth not known")
                                : tests.right == tests.known ? QStringLiteral("✓ ") + tr("solved")
                                : tests.right > 0 ? QStringLiteral("◐ ") + tr("partly solved")
                                                  : QStringLiteral("✗ ") + tr("not solved");
        parts << tr("%1: %2 (%3)").arg(names[side], verdict, runs_[side]->label());
    }
    QString text = parts.join(QStringLiteral("  ·  "));
    if (runs_[0] && runs_[1]) {
        QStringList fields;
        for (const FieldDifference& difference :
             differingFields({runs_[0]->data().config, runs_[1]->data().config})) {
            fields << QString::fromStdString(difference.path);
        }
        if (!fields.isEmpty()) {
            text += tr(". Their parameters differ (%1): Run both runs them alike.")
                        .arg(fields.join(QStringLiteral(", ")));
        }
    }
    verdicts_->setText(text);
    verdicts_->setVisible(!text.isEmpty());
}

} // namespace ttt
