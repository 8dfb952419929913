#include "ui/live/live_page.h"

#include "core/tasks/text_answers.h"
#include "ui/grids/titled_grid.h"
#include "ui/live/live_controls.h"
#include "ui/live/loss_plot.h"
#include "ui/live/phase_strip.h"
#include "ui/live/plot_export.h"
#include "ui/live/step_log.h"
#include "ui/runs/status_line.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace ttt {

LivePage::LivePage(QWidget* parent)
    : QWidget(parent),
      phases_(new PhaseStrip),
      numbers_(new QLabel),
      plot_(new LossPlot),
      log_(new StepLog),
      controls_(new LiveControls) {
    numbers_->setProperty("role", "muted");
    numbers_->setAccessibleDescription(tr("Numbers of the run"));
    auto* top = new QHBoxLayout;
    top->addWidget(phases_, 1);
    top->addWidget(numbers_);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName("live-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeUpper());
    splitter->addWidget(makeGrids());
    splitter->setSizes({300, 300});
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    connectControls();
    showRun(nullptr);
}

QWidget* LivePage::makeUpper() {
    auto* columns = new QSplitter;
    columns->setObjectName("live-columns");
    columns->setChildrenCollapsible(false);
    columns->addWidget(plot_);
    columns->addWidget(log_);
    columns->setStretchFactor(0, 1);
    columns->setSizes({590, 320});
    auto* upper = new QWidget;
    auto* layout = new QVBoxLayout(upper);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(columns, 1);
    layout->addWidget(controls_);
    return upper;
}

void LivePage::connectControls() {
    connect(plot_, &LossPlot::cursorMoved, this, &LivePage::moveCursor);
    connect(log_, &StepLog::stepChosen, this, &LivePage::moveCursor);
    connect(controls_, &LiveControls::stepAsked, this, &LivePage::moveCursor);
    connect(controls_, &LiveControls::followChanged, this, &LivePage::refreshSteps);
    connect(controls_, &LiveControls::axisChosen, plot_, &LossPlot::setAxis);
    connect(controls_, &LiveControls::logarithmicChosen, plot_, &LossPlot::setLogarithmic);
    connect(controls_, &LiveControls::logarithmicKeysChosen, plot_, &LossPlot::setLogarithmicKeys);
    connect(controls_, &LiveControls::smoothingChosen, plot_, &LossPlot::setSmoothing);
}

QSlider& LivePage::slider() { return controls_->slider(); }

void LivePage::play(bool playing) { controls_->setPlaying(playing); }

bool LivePage::playing() const { return controls_->playing(); }

void LivePage::stepBy(qint64 steps) { moveCursor(cursor_ + steps); }

QString LivePage::exportCurves() { return askAndExportPlot(*plot_, this); }

void LivePage::setAnswersHidden(bool hidden) {
    hidden_ = hidden;
    refreshMarks();
    refreshGrids();
}

QWidget* LivePage::makeGrids() {
    auto* pane = new QWidget;
    tests_ = new QComboBox;
    tests_->setAccessibleName(tr("Test shown"));
    tests_->setToolTip(tr("Which test input of the run is shown"));
    without_ = new TitledGrid(tr("Without TTT"));
    predicted_ = new TitledGrid(tr("Prediction"));
    truth_ = new TitledGrid(tr("True output"));
    auto* grids = new QHBoxLayout;
    grids->setSpacing(16);
    for (TitledGrid* grid : {without_, predicted_, truth_}) grids->addWidget(grid, 1);
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 4, 0, 0);
    agreement_ = new QLabel;
    agreement_->setProperty("role", "muted");
    agreement_->setAccessibleDescription(tr("Agreement of the views"));
    agreement_->setToolTip(tr("How many of the views give the answer that leads the vote: the "
                              "model's own confidence"));
    auto* head = new QHBoxLayout;
    head->addWidget(tests_);
    head->addWidget(agreement_);
    head->addStretch(1);
    layout->addLayout(head);
    layout->addLayout(grids, 1);
    connect(tests_, &QComboBox::currentIndexChanged, this, [this] {
        refreshMarks();
        refreshGrids();
    });
    return pane;
}

