#include "ui/live/step_log.h"

#include <QHeaderView>
#include <algorithm>
#include <cmath>

namespace ttt {

void StepLogModel::showRun(const RunRecordPtr& run) {
    beginResetModel();
    run_ = run;
    rows_ = run_ ? static_cast<int>(run_->data().steps.size()) : 0;
    endResetModel();
}

void StepLogModel::takeNewSteps() {
    const int now = run_ ? static_cast<int>(run_->data().steps.size()) : 0;
    if (now <= rows_) return;
    beginInsertRows({}, rows_, now - 1);
    rows_ = now;
    endInsertRows();
}

int StepLogModel::rowOf(int64_t step) const {
    if (!run_) return -1;
    const auto& steps = run_->data().steps;
    const auto end = steps.begin() + rows_;
    const auto after = std::upper_bound(steps.begin(), end, step,
                                        [](int64_t s, const StepMetrics& m) { return s < m.step; });
    return static_cast<int>(after - steps.begin()) - 1;
}

int64_t StepLogModel::stepOf(int row) const {
    return run_ && row >= 0 && row < rows_ ? run_->data().steps[static_cast<size_t>(row)].step : 0;
}

int StepLogModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }

int StepLogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 7; }

QVariant StepLogModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const StepMetrics& step = run_->data().steps[static_cast<size_t>(index.row())];
    const auto number = [](double value) {
        return std::isfinite(value) ? QString::number(value, 'g', 3) : QStringLiteral("–");
    };
    switch (index.column()) {
    case 0:
        return static_cast<qint64>(step.step);
    case 1:
        return number(step.lossNats);
    case 2:
        return number(step.heldOutLossNats);
    case 3:
        return QString::number(step.elapsedMs / 1000, 'f', 1);
    case 4:
        return number(step.learningRate);
    case 5:
        return number(step.gradientNorm);
    default:
        return static_cast<qint64>(step.tokens);
    }
}

QVariant StepLogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const QString titles[] = {tr("Step"), tr("Loss"),     tr("Held out"), tr("Time"),
                              tr("Rate"), tr("Gradient"), tr("Tokens")};
    const QString tips[] = {tr("Optimizer step"),
                            tr("Loss in nats per token"),
                            tr("Loss of the demonstration kept out of training (task.hold_out)"),
                            tr("Seconds since the start of training"),
                            tr("Learning rate"),
                            tr("Norm of the gradient before clipping"),
                            tr("Tokens of the step")};
    if (section < 0 || section >= 7) return {};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

StepLog::StepLog(QWidget* parent) : QTableView(parent), model_(new StepLogModel(this)) {
    setAccessibleName(tr("Step log"));
    setToolTip(tr("The numbers of every step; choosing one moves the step cursor"));
    setModel(model_);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    verticalHeader()->setVisible(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(30);
    // As wide as the longest usual number and the title: all rows would be too many to measure.
    const char* longest[] = {"100000",   "0.00000", "0.00000", "1000.0",
                             "0.000300", "0.00000", "10000"};
    for (int column = 0; column < model_->columnCount(); ++column) {
        setColumnWidth(column, std::max(fontMetrics().horizontalAdvance(longest[column]) + 8,
                                        horizontalHeader()->sectionSizeHint(column)));
    }
    setMinimumWidth(120);
}

void StepLog::showRun(const RunRecordPtr& run) {
    placing_ = true;
    model_->showRun(run);
    placing_ = false;
}

void StepLog::setCursor(int64_t step) {
    placing_ = true;
    const int row = model_->rowOf(step);
    if (row < 0) selectionModel()->clear();
    if (row >= 0 && row != currentIndex().row()) {
        setCurrentIndex(model_->index(row, std::max(0, currentIndex().column())));
    }
    placing_ = false;
}

void StepLog::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (!placing_ && current.isValid()) Q_EMIT stepChosen(model_->stepOf(current.row()));
}

} // namespace ttt
