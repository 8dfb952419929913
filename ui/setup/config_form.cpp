#include "ui/setup/config_form.h"

#include "core/config/config_json.h"
#include "ui/setup/field_editor.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

QString titleOf(const QString& section) {
    static const QHash<QString, QString> titles{
        {"task", ConfigForm::tr("Task limits")},
        {"adapt", ConfigForm::tr("Training set and adapter")},
        {"optimizer", ConfigForm::tr("Optimizer")},
        {"decode", ConfigForm::tr("Answering")},
        {"vote", ConfigForm::tr("Voting")},
        {"run", ConfigForm::tr("Model and execution")}};
    return titles.value(section, section);
}

// "1 to 512; built-in value 16"
QString limitsOf(const FieldRef& field) {
    RunConfig builtIn;
    const std::string value = toText(findField(builtIn, field.path()).value());
    QStringList parts;
    if (!std::holds_alternative<bool*>(field.place)) {
        const auto number = [](double limit) { return QString::number(limit, 'g', 10); };
        const bool below = std::isfinite(field.info.min);
        const bool above = std::isfinite(field.info.max);
        if (below && above) {
            parts << ConfigForm::tr("%1 to %2").arg(number(field.info.min), number(field.info.max));
        } else if (below) {
            parts << ConfigForm::tr("at least %1").arg(number(field.info.min));
        } else if (above) {
            parts << ConfigForm::tr("at most %1").arg(number(field.info.max));
        }
    }
    if (!value.empty()) {
        parts << ConfigForm::tr("built-in value %1").arg(QString::fromStdString(value));
    }
    return parts.join(QStringLiteral("; "));
}

QString helpOf(const FieldRef& field) {
    QString help =
        QString::fromUtf8(field.info.help.data(), static_cast<qsizetype>(field.info.help.size()));
    return QStringLiteral("<p>%1</p><p>%2</p><p><tt>%3</tt></p>")
        .arg(help.toHtmlEscaped(), limitsOf(field).toHtmlEscaped(),
             QString::fromStdString(field.path()));
}

} // namespace

ConfigForm::ConfigForm(QWidget* parent) : QWidget(parent), layout_(new QVBoxLayout(this)) {
    setProperty("role", "page");
    layout_->setContentsMargins(4, 0, 8, 8);
    layout_->setSpacing(4);
    rebuild();
}

void ConfigForm::setCatalog(const ChoiceCatalog& catalog) {
    catalog_ = catalog;
    rebuild();
}

