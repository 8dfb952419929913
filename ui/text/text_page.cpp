#include "ui/text/text_page.h"

#include "core/runs/suites/asked_task.h"
#include "ui/runs/run_queue.h"
#include "ui/text/answer_model.h"
#include "ui/text/item_table.h"
#include "ui/text/option_bars.h"
#include "ui/text/question_model.h"
#include "ui/text/token_model.h"
#include "ui/text/token_view.h"
#include "ui/words.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kPauseMs = 200;

// A prompt, or one of the training texts.
struct ShownText {
    TokenInspection tokens;
    int episodes = 0; // training texts that there are
};

// Same content as the task that a run was given, which it may have cut short.
bool isRunOf(const RunRecordPtr& run, const FewShotTask& task) {
    if (!run || run->data().tasks.empty()) return false;
    const FewShotTask& own = run->data().tasks.front();
    return own.id == task.id && own.set == task.set;
}

std::optional<Candidate> firstView(const std::vector<Candidate>& candidates) {
    const auto first = std::ranges::find(candidates, 0, &Candidate::viewIndex);
    if (first != candidates.end()) return *first;
    if (!candidates.empty()) return candidates.front();
    return std::nullopt;
}

// Of the candidates that say what was voted the likeliest; before the vote the first view.
std::optional<Candidate> votedCandidate(const std::vector<Candidate>& candidates,
                                        const std::vector<Value>& attempts) {
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates) {
        if (attempts.empty() || candidate.answer != attempts.front()) continue;
        if (best == nullptr || candidate.logProbability > best->logProbability) best = &candidate;
    }
    return best != nullptr ? *best : firstView(candidates);
}

} // namespace

TextPage::TextPage(RunQueue& queue, QAction* tokens, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      questions_(new QuestionModel(this)),
      tokens_(new TokenModel(this)),
      answers_(new AnswerModel(this)),
      pause_(new QTimer(this)) {
    auto* right = new QSplitter(Qt::Vertical);
    right->setObjectName("text-rows");
    right->setChildrenCollapsible(false);
    right->addWidget(makeText(tokens));
    right->addWidget(makeAnswers());
    right->setSizes({330, 320});
    auto* columns = new QSplitter;
    columns->setObjectName("text-columns");
    columns->setChildrenCollapsible(false);
    columns->addWidget(makeQuestions());
    columns->addWidget(right);
    columns->setStretchFactor(1, 1);
    columns->setSizes({370, 560});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(columns);
    pause_->setSingleShot(true);
    pause_->setInterval(kPauseMs);
    connectParts();
    fillTexts(0);
    showWhyNot(tr("Choose a task of text, such as one of BIG-Bench Hard"));
    refreshAnswers();
}

QWidget* TextPage::makeQuestions() {
    auto* pane = new QWidget;
    summary_ = new QLabel;
    summary_->setWordWrap(true);
    summary_->setProperty("role", "muted");
    summary_->setAccessibleName(tr("Right answers"));
    questionTable_ = new QTableView;
    questionTable_->setAccessibleName(tr("Questions"));
    questionTable_->setToolTip(tr("Choose the question that is shown on the right"));
    questionTable_->setModel(questions_);
    prepareTextTable(*questionTable_, QuestionModel::Question);
    const int widths[] = {36, 0, 62, 84, 76};
    for (int column = 0; column < QuestionModel::Columns; ++column) {
        if (widths[column] > 0) questionTable_->setColumnWidth(column, widths[column]);
    }
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 4, 0);
    layout->addWidget(summary_);
    layout->addWidget(questionTable_, 1);
    return pane;
}

