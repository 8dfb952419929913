// Every view's answer to a test, mapped back, in the order of the vote: votes, ties and what broke
// them, log-probabilities, and which is the true output. A window beside the results.
#pragma once

#include "core/vote/vote.h"
#include "ui/runs/run_record.h"

#include <QAbstractTableModel>
#include <QDialog>

class QComboBox;
class QLabel;
class QTableView;

namespace ttt {

// The mean over the candidates with this answer; empty where none says it.
std::vector<float> meanCellProbabilities(const std::vector<Candidate>& candidates,
                                         const Value& answer);

// One row a candidate, grouped by answer: most votes first, then best log-probability, as
// countVotes orders them.
class ViewsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Answer,
        Votes,
        Attempt,
        View,
        LogProbability,
        Rescored,
        LeastSure,
        Truth,
        Columns
    };

    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<Candidate>& candidates, const std::vector<Value>& attempts,
              const std::optional<Value>& truth, const std::vector<RescoredAnswer>& rescored = {});
    // "12 views, 3 answers; answers 2 and 3 tie at 2 votes ...; the true output is answer 2"
    QString summary() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        Candidate candidate;
        int rank = 0; // of its answer, from 1
        int votes = 0;
        int attempt = 0;                // from 1; 0: none of the attempts
        std::optional<double> rescored; // mean log-probability of its answer
        bool tied = false;
        std::optional<bool> right;
    };
    QString textOf(const Row& row, int column) const;

    std::vector<Row> rows_;
    std::vector<Tally> tallies_;
    int trueRank_ = 0;
    bool known_ = false;
    bool rescored_ = false;
};

class ViewsDialog : public QDialog {
    Q_OBJECT
public:
    ViewsDialog(const RunRecordPtr& run, bool hideTruth, QWidget* parent = nullptr);
    ViewsModel& model() { return *model_; }
    QString summary() const;

private:
    void prepareTable();
    void refresh();

    RunRecordPtr run_;
    bool hideTruth_;
    ViewsModel* model_;
    QComboBox* tests_;
    QComboBox* side_;
    QLabel* summary_;
    QTableView* table_;
};

} // namespace ttt
