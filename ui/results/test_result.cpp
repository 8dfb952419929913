#include "ui/results/test_result.h"

#include "ui/grids/titled_grid.h"
#include "ui/results/candidate_strip.h"
#include "ui/results/views_dialog.h"

#include <QGridLayout>
#include <QLabel>

namespace ttt {

TestResult::TestResult(const FewShotTask& task, int test, bool alone, QWidget* parent)
    : QFrame(parent),
      task_(task),
      test_(test),
      input_(new TitledGrid(tr("Test input"))),
      without_(new TitledGrid(tr("Without TTT"))),
      first_(new TitledGrid(tr("Attempt 1"))),
      second_(new TitledGrid(tr("Attempt 2"))),
      truth_(new TitledGrid(tr("True output"))),
      candidates_(alone ? new CandidateStrip(3, 2) : new CandidateStrip(8, 1)) {
    setProperty("role", "card");
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(14);
    if (alone) {
        placeAlone(*layout);
    } else {
        placeInARow(*layout);
    }
}

// What is compared stands in the upper row, as large as it can be.
void TestResult::placeAlone(QGridLayout& layout) {
    layout.addWidget(without_, 0, 0);
    layout.addWidget(first_, 0, 1);
    layout.addWidget(truth_, 0, 2);
    layout.addWidget(input_, 1, 0);
    layout.addWidget(second_, 1, 1);
    layout.addWidget(candidates_, 1, 2);
    for (int i = 0; i < 3; ++i) layout.setColumnStretch(i, 1);
    layout.setRowStretch(0, 1);
    layout.setRowStretch(1, 1);
    candidates_->setMinimumHeight(270);
}

void TestResult::placeInARow(QGridLayout& layout) {
    auto* title =
        new QLabel(tr("%1, test %2").arg(QString::fromStdString(task_.id)).arg(test_ + 1));
    title->setProperty("role", "heading");
    layout.addWidget(title, 0, 0, 1, 5);
    int column = 0;
    for (TitledGrid* grid : {input_, without_, first_, second_, truth_}) {
        grid->setFixedHeight(210);
        layout.setColumnStretch(column, 1);
        layout.addWidget(grid, 1, column++);
    }
    layout.addWidget(candidates_, 2, 0, 1, 5);
}

void TestResult::refresh(const RunRecord& run) {
    const Query& query = task_.queries[static_cast<size_t>(test_)];
    const std::string id = qualifiedId(task_.set, task_.id);
    input_->showValue(query.input);
    const std::optional<Value> truth = hidden_ ? std::nullopt : query.output;
    if (truth) truth_->showValue(*truth);
    if (!truth) truth_->showNothing(hidden_ ? tr("hidden; hold H to see it") : tr("not public"));
    const auto fill = [&](TitledGrid& grid, bool withTtt, size_t index) {
        const std::vector<Value> attempts = run.attempts(id, test_, withTtt);
        if (index < attempts.size()) {
            if (hidden_) grid.showValue(attempts[index]);
            if (!hidden_) grid.showPrediction(attempts[index], truth);
            grid.view().setConfidence(
                confidence_
                    ? meanCellProbabilities(run.candidates(id, test_, withTtt), attempts[index])
                    : std::vector<float>());
        } else if (!run.over()) {
            grid.showNothing(tr("not answered yet"));
        } else if (!withTtt && !run.data().config.run.baseline) {
            grid.showNothing(tr("was not asked (run.baseline is off)"));
        } else {
            const QString why = run.missing(id, test_, withTtt);
            grid.showNothing(index > 0 && !attempts.empty() ? tr("all views agreed")
                             : why.isEmpty()                ? tr("no answer")
                                                            : tr("no answer: %1").arg(why));
        }
    };
    fill(*without_, false, 0);
    fill(*first_, true, 0);
    fill(*second_, true, 1);
    candidates_->showCandidates(run.candidates(id, test_, true), truth);
}

void TestResult::setDigits(bool digits) {
    for (TitledGrid* grid : {input_, without_, first_, second_, truth_}) {
        grid->view().setDigits(digits);
    }
}

} // namespace ttt