void ConfigForm::rebuild() {
    while (QLayoutItem* item = layout_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    sections_.clear();
    rows_.clear();
    for (const FieldRef& field : fieldsOf(config_)) {
        const QString section = QString::fromStdString(field.section);
        if (sections_.empty() || sections_.back().name != section) addSection(section);
        addRow(field);
    }
    layout_->addStretch(1);
    refreshVisibility();
    refreshMarks();
}

void ConfigForm::addSection(const QString& name) {
    Section section{name, new QToolButton, new QWidget};
    section.head->setProperty("role", "section");
    section.head->setText(titleOf(name));
    section.head->setAccessibleName(tr("Section %1").arg(titleOf(name)));
    section.head->setToolTip(tr("Open or close this section"));
    section.head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    section.head->setArrowType(Qt::DownArrow);
    section.head->setCheckable(true);
    section.head->setChecked(!closed_.value(name));
    section.head->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* form = new QFormLayout(section.body);
    form->setContentsMargins(6, 2, 0, 8);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(5);
    connect(section.head, &QToolButton::toggled, this, [this, name](bool open) {
        closed_[name] = !open;
        refreshVisibility();
    });
    layout_->addWidget(section.head);
    layout_->addWidget(section.body);
    sections_.push_back(section);
}

void ConfigForm::addRow(const FieldRef& field) {
    const auto list = catalog_.find(field.info.choices);
    Row row;
    row.path = QString::fromStdString(field.path());
    row.section = QString::fromStdString(field.section);
    row.advanced = field.info.advanced;
    row.use = field.info.use;
    row.editor =
        FieldEditor::make(field, list == catalog_.end() ? std::vector<Choice>() : list->second);
    row.editor->setValue(field.value());
    row.editor->setToolTip(helpOf(field));
    row.label = new QLabel(fieldTitle(field.info.key));
    row.label->setToolTip(helpOf(field));
    row.label->setBuddy(row.editor->focusProxy());
    if (QWidget* inner = row.editor->focusProxy()) {
        inner->setAccessibleName(fieldTitle(field.info.key));
        inner->setToolTip(helpOf(field));
        if (auto* line = inner->findChild<QLineEdit*>()) { // of a list that takes other values too
            line->setAccessibleName(fieldTitle(field.info.key));
        }
    }
    row.reset = new QToolButton;
    row.reset->setText(QStringLiteral("↺"));
    row.reset->setAutoRaise(true);
    row.reset->setAccessibleName(tr("Reset %1").arg(fieldTitle(field.info.key)));
    place(row);
    connect(row.reset, &QToolButton::clicked, this, [this, row] { reset(row); });
    connect(row.editor, &FieldEditor::edited, this, [this, row] { take(row); });
    rows_.push_back(row);
}

// The button that resets keeps its room while it is not needed, so that nothing jumps.
void ConfigForm::place(const Row& row) {
    auto* form = static_cast<QFormLayout*>(sections_.back().body->layout());
    auto* line = new QHBoxLayout;
    line->setSpacing(2);
    if (row.editor->wide()) {
        line->addWidget(row.label, 1);
        line->addWidget(row.reset);
        form->addRow(line);
        form->addRow(row.editor);
    } else {
        line->addWidget(row.editor, 1);
        line->addWidget(row.reset);
        form->addRow(row.label, line);
    }
}

void ConfigForm::reset(const Row& row) {
    const std::string path = row.path.toStdString();
    const FieldValue value = findField(reference_, path).value();
    findField(config_, path).assign(value);
    row.editor->setValue(value);
    refreshMarks();
    Q_EMIT edited();
}

void ConfigForm::take(const Row& row) {
    findField(config_, row.path.toStdString()).assign(row.editor->value());
    refreshMarks();
    if (row.path == QStringLiteral("run.model")) refreshVisibility();
    Q_EMIT edited();
}

void ConfigForm::setConfig(const RunConfig& config) {
    config_ = config;
    for (const Row& row : rows_) {
        row.editor->setValue(findField(config_, row.path.toStdString()).value());
    }
    refreshMarks();
    refreshVisibility();
}

QToolButton* ConfigForm::resetButton(const QString& path) const {
    const auto found = std::ranges::find(rows_, path, &Row::path);
    return found == rows_.end() ? nullptr : found->reset;
}

void ConfigForm::setReference(const RunConfig& preset) {
    reference_ = preset;
    refreshMarks();
}

void ConfigForm::setAdvancedShown(bool shown) {
    advanced_ = shown;
    refreshVisibility();
}

void ConfigForm::setTaskKind(bool texts) {
    texts_ = texts;
    refreshVisibility();
}

bool ConfigForm::modelReadsText() const {
    const auto models = catalog_.find("models");
    if (models == catalog_.end()) return false;
    const auto known = std::ranges::find(models->second, config_.run.model, &Choice::name);
    // Others are files and folders; those of the ARC decoder are safetensors.
    if (known != models->second.end()) return known->description != "arc-decoder";
    return !QString::fromStdString(config_.run.model).endsWith(QStringLiteral(".safetensors"));
}

int ConfigForm::changedFields() const {
    return static_cast<int>(differingFields({reference_, config_}).size());
}

void ConfigForm::refreshMarks() {
    QHash<QString, int> changed;
    for (const Row& row : rows_) {
        const std::string path = row.path.toStdString();
        const bool differs =
            findField(config_, path).value() != findField(reference_, path).value();
        const QString title = fieldTitle(path.substr(path.find('.') + 1));
        row.label->setText(differs ? title + QStringLiteral(" •") : title);
        QFont font = row.label->font();
        font.setBold(differs);
        row.label->setFont(font);
        row.reset->setVisible(differs && (advanced_ || !row.advanced));
        row.reset->setToolTip(
            tr("Back to the preset's value, %1")
                .arg(QString::fromStdString(toText(findField(reference_, path).value()))));
        changed[row.section] += differs ? 1 : 0;
    }
    for (const Section& section : sections_) {
        const int count = changed.value(section.name);
        section.head->setText(count == 0
                                  ? titleOf(section.name)
                                  : titleOf(section.name) + tr("  •  %1 changed").arg(count));
    }
}

void ConfigForm::refreshVisibility() {
    for (const Row& row : rows_) {
        const bool says = row.use == FieldUse::Always ||
                          (row.use == FieldUse::Grids ? !texts_ : texts_ || modelReadsText());
        const bool shown = says && (advanced_ || !row.advanced);
        row.label->setVisible(shown);
        row.editor->setVisible(shown);
        QSizePolicy kept = row.reset->sizePolicy();
        kept.setRetainSizeWhenHidden(shown);
        row.reset->setSizePolicy(kept);
    }
    refreshMarks();
    for (const Section& section : sections_) {
        const bool open = section.head->isChecked();
        section.body->setVisible(open);
        section.head->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    }
}

FieldEditor* ConfigForm::editor(const QString& path) const {
    const auto found = std::ranges::find(rows_, path, &Row::path);
    return found == rows_.end() ? nullptr : found->editor;
}

} // namespace ttt