void LivePage::showRun(const RunRecordPtr& run) {
    if (run_) disconnect(run_.get(), nullptr, this, nullptr);
    run_ = run;
    cursor_ = 0;
    plot_->clear();
    log_->showRun(run);
    controls_->setPlaying(false);
    fillTests();
    controls_->setFollowing(true);
    if (run_) {
        connect(run_.get(), &RunRecord::stateChanged, this, &LivePage::refreshState);
        connect(run_.get(), &RunRecord::stepsAdded, this, &LivePage::refreshSteps);
        connect(run_.get(), &RunRecord::snapshotsAdded, this, [this] {
            refreshMarks();
            refreshGrids();
        });
        connect(run_.get(), &RunRecord::answersChanged, this, &LivePage::refreshGrids);
    }
    refreshState();
    refreshSteps();
    refreshMarks();
    refreshGrids();
}

bool LivePage::following() const { return controls_->following(); }

void LivePage::setDigits(bool digits) {
    for (TitledGrid* grid : {without_, predicted_, truth_}) grid->view().setDigits(digits);
}

void LivePage::fillTests() {
    const QSignalBlocker quiet(tests_);
    tests_->clear();
    const size_t tasks = run_ ? run_->data().tasks.size() : 0;
    for (size_t task = 0; task < tasks; ++task) {
        const FewShotTask& shown = run_->data().tasks[task];
        for (size_t test = 0; test < shown.queries.size(); ++test) {
            const QString name = tr("Test %1").arg(test + 1);
            tests_->addItem(tasks > 1 ? QString::fromStdString(shown.id) + ", " + name : name,
                            QPoint(static_cast<int>(task), static_cast<int>(test)));
        }
    }
    tests_->setVisible(tests_->count() > 1);
}

const FewShotTask* LivePage::chosen(int& test) const {
    if (!run_ || tests_->currentIndex() < 0) return nullptr;
    const QPoint place = tests_->currentData().toPoint();
    test = place.y();
    return &run_->data().tasks[static_cast<size_t>(place.x())];
}

std::optional<Value> LivePage::shownTruth(const FewShotTask& task, int test) const {
    if (hidden_) return std::nullopt;
    return task.queries[static_cast<size_t>(test)].output;
}

void LivePage::refreshState() {
    phases_->showRun(run_.get());
    if (run_) plot_->setPlannedSteps(run_->plannedSteps());
    const bool going = run_ && !run_->over();
    controls_->showFollow(going);
    refreshGrids();
}

void LivePage::refreshSteps() {
    if (!run_) {
        controls_->showStep(0, 0, tr("Step 0"));
        numbers_->clear();
        return;
    }
    const auto& steps = run_->data().steps;
    plot_->setCurve(0, run_->label(), steps);
    const int64_t last = steps.empty() ? 0 : steps.back().step;
    log_->steps().takeNewSteps();
    QStringList numbers;
    if (!steps.empty()) {
        numbers << tr("loss %1 → %2")
                       .arg(steps.front().lossNats, 0, 'g', 3)
                       .arg(steps.back().lossNats, 0, 'g', 3);
    }
    numbers << run_->label();
    if (!run_->data().tasks.empty()) {
        // Long names, which stand over the page anyway, would push the phases aside.
        constexpr qsizetype kLongest = 12;
        const QString id = QString::fromStdString(run_->data().tasks.front().id);
        if (id.size() <= kLongest) numbers.prepend(id);
    }
    if (!run_->over() && run_->stepsPerSecond() > 0) {
        numbers << tr("%1 steps/s").arg(run_->stepsPerSecond(), 0, 'f', 1)
                << tr("%1 left").arg(durationText(run_->secondsLeft()));
    }
    numbers_->setText(numbers.join(QStringLiteral("  ·  ")));
    placeCursor(following() ? last : cursor_);
}

void LivePage::refreshMarks() {
    int test = 0;
    const FewShotTask* task = chosen(test);
    std::vector<SnapshotMark> marks;
    if (task != nullptr) {
        const std::string id = qualifiedId(task->set, task->id);
        const std::optional<Value> truth = shownTruth(*task, test);
        for (const PredictionSnapshot& snapshot : run_->data().snapshots) {
            if (snapshot.taskId != id || snapshot.test != test) continue;
            marks.push_back(
                {snapshot.step, truth && isRightAnswer(snapshot.candidate.answer, *truth)});
        }
        for (const InterimAnswer& answer : run_->data().interim) {
            if (answer.taskId != id || answer.test != test || answer.attempts.empty()) continue;
            marks.push_back({answer.step, truth && isRightAnswer(answer.attempts.front(), *truth)});
        }
    }
    plot_->setMarks(marks);
}