QWidget* TextPage::makeText(QAction* tokens) {
    auto* pane = new QWidget;
    texts_ = new QComboBox;
    texts_->setAccessibleName(tr("Text shown"));
    texts_->setToolTip(tr("The prompt of the question, or a text that training sees"));
    auto* withIds = new QToolButton;
    withIds->setDefaultAction(tokens);
    withIds->setAccessibleName(tr("Tokens with ids"));
    note_ = new QLabel;
    note_->setProperty("role", "muted");
    note_->setAccessibleName(tr("About the text"));
    auto* head = new QHBoxLayout;
    head->addWidget(texts_);
    head->addWidget(note_, 1);
    head->addWidget(withIds);
    tokenView_ = new TokenView;
    tokenTable_ = new QTableView;
    tokenTable_->setAccessibleName(tr("Tokens"));
    tokenTable_->setToolTip(tr("Every token with its id; ● marks those that the loss sees"));
    tokenTable_->setModel(tokens_);
    prepareTextTable(*tokenTable_, TokenModel::Piece);
    stack_ = new QStackedWidget;
    stack_->addWidget(tokenView_);
    stack_->addWidget(tokenTable_);
    connect(tokens, &QAction::toggled, stack_, &QStackedWidget::setCurrentIndex);
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(4, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(stack_, 1);
    return pane;
}

QWidget* TextPage::makeAnswers() {
    auto* pane = new QWidget;
    stepLabel_ = new QLabel;
    stepLabel_->setMinimumWidth(90);
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setAccessibleName(tr("Step cursor"));
    slider_->setToolTip(tr("The same step as on the live page: the answer as it was then"));
    auto* steps = new QHBoxLayout;
    steps->addWidget(stepLabel_);
    steps->addWidget(slider_, 1);
    answerTable_ = new QTableView;
    answerTable_->setAccessibleName(tr("Answers to the question"));
    answerTable_->setToolTip(tr("Raw output, how the answer is read from it, and the verdict"));
    answerTable_->setModel(answers_);
    prepareTextTable(*answerTable_, AnswerModel::With);
    answerTable_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    answerTable_->verticalHeader()->setVisible(true);
    answerTable_->setWordWrap(true);
    answerTable_->setSelectionBehavior(QAbstractItemView::SelectItems);
    options_ = new OptionBars;
    auto* scroll = new QScrollArea;
    scroll->setProperty("role", "plain");
    scroll->setAccessibleName(tr("Options"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(options_);
    auto* lower = new QSplitter;
    lower->setObjectName("text-answers");
    lower->setChildrenCollapsible(false);
    lower->addWidget(answerTable_);
    lower->addWidget(scroll);
    lower->setSizes({370, 190});
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(4, 0, 0, 0);
    layout->addLayout(steps);
    layout->addWidget(lower, 1);
    return pane;
}

void TextPage::connectParts() {
    connect(pause_, &QTimer::timeout, this, &TextPage::askTokens);
    connect(questionTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] {
                refreshAnswers();
                if (texts_->currentIndex() <= 0) schedule();
            });
    connect(texts_, &QComboBox::currentIndexChanged, this, &TextPage::schedule);
    connect(slider_, &QSlider::valueChanged, this, [this](int step) { Q_EMIT stepAsked(step); });
}

QString TextPage::note() const { return note_->text(); }

int TextPage::question() const { return questionTable_->currentIndex().row(); }

void TextPage::stepQuestion(int by) {
    const int rows = questions_->rowCount();
    if (rows == 0) return;
    questionTable_->selectRow(std::clamp(question() + by, 0, rows - 1));
}

const RunConfig& TextPage::config() const { return run_ ? run_->data().config : config_; }

void TextPage::showTask(const TaskEntryPtr& task) {
    task_ = task;
    if (isRunOf(run_, task->task)) return;
    if (run_) disconnect(run_.get(), nullptr, this, nullptr);
    run_ = nullptr;
    showQuestions();
}

void TextPage::showRun(const RunRecordPtr& run) {
    if (run_) disconnect(run_.get(), nullptr, this, nullptr);
    run_ = run;
    if (run_) {
        connect(run_.get(), &RunRecord::answersChanged, this, [this] {
            questions_->refresh();
            refreshAnswers();
        });
        connect(run_.get(), &RunRecord::snapshotsAdded, this, &TextPage::refreshAnswers);
        connect(run_.get(), &RunRecord::stateChanged, this, &TextPage::refreshAnswers);
    }
    showQuestions();
}

void TextPage::setConfig(const RunConfig& config, bool modelReadsText) {
    config_ = config;
    modelReadsText_ = modelReadsText;
    if (!run_ && task_) showQuestions();
}

void TextPage::setAnswersHidden(bool hidden) {
    hidden_ = hidden;
    questions_->setTargetsHidden(hidden);
    refreshAnswers();
}

void TextPage::showQuestions() {
    const int before = std::max(0, question());
    if (run_) {
        questions_->showRun(run_);
    } else if (task_) {
        FewShotTask asked = task_->task;
        try {
            asked = askedTask(asked, config_);
        } catch (const Error&) {
            // More shots than items: the engine's answer says so where the text would be.
        }
        if (asked == questions_->task()) return schedule();
        questions_->showTask(asked);
    }
    questionTable_->setColumnHidden(QuestionModel::Without, run_ == nullptr);
    questionTable_->setColumnHidden(QuestionModel::With, run_ == nullptr);
    fillTexts(0);
    if (questions_->rowCount() > 0) {
        questionTable_->selectRow(std::min(before, questions_->rowCount() - 1));
    }
    refreshAnswers();
    schedule();
}

void TextPage::fillTexts(int episodes) {
    const QSignalBlocker quiet(texts_);
    const int before = std::max(0, texts_->currentIndex());
    if (texts_->count() == episodes + 1) return;
    texts_->clear();
    texts_->addItem(tr("Prompt of the question"));
    for (int i = 0; i < episodes; ++i) {
        texts_->addItem(tr("Training text %1 of %2").arg(i + 1).arg(episodes));
    }
    texts_->setCurrentIndex(std::min(before, episodes));
}

void TextPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refreshAnswers();
    if (old_) schedule();
}

void TextPage::schedule() {
    old_ = true;
    if (isVisible()) pause_->start();
}

void TextPage::askTokens() {
    const FewShotTask& shown = questions_->task();
    if (shown.queries.empty()) return;
    old_ = false;
    if (!isText(shown) && !modelReadsText_) {
        showWhyNot(tr("A task of grids for a model that reads grids: its pairs are under Task"));
        return;
    }
    if (queue_.current()) note_->setText(tr("The text follows when the run has ended"));
    queue_.ask<ShownText>(
        [task = withoutAnswers(shown), config = config(), test = std::max(0, question()),
         text = texts_->currentIndex()](Engine& engine) {
            ShownText found;
            if (config.adapt.method != "none" && !task.examples.empty()) {
                const EpisodePreview preview = engine.previewEpisodes(task, config);
                found.episodes = static_cast<int>(preview.episodes.size());
                if (text > 0 && text <= found.episodes) {
                    const auto& episode = preview.episodes[static_cast<size_t>(text - 1)];
                    found.tokens = engine.inspect(episode, config);
                    return found;
                }
            }
            found.tokens = engine.inspectPrompt(task, test, config);
            return found;
        },
        [this](const ShownText& found) {
            fillTexts(found.episodes);
            showTokens(found.tokens);
        },
        [this](const QString& problem) { showWhyNot(problem); }, "text");
}

void TextPage::showTokens(const TokenInspection& tokens) {
    tokens_->show(tokens);
    tokenView_->showTokens(tokens);
    const QString count =
        counted(static_cast<qint64>(tokens.ids.size()), tr("token"), tr("tokens"));
    if (tokens.ids.empty()) return showWhyNot(tr("Every prompt is longer than task.max_tokens"));
    const QString seen = tr("%1; the loss sees the %L2 underlined").arg(count);
    note_->setText(texts_->currentIndex() > 0
                       ? seen.arg(tokens_->inLoss())
                       : tr("%1; the answer begins after the last").arg(count));
}

void TextPage::showWhyNot(const QString& why) {
    tokens_->show({});
    tokenView_->showMessage(why);
    note_->clear();
}

void TextPage::showStep(qint64 step, qint64 last) {
    step_ = step;
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, static_cast<int>(last));
    slider_->setValue(static_cast<int>(step));
    refreshAnswers();
}

