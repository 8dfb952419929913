// The stored runs that the filter accepts, newest first or sorted, as a flat list model of their
// summaries. The list is read on the thread pool; opening a run is the panel's business.
#pragma once

#include "ui/runs/run_filter.h"

#include <QAbstractListModel>

namespace ttt {

class RunListModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit RunListModel(std::filesystem::path folder, QObject* parent = nullptr);

    void refresh(); // reads the folder again; newest request wins
    void setRuns(std::vector<RunSummary> runs);
    void setFilter(const QString& text, RunSorting order);
    const RunSummary& at(int row) const { return runs_[shown_[static_cast<size_t>(row)]]; }
    const std::vector<RunSummary>& all() const { return runs_; } // newest first, whatever is shown

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void refreshed(); // other runs, not only another choice of them

private:
    std::filesystem::path folder_;
    std::vector<RunSummary> runs_;
    std::vector<size_t> shown_; // into runs_
    RunFilter filter_;
    RunSorting order_ = RunSorting::Newest;
    int generation_ = 0;
};

// "Solved", "Not solved"..., one word each, with a shape before it.
QString verdictOf(const RunSummary& run);
// -1 bad, 0 neutral, 1 good
int toneOf(const RunSummary& run);
// "14:03" today, else "21 Nov 14:03", in local time.
QString whenOf(const RunSummary& run);

} // namespace ttt
