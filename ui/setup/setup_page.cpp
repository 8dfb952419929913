#include "ui/setup/setup_page.h"

#include "core/config/config_json.h"
#include "core/runs/suites/asked_task.h"
#include "ui/runs/run_queue.h"
#include "ui/setup/command_line.h"
#include "ui/setup/config_form.h"
#include "ui/setup/demonstrations_pane.h"
#include "ui/setup/episode_strip.h"
#include "ui/setup/loss_strip.h"
#include "ui/words.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kPauseMs = 250;

struct Preview {
    EpisodePreview episodes;
    CostEstimate cost;
    std::vector<LossPicture> losses; // of the first episode
};

// A wrong value elsewhere in the form shows under it; here it only leaves the pictures out.
std::vector<LossPicture> lossPictures(Engine& engine, const EpisodePreview& preview,
                                      RunConfig config, const std::vector<Choice>& losses) {
    std::vector<LossPicture> pictures;
    if (preview.episodes.empty()) return pictures;
    for (const Choice& loss : losses) {
        config.adapt.loss = loss.name;
        pictures.push_back({loss, engine.inspect(preview.episodes.front(), config)});
    }
    return pictures;
}

QString costText(const CostEstimate& cost) {
    QStringList parts{counted(cost.steps, SetupPage::tr("step"), SetupPage::tr("steps"))};
    if (cost.tokensPerStep > 0) parts << SetupPage::tr("%L1 tokens a step").arg(cost.tokensPerStep);
    if (cost.memoryBytes > 0) {
        parts << SetupPage::tr("about %1 MB").arg(cost.memoryBytes / 1000000);
    }
    if (cost.seconds > 0) parts << SetupPage::tr("about %1 s").arg(cost.seconds, 0, 'f', 0);
    return parts.join(QStringLiteral("  ·  "));
}

QString countsText(const EpisodePreview& preview) {
    if (preview.leaveOne.tasks == 0) {
        return SetupPage::tr("Drawn without end; here are the first %1")
            .arg(preview.episodes.size());
    }
    return SetupPage::tr("%L1 episodes: %L2 leave-one-out, %L3 with transforms, %L4 with colours "
                         "and orders, %L5 within the token limit")
        .arg(preview.final)
        .arg(preview.leaveOne.tasks)
        .arg(preview.leaveOne.augmented)
        .arg(preview.leaveOne.permuted)
        .arg(preview.leaveOne.withinTokens);
}

} // namespace

SetupPage::SetupPage(RunQueue& queue, const Actions& actions, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      form_(new ConfigForm),
      demonstrations_(new DemonstrationsPane(actions)),
      pause_(new QTimer(this)) {
    auto* splitter = new QSplitter;
    splitter->setObjectName("setup-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeFormPane());
    splitter->addWidget(makePreviewPane());
    splitter->setSizes({470, 430});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(splitter);
    pause_->setSingleShot(true);
    pause_->setInterval(kPauseMs);
    connect(pause_, &QTimer::timeout, this, &SetupPage::askPreview);
    connect(demonstrations_, &DemonstrationsPane::edited, this, &SetupPage::schedulePreview);
    connect(form_, &ConfigForm::edited, this, [this] {
        if (task_) demonstrations_->showTask(task_->task, config());
        refreshIssues();
        schedulePreview();
        Q_EMIT edited(form_->changedFields());
    });
    refreshIssues();
}

QWidget* SetupPage::makeFormPane() {
    auto* pane = new QWidget;
    advanced_ = new QCheckBox(tr("Advanced fields"));
    advanced_->setAccessibleName(tr("Show advanced fields"));
    advanced_->setToolTip(tr("Show the fields that are seldom changed too"));
    connect(advanced_, &QCheckBox::toggled, form_, &ConfigForm::setAdvancedShown);
    auto* title = new QLabel(tr("Parameters"));
    title->setProperty("role", "heading");
    auto* head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(advanced_);
    auto* scroll = new QScrollArea;
    scroll->setAccessibleName(tr("Parameters of the run"));
    scroll->setProperty("role", "plain");
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(form_);
    formArea_ = scroll;
    fitForm();
    issues_ = new QLabel;
    issues_->setProperty("role", "bad");
    issues_->setWordWrap(true);
    issues_->setAccessibleDescription(tr("Problems of the parameters"));
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 6, 0);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);
    layout->addWidget(issues_);
    return pane;
}

QWidget* SetupPage::makePreviewPane() {
    auto* pane = new QWidget;
    auto* title = new QLabel(tr("What training will see"));
    title->setProperty("role", "heading");
    counts_ = new QLabel(tr("Choose a task"));
    counts_->setProperty("role", "muted");
    counts_->setWordWrap(true);
    cost_ = new QLabel;
    cost_->setAccessibleDescription(tr("Cost of the run"));
    cost_->setWordWrap(true);
    episodes_ = new EpisodeStrip;
    losses_ = new LossStrip;
    auto* pictures = new QTabWidget;
    pictures->setDocumentMode(true);
    pictures->tabBar()->setDrawBase(false);
    pictures->tabBar()->setAccessibleName(tr("Episodes, or where the loss looks"));
    pictures->addTab(episodes_, tr("Episodes"));
    pictures->addTab(losses_, tr("Where the loss looks"));
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(title);
    layout->addWidget(counts_);
    layout->addWidget(pictures, 1);
    layout->addWidget(cost_);
    auto* both = new QSplitter(Qt::Vertical);
    both->setObjectName("setup-preview");
    both->setChildrenCollapsible(false);
    both->addWidget(demonstrations_);
    both->addWidget(pane);
    demonstrations_->setVisible(false);
    return both;
}

