#include "ui/results/results_page.h"

#include "core/tasks/text_answers.h"
#include "ui/browse/task_library.h"
#include "ui/results/test_result.h"
#include "ui/results/views_dialog.h"
#include "ui/text/item_table.h"
#include "ui/text/question_model.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

QString verdictOf(const RunRecord& run) {
    const Tests with = countRight(run, true);
    const Tests without = countRight(run, false);
    if (!run.over()) return run.statusWord() + QStringLiteral("…");
    if (with.answered == 0) {
        return run.state() == RunState::Failed
                   ? ResultsPage::tr("Failed before an answer: %1").arg(run.problem())
                   : ResultsPage::tr("Stopped before an answer");
    }
    if (with.known == 0) return ResultsPage::tr("Answered; the true output is not known");
    const bool solved = with.right == with.known;
    if (solved && without.answered > 0 && without.right < without.known) {
        return ResultsPage::tr("✓ Solved by test-time training: wrong without it, right with it");
    }
    if (solved && without.answered > 0) {
        return ResultsPage::tr("✓ Solved, with and without test-time training");
    }
    if (solved) return ResultsPage::tr("✓ Solved");
    if (with.right > 0) {
        return ResultsPage::tr("◐ Partly solved: %1 of %2 tests").arg(with.right).arg(with.known);
    }
    if (without.answered > 0 && without.right == without.known) {
        return ResultsPage::tr("✗ Not solved, though it was without test-time training");
    }
    return ResultsPage::tr("✗ Not solved");
}

} // namespace

Tests countRight(const RunRecord& run, bool withTtt) {
    Tests tests;
    for (const FewShotTask& task : run.data().tasks) {
        for (size_t test = 0; test < task.queries.size(); ++test) {
            const std::vector<Value> attempts =
                run.attempts(qualifiedId(task.set, task.id), static_cast<int>(test), withTtt);
            const std::optional<Value>& truth = task.queries[test].output;
            tests.answered += attempts.empty() ? 0 : 1;
            tests.known += truth ? 1 : 0;
            const auto isIt = [&](const Value& attempt) { return isRightAnswer(attempt, *truth); };
            if (truth && std::ranges::any_of(attempts, isIt)) ++tests.right;
        }
    }
    return tests;
}