void TextPage::refreshAnswers() {
    if (!isVisible()) return; // steps come many times a second
    summary_->setText(questions_->summary());
    summary_->setVisible(!summary_->text().isEmpty());
    stepLabel_->setText(tr("Step %1").arg(step_));
    answers_->setStep(step_);
    slider_->setEnabled(run_ != nullptr && slider_->maximum() > 0);
    const int test = question();
    std::array<ShownAnswer, AnswerModel::Columns> shown;
    std::array<std::vector<OptionScore>, OptionBars::kSeries> series;
    std::optional<Value> target;
    const FewShotTask& task = questions_->task();
    const bool chosen = test >= 0 && test < static_cast<int>(task.queries.size());
    if (chosen && !hidden_) target = task.queries[static_cast<size_t>(test)].output;
    if (chosen && run_) {
        const std::string id = qualifiedId(task.set, task.id);
        for (const auto& [column, withTtt] :
             {std::pair{AnswerModel::Without, false}, std::pair{AnswerModel::With, true}}) {
            const std::vector<Candidate> candidates = run_->candidates(id, test, withTtt);
            shown[column].why = run_->missing(id, test, withTtt);
            shown[column].candidate = votedCandidate(candidates, run_->attempts(id, test, withTtt));
            // Options are measured under the first view alone.
            if (const auto first = firstView(candidates)) series[column] = first->options;
        }
        if (const PredictionSnapshot* snapshot = run_->snapshotAt(id, test, step_)) {
            shown[AnswerModel::AtStep].candidate = snapshot->candidate;
            answers_->setStep(snapshot->step); // what is shown is as old as that
            series[AnswerModel::AtStep] = snapshot->candidate.options;
        }
    }
    const QString open = run_ == nullptr ? tr("no run yet")
                         : run_->over()  ? tr("not answered")
                                         : tr("not answered yet");
    for (ShownAnswer& answer : shown) answer.why = answer.why.isEmpty() ? open : answer.why;
    if (run_ && run_->over()) {
        shown[AnswerModel::AtStep].why = tr("no snapshot of this question");
        const bool asked = run_->data().config.run.baseline;
        if (!asked) shown[AnswerModel::Without].why = tr("was not asked");
    }
    const std::string format = run_ ? run_->data().config.task.format : std::string();
    answers_->show(shown, chosen ? readingRule(task, format) : QString(), target,
                   hidden_ && chosen);
    options_->show(series, target,
                   run_ ? tr("No probabilities of options: the answers are free text, or none is "
                             "there yet (decode.score_options)")
                        : tr("After a run: how likely each option is, before and after"));
    answerTable_->resizeRowsToContents();
}

} // namespace ttt
