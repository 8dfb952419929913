// The distinct answers to one test in the order of their votes, each with its votes and whether it
// is right; and how far the candidates agree.
#pragma once

#include "core/vote/vote.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace ttt {

class CandidateStrip : public QWidget {
    Q_OBJECT
public:
    // At most so many cards in a row, and so many rows; the rest is counted only.
    CandidateStrip(int columns, int rows, QWidget* parent = nullptr);
    void showCandidates(const std::vector<Candidate>& candidates,
                        const std::optional<Value>& truth);
    QString summary() const;

private:
    QWidget* makeCard(int votes, const Value& answer, bool right, double logProbability) const;

    int columns_;
    int rows_;
    QLabel* summary_;
    QGridLayout* cards_;
};

} // namespace ttt
