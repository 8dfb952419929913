// The runs and suites that are compared, as a table: name and colour, which is the baseline, tasks
// solved with their interval, and the exact test against the baseline. A name (A, B...) and its
// colour stay a run's as long as it is compared. All numbers are core/runs'.
#pragma once

#include "core/runs/suites/paired.h"

#include <QAbstractTableModel>
#include <filesystem>

namespace ttt {

struct ComparedFolder {
    std::filesystem::path folder;
    int slot = 0; // of its name and colour
};

class ComparedRuns : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Folder, Parameters, Solved, AgainstBaseline, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    // One folder a folder of the comparison; baseline: its index.
    void show(const std::vector<ComparedFolder>& folders, const Comparison& comparison,
              int baseline);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(int row, int column) const;

    std::vector<ComparedFolder> folders_;
    std::vector<PairedComparison> own_;      // each with itself
    std::vector<PairedComparison> baseline_; // the baseline with each
    std::vector<QString> parameters_;
    int pinned_ = 0;
};

QString nameOfSlot(int slot); // "A", "B"...
// "54 % (44 to 63 %)": a share and its interval at 95 %.
QString shareText(double share, const Interval& interval);
// "A against B over 100 tasks: solved by A only 12, ..., McNemar's exact test p = 0.035; ..."
QString pairText(const PairedComparison& paired, const QString& first, const QString& second);

} // namespace ttt
