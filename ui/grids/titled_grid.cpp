#include "ui/grids/titled_grid.h"

#include "core/tasks/text_answers.h"

#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace ttt {

TitledGrid::TitledGrid(const QString& title, QWidget* parent)
    : QWidget(parent), title_(new QLabel(title)), note_(new QLabel), view_(new GridView) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    title_->setProperty("role", "heading");
    title_->setAlignment(Qt::AlignHCenter);
    note_->setAlignment(Qt::AlignHCenter);
    note_->setProperty("role", "muted");
    for (QLabel* label : {title_, note_}) { // never wider than the grid asks for
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    layout->addWidget(title_);
    layout->addWidget(view_, 1);
    layout->addWidget(note_);
}

void TitledGrid::setTitle(const QString& title) { title_->setText(title); }

QString TitledGrid::note() const { return note_->text(); }

void TitledGrid::setNote(const QString& text, const char* role) {
    note_->setText(text);
    note_->setToolTip(text);
    if (note_->property("role").toString() == role) return;
    note_->setProperty("role", role);
    note_->style()->unpolish(note_);
    note_->style()->polish(note_);
}

void TitledGrid::showValue(const Value& value) {
    view_->setExpected({});
    view_->showValue(value, title_->text());
    const Grid* grid = std::get_if<Grid>(&value);
    setNote(grid ? sizeText(*grid) : QString(), "muted");
}

void TitledGrid::showPrediction(const Value& predicted, const std::optional<Value>& truth) {
    const Grid* expected = truth ? std::get_if<Grid>(&*truth) : nullptr;
    const bool comparable = expected != nullptr && std::holds_alternative<Grid>(predicted);
    view_->setExpected(comparable ? std::optional<Grid>(*expected) : std::nullopt);
    view_->showValue(predicted, title_->text());
    if (const auto& diff = view_->diff(); comparable && diff) {
        const bool exact = diff->exact();
        setNote((exact ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) + diff->text,
                exact ? "good" : "bad");
    } else if (truth) {
        const bool same = isRightAnswer(predicted, *truth);
        setNote(same ? QStringLiteral("✓ right") : QStringLiteral("✗ wrong"),
                same ? "good" : "bad");
    } else {
        setNote(QStringLiteral("true output not known"), "muted");
    }
}

void TitledGrid::showChange(const Value& now, const Grid& before) {
    view_->setChangesFrom(before);
    view_->showValue(now, title_->text());
    const auto& diff = view_->diff();
    setNote(diff ? diff->text : QString(), "muted");
}

void TitledGrid::showNothing(const QString& why) {
    view_->setExpected({});
    view_->showNothing(why, title_->text());
    setNote({}, "muted");
}

} // namespace ttt
