#include "ui/browse/filter_panel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

FilterPanel::FilterPanel(QWidget* parent)
    : QWidget(parent), fold_(new QToolButton), body_(new QWidget) {
    fold_->setProperty("role", "section");
    fold_->setCheckable(true);
    fold_->setAccessibleName(tr("Filters and order"));
    fold_->setToolTip(tr("Filter by size, colours, pairs, tests, level and last result; sort"));
    fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fold_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* grid = new QGridLayout(body_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    addFilters();
    order_ = new QComboBox;
    order_->setAccessibleName(tr("Order"));
    order_->setToolTip(tr("Sort the tasks"));
    for (const QString& name :
         {tr("Order: as listed"), tr("Order: name"), tr("Order: longest side"), tr("Order: cells"),
          tr("Order: colours"), tr("Order: pairs"), tr("Order: last run")}) {
        order_->addItem(name);
    }
    int place = 0;
    for (QComboBox* box : filters_) {
        grid->addWidget(box, place / 2, place % 2);
        ++place;
    }
    grid->addWidget(order_, place / 2, place % 2);
    auto* clear = new QPushButton(tr("Clear the filters"));
    clear->setAccessibleName(clear->text());
    clear->setToolTip(tr("Show all tasks of the set, as listed"));
    grid->addWidget(clear, place / 2 + 1, 0, 1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(fold_);
    layout->addWidget(body_);
    connect(fold_, &QToolButton::toggled, this, &FilterPanel::unfold);
    connect(clear, &QPushButton::clicked, this, &FilterPanel::reset);
    connect(order_, &QComboBox::currentIndexChanged, this, &FilterPanel::refresh);
    unfold(false);
}

void FilterPanel::addFilters() {
    add(tr("Kind"), {{tr("any"), ""}, {tr("grids"), "kind:grids"}, {tr("text"), "kind:text"}});
    add(tr("Size"), {{tr("any"), ""},
                     {tr("sides to 10"), "side<=10"},
                     {tr("sides 11 to 20"), "side>=11 side<=20"},
                     {tr("sides 21 to 30"), "side>=21"}});
    add(tr("Colours"), {{tr("any"), ""},
                        {tr("to 3"), "colours<=3"},
                        {tr("4 to 6"), "colours>=4 colours<=6"},
                        {tr("7 to 10"), "colours>=7"}});
    add(tr("Pairs"), {{tr("any"), ""},
                      {tr("2"), "pairs<=2"},
                      {tr("3"), "pairs=3"},
                      {tr("4"), "pairs=4"},
                      {tr("5 or more"), "pairs>=5"}});
    add(tr("Tests"), {{tr("any"), ""}, {tr("one"), "tests=1"}, {tr("several"), "tests>=2"}});
    add(tr("Output size"),
        {{tr("any"), ""}, {tr("as the input"), "same"}, {tr("another"), "-same"}});
    add(tr("Level"), {{tr("any"), ""},
                      {tr("easy"), "easy"},
                      {tr("medium"), "medium"},
                      {tr("hard"), "hard"},
                      {tr("expert"), "expert"}});
    add(tr("Last run"), {{tr("any"), ""},
                         {tr("solved"), "solved"},
                         {tr("not solved"), "unsolved"},
                         {tr("not run"), "unrun"}});
}

void FilterPanel::add(const QString& name, const Choices& choices) {
    auto* box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(name);
    box->setToolTip(tr("Show tasks by: %1").arg(name));
    box->setMinimumContentsLength(8);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto& [shown, word] : choices) box->addItem(name + ": " + shown, word);
    filters_.push_back(box);
    connect(box, &QComboBox::currentIndexChanged, this, &FilterPanel::refresh);
}

QComboBox& FilterPanel::choice(const QString& name) const {
    return *body_->findChild<QComboBox*>(name);
}

QString FilterPanel::text() const {
    QStringList words;
    for (const QComboBox* box : filters_) words << box->currentData().toString();
    return words.join(' ');
}

TaskOrder FilterPanel::order() const { return static_cast<TaskOrder>(order_->currentIndex()); }

QStringList FilterPanel::state() const {
    QStringList words;
    for (const QComboBox* box : filters_) words << box->currentData().toString();
    return words << QString::number(order_->currentIndex());
}

void FilterPanel::setState(const QStringList& words) {
    if (words.size() != static_cast<qsizetype>(filters_.size()) + 1) return;
    for (size_t i = 0; i < filters_.size(); ++i) {
        const int place = filters_[i]->findData(words[static_cast<qsizetype>(i)]);
        filters_[i]->setCurrentIndex(std::max(0, place));
    }
    order_->setCurrentIndex(std::clamp(words.back().toInt(), 0, order_->count() - 1));
    bool chosen = order_->currentIndex() > 0;
    for (const QComboBox* box : filters_) chosen = chosen || box->currentIndex() > 0;
    if (chosen) unfold(true); // what narrows the gallery is seen
}

void FilterPanel::reset() {
    for (QComboBox* box : filters_) box->setCurrentIndex(0);
    order_->setCurrentIndex(0);
}

void FilterPanel::unfold(bool unfolded) {
    const QSignalBlocker quiet(fold_);
    fold_->setChecked(unfolded);
    body_->setVisible(unfolded);
    refresh();
}

void FilterPanel::refresh() {
    int active = 0;
    for (const QComboBox* box : filters_) active += box->currentIndex() > 0 ? 1 : 0;
    const QString arrow = fold_->isChecked() ? QStringLiteral("▾ ") : QStringLiteral("▸ ");
    fold_->setText(arrow + (active > 0 ? tr("Filters and order (%1 chosen)").arg(active)
                                       : tr("Filters and order")));
    Q_EMIT changed();
}

} // namespace ttt
