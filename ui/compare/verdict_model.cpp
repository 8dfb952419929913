#include "ui/compare/verdict_model.h"

#include "ui/theme.h"

#include <QApplication>

namespace ttt {

namespace {

// A shape before the word, as everywhere in the window.
QString marked(const std::string& verdict) {
    QString word = QString::fromStdString(verdict);
    if (word.endsWith(QStringLiteral(" right"))) return word.chopped(6); // the column is narrow
    if (verdict == "solved") return QStringLiteral("✓ ") + word;
    if (verdict == "wrong") return QStringLiteral("✗ ") + word;
    if (verdict == "partial" || word.endsWith(QStringLiteral("solved"))) {
        return QStringLiteral("◐ ") + word;
    }
    if (verdict == "failed") return QStringLiteral("! ") + word;
    return verdict == "stopped" ? QStringLiteral("■ ") + word : word;
}

} // namespace

QString pairedWord(const PairedComparison& paired, PairedVerdict verdict,
                   const QStringList& names) {
    const auto ahead = [&](size_t run) {
        const QString& name = names[static_cast<int>(run)];
        return paired.ofQuestions ? name : VerdictModel::tr("%1 only").arg(name);
    };
    switch (verdict) {
    case PairedVerdict::OnlyFirst:
        return ahead(paired.first);
    case PairedVerdict::OnlySecond:
        return ahead(paired.second);
    case PairedVerdict::Both:
        return paired.ofQuestions ? VerdictModel::tr("equal") : VerdictModel::tr("both");
    case PairedVerdict::Neither:
        return paired.ofQuestions ? VerdictModel::tr("none right") : VerdictModel::tr("none");
    case PairedVerdict::Left:
        return VerdictModel::tr("left out");
    }
    return {};
}

QString pairedTitle(const PairedComparison& paired) {
    return paired.ofQuestions ? VerdictModel::tr("More right") : VerdictModel::tr("Solved by");
}

void VerdictModel::show(const Comparison& comparison, const QStringList& names,
                        const std::optional<PairedComparison>& paired) {
    beginResetModel();
    tasks_ = comparison.tasks;
    names_ = names;
    paired_ = paired;
    endResetModel();
}

int VerdictModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(tasks_.size());
}

int VerdictModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(names_.size()) + (paired_ ? 2 : 1);
}

QVariant VerdictModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ComparedTask& task = tasks_[static_cast<size_t>(index.row())];
    if (role == PairRole) {
        return paired_ ? int(paired_->verdicts[static_cast<size_t>(index.row())]) : -1;
    }
    const bool verdict = index.column() > 0 && index.column() <= names_.size();
    const std::optional<std::string> word =
        verdict ? task.verdicts[static_cast<size_t>(index.column() - 1)] : std::nullopt;
    if (role == Qt::ForegroundRole && word) {
        const ThemeColours& colours = themeColours(QApplication::palette());
        if (*word == "solved") return colours.good;
        if (*word == "wrong" || *word == "failed") return colours.bad;
    }
    if (index.column() == 0 && (role == Qt::DisplayRole || role == Qt::ToolTipRole)) {
        return QString::fromStdString(task.id);
    }
    if (role != Qt::DisplayRole) return {};
    if (!verdict && paired_) {
        return pairedWord(*paired_, paired_->verdicts[static_cast<size_t>(index.row())], names_);
    }
    return word ? marked(*word) : QStringLiteral("–");
}

QVariant VerdictModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    if (section == 0) return tr("Task");
    if (section <= names_.size()) return names_[section - 1];
    return paired_ ? QVariant(pairedTitle(*paired_)) : QVariant();
}

void VerdictFilter::setPair(std::optional<PairedVerdict> verdict) {
    verdict_ = verdict;
    invalidateFilter();
}

bool VerdictFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (!verdict_) return true;
    return sourceModel()->index(row, 0, parent).data(VerdictModel::PairRole).toInt() ==
           int(*verdict_);
}

} // namespace ttt