void LivePage::moveCursor(qint64 step) {
    controls_->setFollowing(false);
    placeCursor(step);
}

void LivePage::placeCursor(qint64 step) {
    cursor_ = std::clamp<qint64>(step, 0, plot_->lastStep());
    plot_->setCursor(cursor_);
    log_->setCursor(cursor_);
    QString text = tr("Step %1").arg(cursor_);
    if (run_) {
        const auto& steps = run_->data().steps;
        const auto at = std::ranges::lower_bound(steps, cursor_, {}, &StepMetrics::step);
        if (at != steps.end() && at->step == cursor_) {
            text += tr("  ·  loss %1").arg(at->lossNats, 0, 'g', 3);
        }
    }
    controls_->showStep(cursor_, plot_->lastStep(), text);
    refreshGrids();
    Q_EMIT cursorPlaced(cursor_, plot_->lastStep());
}

void LivePage::refreshGrids() {
    int test = 0;
    const FewShotTask* task = chosen(test);
    if (task == nullptr) {
        for (TitledGrid* grid : {without_, predicted_, truth_}) {
            grid->showNothing(tr("Press Run to train on the task"));
        }
        agreement_->clear();
        return;
    }
    const std::string id = qualifiedId(task->set, task->id);
    const std::optional<Value> truth = shownTruth(*task, test);
    if (truth) truth_->showValue(*truth);
    if (!truth) truth_->showNothing(hidden_ ? tr("hidden") : tr("not public"));
    showWithoutTtt(id, test, truth);
    showAtCursor(id, test, truth);
    refreshAgreement(id, test);
}

void LivePage::showWithoutTtt(const std::string& id, int test, const std::optional<Value>& truth) {
    const std::vector<Value> baseline = run_->attempts(id, test, false);
    if (!baseline.empty()) {
        without_->showPrediction(baseline[0], truth);
    } else if (const PredictionSnapshot* untrained = run_->snapshotAt(id, test, 0)) {
        without_->showPrediction(untrained->candidate.answer, truth);
    } else {
        const bool asked = run_->data().config.run.baseline;
        const QString open = run_->over() ? tr("not answered") : tr("not answered yet");
        without_->showNothing(asked ? open : tr("was not asked"));
    }
}

// The vote of all views where it is at least as new as the answer to the plain query.
void LivePage::showAtCursor(const std::string& id, int test, const std::optional<Value>& truth) {
    const PredictionSnapshot* snapshot = run_->snapshotAt(id, test, cursor_);
    const InterimAnswer* interim = run_->interimAt(id, test, cursor_);
    const bool voted = interim != nullptr && !interim->attempts.empty() &&
                       (snapshot == nullptr || snapshot->step <= interim->step);
    if (voted) {
        predicted_->setTitle(tr("Voted at step %1").arg(interim->step));
        predicted_->showPrediction(interim->attempts.front(), truth);
    } else if (snapshot != nullptr) {
        predicted_->setTitle(tr("Predicted at step %1").arg(snapshot->step));
        predicted_->showPrediction(snapshot->candidate.answer, truth);
    } else {
        predicted_->setTitle(tr("Prediction"));
        predicted_->showNothing(run_->over() ? tr("no prediction was kept")
                                             : tr("not predicted yet"));
    }
}

// "Views that agree: without TTT 25 %, step 20 56 %, at the end 94 %".
void LivePage::refreshAgreement(const std::string& id, int test) {
    QStringList parts;
    const auto add = [&](const QString& when, double share) {
        parts << tr("%1 %2 %").arg(when).arg(std::lround(share * 100));
    };
    const auto addVote = [&](const QString& when, bool withTtt) {
        const std::vector<Value> attempts = run_->attempts(id, test, withTtt);
        const std::vector<Candidate> candidates = run_->candidates(id, test, withTtt);
        if (attempts.empty() || candidates.empty()) return;
        const auto agreeing = std::ranges::count(candidates, attempts.front(), &Candidate::answer);
        add(when, static_cast<double>(agreeing) / static_cast<double>(candidates.size()));
    };
    addVote(tr("without TTT"), false);
    for (const InterimAnswer& answer : run_->data().interim) {
        if (answer.taskId != id || answer.test != test) continue;
        add(tr("step %1").arg(answer.step), answer.agreement);
    }
    addVote(tr("at the end"), true);
    agreement_->setText(parts.isEmpty() ? QString()
                                        : tr("Views that agree: %1").arg(parts.join(", ")));
}

} // namespace ttt
