#include "ui/runs/run_list_model.h"

#include "ui/background.h"

#include <QDateTime>

namespace ttt {

RunListModel::RunListModel(std::filesystem::path folder, QObject* parent)
    : QAbstractListModel(parent), folder_(std::move(folder)) {}

void RunListModel::refresh() {
    const int generation = ++generation_;
    const auto read = [folder = folder_]() -> std::vector<RunSummary> {
        try {
            return listRuns(folder);
        } catch (const std::exception&) {
            return {}; // no folder yet: no runs
        }
    };
    inBackground(this, read, [this, generation](std::vector<RunSummary> runs) {
        if (generation == generation_) setRuns(std::move(runs));
    });
}

void RunListModel::setRuns(std::vector<RunSummary> runs) {
    beginResetModel();
    runs_ = std::move(runs);
    shown_ = chosenRuns(runs_, filter_, order_);
    endResetModel();
    Q_EMIT refreshed();
}

void RunListModel::setFilter(const QString& text, RunSorting order) {
    beginResetModel();
    filter_ = RunFilter(text);
    order_ = order;
    shown_ = chosenRuns(runs_, filter_, order_);
    endResetModel();
}

int RunListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant RunListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const RunSummary& run = at(index.row());
    const std::string first =
        run.manifest.taskIds.empty() ? std::string() : run.manifest.taskIds.front();
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(first.empty() ? run.folder.filename().string() : first);
    case Qt::ToolTipRole:
        return QString::fromStdString(run.problem.empty() ? run.folder.string() : run.problem);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(QString::fromStdString(first), verdictOf(run), whenOf(run));
    default:
        return {};
    }
}

QString verdictOf(const RunSummary& run) {
    if (!run.problem.empty()) return RunListModel::tr("! Unreadable");
    if (run.status == RunStatus::Failed) return RunListModel::tr("! Failed");
    if (!run.finished || run.status == RunStatus::Stopped) return RunListModel::tr("■ Stopped");
    if (run.accuracy) return RunListModel::tr("● %1 % right").arg(qRound(*run.accuracy * 100));
    if (!run.solvedWithTtt) return RunListModel::tr("● Done");
    return *run.solvedWithTtt ? RunListModel::tr("✓ Solved") : RunListModel::tr("✗ Not solved");
}

int toneOf(const RunSummary& run) {
    if (!run.problem.empty() || run.status == RunStatus::Failed) return -1;
    if (run.status == RunStatus::Stopped || !run.solvedWithTtt) return 0;
    return *run.solvedWithTtt ? 1 : -1;
}

QString whenOf(const RunSummary& run) {
    const QDateTime time =
        QDateTime::fromString(QString::fromStdString(run.manifest.createdAt), Qt::ISODate)
            .toLocalTime();
    if (!time.isValid()) return {};
    const bool today = time.date() == QDate::currentDate();
    return time.toString(today ? QStringLiteral("HH:mm") : QStringLiteral("d MMM HH:mm"));
}

} // namespace ttt
