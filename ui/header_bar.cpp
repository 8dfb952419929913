#include "ui/header_bar.h"

#include "core/config/config_json.h"
#include "ui/words.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

// One line that gives way to what stands beside it, and is whole in its tool tip.
class ElidedLabel : public QLabel {
public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override {
        return {fontMetrics().averageCharWidth() * 10, QLabel::minimumSizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
        if (shown == text()) return QLabel::paintEvent(event);
        QPainter painter(this);
        style()->drawItemText(&painter, rect(), static_cast<int>(alignment()), palette(),
                              isEnabled(), shown, foregroundRole());
    }
};

QPushButton* buttonOf(QAction* action, const char* role) {
    auto* button = new QPushButton(action->text().remove('&'));
    button->setProperty("role", role);
    button->setAccessibleName(button->text());
    button->setToolTip(action->toolTip());
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button,
                     [button, action] { button->setEnabled(action->isEnabled()); });
    return button;
}

QString factsOf(const TaskEntry& entry) {
    const FewShotTask& task = entry.task;
    QStringList facts{setTitle(QString::fromStdString(task.set))};
    if (!entry.level.isEmpty()) facts << entry.level;
    facts << counted(static_cast<qint64>(task.examples.size()), HeaderBar::tr("demonstration"),
                     HeaderBar::tr("demonstrations"));
    facts << counted(static_cast<qint64>(task.queries.size()), HeaderBar::tr("test"),
                     HeaderBar::tr("tests"));
    return facts.join(QStringLiteral("  ·  "));
}

} // namespace

HeaderBar::HeaderBar(QAction* run, QAction* stop, QWidget* parent)
    : QWidget(parent),
      title_(new ElidedLabel(tr("Choose a task"))),
      facts_(new ElidedLabel),
      preset_(new QComboBox),
      changed_(new QLabel),
      run_(buttonOf(run, "primary")),
      stop_(buttonOf(stop, "stop")) {
    title_->setProperty("role", "title");
    title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    facts_->setProperty("role", "muted");
    preset_->setAccessibleName(tr("Preset"));
    preset_->setToolTip(tr("Start from a named set of parameters; details are under Setup"));
    for (const std::string& name : presetNames()) preset_->addItem(QString::fromStdString(name));
    auto* label = new QLabel(tr("&Preset"));
    label->setBuddy(preset_);
    label->setProperty("role", "muted");
    changed_->setProperty("role", "muted");
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(title_);
    texts->addWidget(facts_);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 6);
    layout->setSpacing(8);
    layout->addLayout(texts, 1);
    layout->addWidget(label);
    layout->addWidget(preset_);
    layout->addWidget(changed_);
    layout->addSpacing(8);
    layout->addWidget(run_);
    layout->addWidget(stop_);
    connect(preset_, &QComboBox::textActivated, this, &HeaderBar::presetChosen);
}

void HeaderBar::showTask(const TaskEntryPtr& task) {
    title_->setText(QString::fromStdString(task->task.id));
    facts_->setText(factsOf(*task));
    for (QLabel* label : {title_, facts_}) label->setToolTip(label->text());
}

void HeaderBar::setRunning(bool running) { run_->setText(running ? tr("Queue run") : tr("Run")); }

void HeaderBar::setChangedFields(int count) {
    changed_->setText(count == 0 ? QString() : tr("• %1 changed").arg(count));
    changed_->setToolTip(tr("Fields that differ from the preset"));
}

QString HeaderBar::preset() const { return preset_->currentText(); }

void HeaderBar::setPreset(const QString& name) {
    preset_->setCurrentIndex(std::max(0, preset_->findText(name)));
}

} // namespace ttt
