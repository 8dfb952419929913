// The tasks of a comparison with each run's verdict, and who of a chosen pair solves them. The
// verdicts are core/runs'; a proxy model filters by the pair.
#pragma once

#include "core/runs/suites/paired.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace ttt {

// Who of the two solves a task ("A only"), or has more of its questions right ("A"). names: one a
// folder.
QString pairedWord(const PairedComparison& paired, PairedVerdict verdict, const QStringList& names);
QString pairedTitle(const PairedComparison& paired); // "Solved by" or "More right"

class VerdictModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { PairRole = Qt::UserRole }; // PairedVerdict as an int

    using QAbstractTableModel::QAbstractTableModel;
    // names: one a folder. paired: of two of them, none with a single folder.
    void show(const Comparison& comparison, const QStringList& names,
              const std::optional<PairedComparison>& paired);
    const ComparedTask& task(int row) const { return tasks_[static_cast<size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ComparedTask> tasks_;
    QStringList names_;
    std::optional<PairedComparison> paired_;
};

class VerdictFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setPair(std::optional<PairedVerdict> verdict); // none: all tasks

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    std::optional<PairedVerdict> verdict_;
};

} // namespace ttt