const RunConfig& SetupPage::config() const { return form_->config(); }

std::vector<ConfigIssue> SetupPage::issues() const { return findConfigIssues(config(), catalog_); }

void SetupPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // Once the form's own parts have taken the font.
    if (event->type() == QEvent::FontChange) {
        QMetaObject::invokeMethod(this, &SetupPage::fitForm, Qt::QueuedConnection);
    }
}

// It scrolls up and down alone; what would be cut off at the right is given room, within reason.
void SetupPage::fitForm() {
    constexpr int kMost = 620;
    const int width =
        form_->minimumSizeHint().width() + formArea_->verticalScrollBar()->sizeHint().width() + 4;
    formArea_->setMinimumWidth(std::min(width, kMost));
}

void SetupPage::refreshIssues() {
    QStringList lines;
    for (const ConfigIssue& issue : issues()) {
        lines << QString::fromStdString(issue.field + ": " + issue.message);
    }
    issues_->setText(lines.join('\n'));
    issues_->setVisible(!lines.isEmpty());
}

void SetupPage::usePreset(const QString& name) {
    try {
        const RunConfig preset = loadConfig(name.toStdString());
        kinds_[texts_].preset = name;
        form_->setReference(preset);
        form_->setConfig(preset);
        if (task_) demonstrations_->showTask(task_->task, preset);
        refreshIssues();
        schedulePreview();
        Q_EMIT edited(0);
    } catch (const Error& problem) {
        issues_->setText(QString::fromUtf8(problem.what()));
        issues_->setVisible(true);
    }
}

void SetupPage::setPresetOfTexts(const QString& name) { kinds_[1].preset = name; }

QString SetupPage::preset(bool texts) const { return kinds_[texts].preset; }

const RunConfig& SetupPage::config(bool texts) const {
    return texts == texts_ ? form_->config() : kinds_[texts].config;
}

void SetupPage::useKind(bool texts) {
    if (texts == texts_) return;
    kinds_[texts_].config = form_->config();
    kinds_[texts_].reference = form_->reference();
    kinds_[texts_].used = true;
    texts_ = texts;
    Kind& kind = kinds_[texts];
    form_->setTaskKind(texts);
    demonstrations_->setVisible(texts);
    losses_->setVisible(!texts);
    if (!kind.used) {
        kind.used = true;
        return usePreset(kind.preset);
    }
    form_->setReference(kind.reference);
    form_->setConfig(kind.config);
    refreshIssues();
    Q_EMIT edited(form_->changedFields());
}

FewShotTask SetupPage::arranged(const FewShotTask& task) const {
    return texts_ ? demonstrations_->arranged(task, config()) : task;
}

void SetupPage::useModel(const QString& model) {
    RunConfig config = form_->config();
    config.run.model = model.toStdString();
    setConfig(config);
}

void SetupPage::setConfig(const RunConfig& config) {
    form_->setConfig(config);
    refreshIssues();
    schedulePreview();
    Q_EMIT edited(form_->changedFields());
}

QString SetupPage::commandLine() const {
    if (!task_) return {};
    const FewShotTask& task = task_->task;
    return QString::fromStdString(commandLineOf(qualifiedId(task.set, task.id),
                                                kinds_[texts_].preset.toStdString(),
                                                form_->reference(), config()));
}

void SetupPage::showTask(const TaskEntryPtr& task) {
    task_ = task;
    useKind(isText(task->task));
    demonstrations_->showTask(task->task, config());
    schedulePreview();
}

void SetupPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!choicesKnown_) askChoices();
    if (previewIsOld_) schedulePreview();
}

void SetupPage::schedulePreview() {
    previewIsOld_ = true;
    if (isVisible() && choicesKnown_) pause_->start();
}

void SetupPage::askChoices() {
    queue_.ask<ChoiceCatalog>([](Engine& engine) { return engine.choices(); },
                              [this](const ChoiceCatalog& catalog) {
                                  choicesKnown_ = true;
                                  catalog_ = catalog;
                                  form_->setCatalog(catalog);
                                  fitForm();
                                  refreshIssues();
                                  schedulePreview();
                              },
                              [this](const QString& problem) { counts_->setText(problem); },
                              "choices");
}

void SetupPage::askPreview() {
    if (!task_) return;
    previewIsOld_ = false;
    if (queue_.current()) counts_->setText(tr("The preview follows when the run has ended"));
    SolverTask task;
    try {
        task = withoutAnswers(askedTask(arranged(task_->task), config()));
    } catch (const Error& problem) { // demonstrations that do not go with the task
        counts_->setText(QString::fromUtf8(problem.what()));
        cost_->clear();
        episodes_->showPreview({});
        return;
    }
    queue_.ask<Preview>(
        [task, config = config(),
         losses = texts_ ? std::vector<Choice>() : catalog_["losses"]](Engine& engine) {
            Preview preview{
                engine.previewEpisodes(task, config), engine.estimateCost(task, config), {}};
            preview.losses = lossPictures(engine, preview.episodes, config, losses);
            return preview;
        },
        [this](const Preview& preview) {
            counts_->setText(countsText(preview.episodes));
            cost_->setText(costText(preview.cost));
            episodes_->showPreview(preview.episodes);
            losses_->losses().clear();
            if (preview.losses.empty() || preview.episodes.episodes.empty()) return;
            losses_->losses().show(preview.episodes.episodes.front(), preview.losses,
                                   config().adapt.loss);
        },
        [this](const QString& problem) {
            counts_->setText(problem);
            cost_->clear();
            episodes_->showPreview({});
            losses_->losses().clear();
        },
        "preview");
}

} // namespace ttt
