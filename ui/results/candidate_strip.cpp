#include "ui/results/candidate_strip.h"

#include "core/tasks/text_answers.h"
#include "ui/grids/titled_grid.h"
#include "ui/words.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

constexpr QSize kCard(88, 118);

int rankOf(const std::vector<Tally>& tallies, const std::optional<Value>& truth) {
    if (!truth) return 0;
    const auto found = std::ranges::find_if(
        tallies, [&](const Tally& tally) { return isRightAnswer(tally.answer, *truth); });
    return found == tallies.end() ? 0 : static_cast<int>(found - tallies.begin()) + 1;
}

QString summaryOf(const std::vector<Tally>& tallies, int candidates,
                  const std::optional<Value>& truth) {
    QString text =
        counted(candidates, CandidateStrip::tr("candidate"), CandidateStrip::tr("candidates")) +
        CandidateStrip::tr(", %1 distinct; %2 % agree with the most voted")
            .arg(tallies.size())
            .arg(100 * tallies[0].votes / candidates);
    if (!truth) return text;
    const int rank = rankOf(tallies, truth);
    return text + (rank > 0 ? CandidateStrip::tr("; the true output is number %1").arg(rank)
                            : CandidateStrip::tr("; the true output is not among them"));
}

} // namespace

CandidateStrip::CandidateStrip(int columns, int rows, QWidget* parent)
    : QWidget(parent),
      columns_(columns),
      rows_(rows),
      summary_(new QLabel),
      cards_(new QGridLayout) {
    summary_->setProperty("role", "muted");
    summary_->setWordWrap(true);
    cards_->setSpacing(8);
    cards_->setColumnStretch(columns_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(summary_);
    layout->addLayout(cards_);
    layout->addStretch(1);
}

QString CandidateStrip::summary() const { return summary_->text(); }

QWidget* CandidateStrip::makeCard(int votes, const Value& answer, bool right,
                                  double logProbability) const {
    auto* card = new TitledGrid((right ? QStringLiteral("✓ ") : QString()) +
                                counted(votes, tr("vote"), tr("votes")));
    card->setFixedSize(kCard);
    card->showValue(answer);
    card->setToolTip(tr("best log-probability %1").arg(logProbability, 0, 'f', 2));
    return card;
}

void CandidateStrip::showCandidates(const std::vector<Candidate>& candidates,
                                    const std::optional<Value>& truth) {
    while (QLayoutItem* item = cards_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (candidates.empty()) {
        summary_->clear();
        return;
    }
    const std::vector<Tally> tallies = countVotes(candidates);
    summary_->setText(summaryOf(tallies, static_cast<int>(candidates.size()), truth));
    const int shown = std::min(static_cast<int>(tallies.size()), columns_ * rows_);
    for (int i = 0; i < shown; ++i) {
        const Tally& tally = tallies[static_cast<size_t>(i)];
        cards_->addWidget(makeCard(tally.votes, tally.answer,
                                   truth && isRightAnswer(tally.answer, *truth),
                                   tally.bestLogProbability),
                          i / columns_, i % columns_);
    }
}

} // namespace ttt
