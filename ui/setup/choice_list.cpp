#include "ui/setup/choice_list.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {
constexpr int kMostColumns = 3;
constexpr int kRoom = 560;
} // namespace

ChoiceList::ChoiceList(const std::vector<Choice>& choices, QWidget* parent)
    : QWidget(parent), boxesLayout_(new QGridLayout), count_(new QLabel) {
    count_->setProperty("role", "muted");
    auto* row = new QHBoxLayout;
    row->addWidget(count_, 1);
    for (const bool all : {true, false}) {
        auto* button = new QToolButton;
        button->setText(all ? tr("All") : tr("None"));
        button->setAccessibleName(all ? tr("Choose all") : tr("Choose none"));
        button->setToolTip(button->accessibleName());
        connect(button, &QToolButton::clicked, this, [this, all] { setAll(all); });
        row->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(row);
    layout->addLayout(boxesLayout_);
    boxesLayout_->setHorizontalSpacing(8);
    boxesLayout_->setVerticalSpacing(2);
    for (const Choice& choice : choices) add(choice);
    arrange();
    refreshCount();
}

void ChoiceList::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) arrange();
}

void ChoiceList::arrange() {
    int widest = 1;
    for (const QCheckBox* box : boxes_) widest = std::max(widest, box->sizeHint().width());
    const int columns =
        std::clamp(kRoom / (widest + boxesLayout_->horizontalSpacing()), 1, kMostColumns);
    int index = 0;
    for (QCheckBox* box : boxes_) {
        boxesLayout_->addWidget(box, index / columns, index % columns);
        ++index;
    }
}

void ChoiceList::add(const Choice& choice) {
    auto* box = new QCheckBox(QString::fromStdString(choice.name));
    box->setAccessibleName(box->text());
    box->setToolTip(
        QString::fromStdString(choice.description.empty() ? choice.name : choice.description));
    boxes_.push_back(box);
    connect(box, &QCheckBox::toggled, this, [this] {
        refreshCount();
        Q_EMIT edited();
    });
}

StringList ChoiceList::chosen() const {
    StringList names;
    for (const QCheckBox* box : boxes_) {
        if (box->isChecked()) names.push_back(box->text().toStdString());
    }
    return names;
}

void ChoiceList::setChosen(const StringList& names) {
    for (const std::string& name : names) {
        const auto isIt = [&](const QCheckBox* box) { return box->text().toStdString() == name; };
        if (std::ranges::any_of(boxes_, isIt)) continue;
        add({name, {}});
        arrange();
    }
    for (QCheckBox* box : boxes_) {
        const QSignalBlocker quiet(box);
        box->setChecked(std::ranges::count(names, box->text().toStdString()) > 0);
    }
    refreshCount();
}

void ChoiceList::setAll(bool checked) {
    for (QCheckBox* box : boxes_) {
        const QSignalBlocker quiet(box);
        box->setChecked(checked);
    }
    refreshCount();
    Q_EMIT edited();
}

void ChoiceList::refreshCount() {
    count_->setText(tr("%1 of %2 chosen").arg(chosen().size()).arg(boxes_.size()));
}

} // namespace ttt
