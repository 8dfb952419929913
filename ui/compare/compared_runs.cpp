#include "ui/compare/compared_runs.h"

#include "ui/live/loss_curve.h"
#include "ui/runs/run_record.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

QPixmap swatchOf(int slot) {
    QPixmap swatch(14, 14);
    swatch.fill(curveColour(slot, themeColours(QApplication::palette()).dark));
    return swatch;
}

QString pValue(double p) {
    return p < 0.001 ? QStringLiteral("< 0.001") : QStringLiteral("= %1").arg(p, 0, 'f', 3);
}

double shareOf(int64_t solved, int64_t tasks) {
    return tasks > 0 ? static_cast<double>(solved) / static_cast<double>(tasks) : 0;
}

QString percent(double share) { return QString::number(std::lround(share * 100)); }

} // namespace

QString nameOfSlot(int slot) { return QString(QChar('A' + slot % 26)); }

QString shareText(double share, const Interval& interval) {
    return ComparedRuns::tr("%1 % (%2 to %3 %)")
        .arg(percent(share), percent(interval.low), percent(interval.high));
}

QString pairText(const PairedComparison& paired, const QString& first, const QString& second) {
    const auto onlyFirst = static_cast<int64_t>(paired.onlyFirst.size());
    const auto onlySecond = static_cast<int64_t>(paired.onlySecond.size());
    const QString counts =
        paired.ofQuestions
            ? ComparedRuns::tr("%1 and %2 over %3 questions that both were asked: right by %1 only "
                               "%4, by %2 only %5, by both %6, by none %7. ")
            : ComparedRuns::tr("%1 and %2 over %3 tasks: solved by %1 only %4, by %2 only %5, by "
                               "both %6, by none %7. ");
    const QString shares =
        paired.ofQuestions
            ? ComparedRuns::tr("%1 has %2 right, %3 has %4; difference %5. Intervals at 95 %.")
            : ComparedRuns::tr("%1 solves %2, %3 solves %4; difference %5. Intervals at 95 %.");
    return counts.arg(first, second)
               .arg(paired.pairs)
               .arg(onlyFirst)
               .arg(onlySecond)
               .arg(paired.both)
               .arg(paired.neither) +
           ComparedRuns::tr("McNemar's exact test: p %1. ").arg(pValue(paired.mcnemarP)) +
           shares.arg(
               first, shareText(shareOf(onlyFirst + paired.both, paired.pairs), paired.firstShare),
               second,
               shareText(shareOf(onlySecond + paired.both, paired.pairs), paired.secondShare),
               shareText(paired.difference, paired.differenceInterval));
}

void ComparedRuns::show(const std::vector<ComparedFolder>& folders, const Comparison& comparison,
                        int baseline) {
    beginResetModel();
    folders_ = folders;
    pinned_ = baseline;
    own_.clear();
    baseline_.clear();
    parameters_.clear();
    for (size_t i = 0; i < folders_.size(); ++i) {
        // The table has no interval of the difference; the chosen pair's text has.
        own_.push_back(pairedComparison(comparison, i, i, false));
        baseline_.push_back(pairedComparison(comparison, static_cast<size_t>(baseline), i, false));
        parameters_.push_back(configLabel(comparison.configs[i]));
    }
    endResetModel();
}

int ComparedRuns::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(folders_.size());
}

int ComparedRuns::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString ComparedRuns::textOf(int row, int column) const {
    const auto i = static_cast<size_t>(row);
    const auto size = [](const std::vector<std::string>& ids) {
        return static_cast<int>(ids.size());
    };
    switch (column) {
    case Name:
        return nameOfSlot(folders_[i].slot) + (row == pinned_ ? QStringLiteral(" ★") : QString());
    case Folder:
        return QString::fromStdString(folders_[i].folder.filename().string());
    case Parameters:
        return parameters_[i];
    case Solved:
        if (own_[i].pairs == 0) return tr("not known");
        if (own_[i].pairs == 1 && !own_[i].ofQuestions) {
            return own_[i].both == 1 ? tr("✓ solved") : tr("✗ not solved");
        }
        return tr("%1 of %2: ").arg(own_[i].both).arg(own_[i].pairs) +
               shareText(shareOf(own_[i].both, own_[i].pairs), own_[i].firstShare);
    case AgainstBaseline:
        if (row == pinned_) return tr("baseline");
        if (baseline_[i].pairs == 0) return tr("no task in common");
        return tr("+%1 −%2, p %3")
            .arg(size(baseline_[i].onlySecond))
            .arg(size(baseline_[i].onlyFirst))
            .arg(pValue(baseline_[i].mcnemarP));
    default:
        return {};
    }
}

QVariant ComparedRuns::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ComparedFolder& folder = folders_[static_cast<size_t>(index.row())];
    if (role == Qt::DisplayRole) return textOf(index.row(), index.column());
    if (role == Qt::DecorationRole && index.column() == Name) return swatchOf(folder.slot);
    if (role == Qt::ToolTipRole) return QString::fromStdString(folder.folder.string());
    return {};
}

QVariant ComparedRuns::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const bool questions = std::ranges::any_of(own_, &PairedComparison::ofQuestions);
    const QString titles[] = {tr("Name"), tr("Folder"), tr("Parameters"),
                              questions ? tr("Right") : tr("Solved"), tr("Against baseline")};
    const QString tips[] = {
        tr("The name and colour in curves and tables; ★ is the baseline"),
        tr("The run or suite folder"), tr("Method and length of training"),
        tr("Tasks whose tests are all solved within two attempts, or questions that are right, "
           "with Wilson's interval at 95 %"),
        tr("Tasks or questions gained and lost against the baseline, and McNemar's exact test")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

} // namespace ttt