ResultsPage::ResultsPage(QWidget* parent)
    : QWidget(parent),
      verdict_(new QLabel),
      numbers_(new QLabel),
      cards_(new QVBoxLayout),
      peek_(new QPushButton(tr("Hold to see the true output"))) {
    setFocusPolicy(Qt::StrongFocus);
    peek_->setAccessibleName(peek_->text());
    peek_->setToolTip(tr("Shows the true output and what is wrong while it is pressed (H)"));
    connect(peek_, &QPushButton::pressed, this, [this] { setPeeking(true); });
    connect(peek_, &QPushButton::released, this, [this] { setPeeking(false); });
    verdict_->setProperty("role", "title");
    verdict_->setWordWrap(true);
    verdict_->setAccessibleDescription(tr("Verdict"));
    numbers_->setProperty("role", "muted");
    numbers_->setWordWrap(true);
    numbers_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* page = new QWidget;
    page->setProperty("role", "page");
    cards_->setContentsMargins(0, 0, 0, 0);
    page->setLayout(cards_);
    auto* scroll = new QScrollArea;
    scroll->setProperty("role", "plain");
    scroll->setAccessibleName(tr("Answers of each test"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    auto* layout = new QVBoxLayout(this);
    auto* head = new QHBoxLayout;
    head->addWidget(verdict_, 1);
    head->addWidget(peek_);
    layout->addLayout(head);
    layout->addWidget(numbers_);
    questions_ = new QuestionModel(this);
    table_ = new QTableView;
    table_->setAccessibleName(tr("Answers to the questions"));
    table_->setToolTip(tr("Every question with its answers; under Text they stand in full"));
    table_->setModel(questions_);
    prepareTextTable(*table_, QuestionModel::Question);
    const int widths[] = {46, 0, 130, 150, 150};
    for (int column = 0; column < QuestionModel::Columns; ++column) {
        if (widths[column] > 0) table_->setColumnWidth(column, widths[column]);
    }
    stack_ = new QStackedWidget;
    stack_->addWidget(scroll);
    stack_->addWidget(table_);
    layout->addWidget(stack_, 1);
    showRun(nullptr);
}

QString ResultsPage::verdict() const { return verdict_->text(); }

void ResultsPage::showRun(const RunRecordPtr& run) {
    if (run_) disconnect(run_.get(), nullptr, this, nullptr);
    run_ = run;
    while (QLayoutItem* item = cards_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    tests_.clear();
    const bool text = run_ && run_->data().tasks.size() == 1 && isText(run_->data().tasks[0]);
    stack_->setCurrentIndex(text ? 1 : 0);
    questions_->showRun(text ? run_ : nullptr);
    if (run_) {
        if (!text) showCards();
        connect(run_.get(), &RunRecord::answersChanged, this, &ResultsPage::refresh);
        connect(run_.get(), &RunRecord::stateChanged, this, &ResultsPage::refreshVerdict);
    }
    setDigits(digits_);
    refresh();
}

void ResultsPage::showCards() {
    size_t all = 0;
    for (const FewShotTask& task : run_->data().tasks) all += task.queries.size();
    for (const FewShotTask& task : run_->data().tasks) {
        for (size_t test = 0; test < task.queries.size(); ++test) {
            tests_.push_back(new TestResult(task, static_cast<int>(test), all == 1));
            cards_->addWidget(tests_.back(), all == 1 ? 1 : 0);
        }
    }
    if (all > 1) cards_->addStretch(1);
}

void ResultsPage::setDigits(bool digits) {
    digits_ = digits;
    for (TestResult* test : tests_) test->setDigits(digits);
}

void ResultsPage::setAnswersHidden(bool hidden) {
    hidden_ = hidden;
    refresh();
}

void ResultsPage::setPeeking(bool peeking) {
    if (peeking_ == peeking || (peeking && !hidden_)) return;
    peeking_ = peeking;
    refresh();
}

void ResultsPage::setConfidenceShown(bool shown) {
    confidence_ = shown;
    refresh();
}

void ResultsPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_H || event->modifiers() != Qt::NoModifier) {
        QWidget::keyPressEvent(event);
    } else if (!event->isAutoRepeat()) {
        setPeeking(true);
    }
}

void ResultsPage::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_H) {
        QWidget::keyReleaseEvent(event);
    } else if (!event->isAutoRepeat()) {
        setPeeking(false);
    }
}

void ResultsPage::showViews() {
    if (run_) (new ViewsDialog(run_, hidden_, this))->show();
}

void ResultsPage::refresh() {
    if (run_) {
        for (TestResult* test : tests_) {
            test->setAnswersHidden(hidden_ && !peeking_);
            test->setConfidenceShown(confidence_);
            test->refresh(*run_);
        }
    }
    questions_->setTargetsHidden(hidden_ && !peeking_);
    questions_->refresh();
    peek_->setVisible(hidden_ && run_);
    refreshVerdict();
}

void ResultsPage::refreshVerdict() {
    if (!run_) {
        verdict_->setText(tr("No run yet"));
        numbers_->setText(tr("Choose a task and press Run, or open a stored run."));
        return;
    }
    const QString summary = run_->over() ? questions_->summary() : QString();
    if (hidden_ && !peeking_ && run_->over()) {
        verdict_->setText(tr("Answered; true outputs are hidden"));
    } else {
        verdict_->setText(summary.isEmpty() ? verdictOf(*run_) : summary);
    }
    const RunResult& result = run_->data().result;
    QStringList parts{run_->label()};
    if (!result.model.empty()) parts << QString::fromStdString(result.model);
    if (!result.device.empty()) parts << QString::fromStdString(result.device);
    if (result.seconds.total > 0) parts << tr("%1 s").arg(result.seconds.total, 0, 'f', 1);
    if (result.firstLossNats && result.lastLossNats) {
        parts << tr("loss %1 → %2")
                     .arg(*result.firstLossNats, 0, 'g', 3)
                     .arg(*result.lastLossNats, 0, 'g', 3);
    }
    if (result.peakMemoryBytes > 0) {
        parts << tr("%1 MB at most").arg(result.peakMemoryBytes / 1000000);
    }
    if (!run_->data().folder.empty()) {
        parts << QString::fromStdString(run_->data().folder.string());
    }
    numbers_->setText(parts.join(QStringLiteral("  ·  ")));
}

} // namespace ttt
