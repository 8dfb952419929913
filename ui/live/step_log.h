// The steps of a run as a table: loss, held-out loss, learning rate, gradient norm, tokens, time.
// One row is the step under the cursor; choosing another row moves the cursor.
#pragma once

#include "ui/runs/run_record.h"

#include <QAbstractTableModel>
#include <QTableView>

namespace ttt {

class StepLogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void showRun(const RunRecordPtr& run);
    void takeNewSteps(); // appended since the last call
    // The row of the greatest step <= `step`; -1 before the first.
    int rowOf(int64_t step) const;
    int64_t stepOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    RunRecordPtr run_;
    int rows_ = 0;
};

class StepLog : public QTableView {
    Q_OBJECT
public:
    explicit StepLog(QWidget* parent = nullptr);
    StepLogModel& steps() { return *model_; }
    void showRun(const RunRecordPtr& run);
    void setCursor(int64_t step); // does not tell stepChosen

Q_SIGNALS:
    void stepChosen(qint64 step); // by the user

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    StepLogModel* model_;
    bool placing_ = false;
};

} // namespace ttt
