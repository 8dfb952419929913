#include "ui/text/answer_model.h"

#include "core/tasks/text_answers.h"
#include "ui/text/question_model.h"
#include "ui/theme.h"

#include <QApplication>

namespace ttt {

namespace {

QString wordRule(AnswerKind kind) {
    switch (kind) {
    case AnswerKind::Word:
        return AnswerModel::tr("the first word, before a full stop");
    case AnswerKind::Letter:
        return AnswerModel::tr("the first word as a letter in parentheses");
    case AnswerKind::Sequence:
        return AnswerModel::tr("the first line, before a hyphen or full stop");
    case AnswerKind::Line:
        return AnswerModel::tr("the first line");
    case AnswerKind::Text:
        return AnswerModel::tr("the whole text");
    }
    return {};
}

} // namespace

QString readingRule(const FewShotTask& task, const std::string& format) {
    if (isGridTask(withoutAnswers(task))) return AnswerModel::tr("the grid that the text holds");
    const QString rule = wordRule(task.form.answer);
    if (format != "chain-of-thought") return rule;
    return AnswerModel::tr("after \"the answer is\": %1").arg(rule);
}

void AnswerModel::show(const std::array<ShownAnswer, Columns>& answers, const QString& rule,
                       const std::optional<Value>& target, bool hidden) {
    answers_ = answers;
    rule_ = rule;
    target_ = target;
    hidden_ = hidden;
    Q_EMIT dataChanged(index(0, 0), index(Rows - 1, Columns - 1));
}

void AnswerModel::setStep(qint64 step) {
    step_ = step;
    Q_EMIT headerDataChanged(Qt::Horizontal, AtStep, AtStep);
}

int AnswerModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : Rows; }

int AnswerModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString AnswerModel::cell(int row, int column) const {
    if (row == Target) {
        if (hidden_) return tr("hidden");
        return target_ ? inOneLine(*target_) : tr("not known");
    }
    const ShownAnswer& shown = answers_[static_cast<size_t>(column)];
    if (!shown.candidate) return row == Raw ? shown.why : QStringLiteral("–");
    const Candidate& candidate = *shown.candidate;
    switch (row) {
    case Raw:
        if (candidate.raw.empty()) return tr("not kept");
        return QString::fromStdString(candidate.raw)
            .replace('\n', QStringLiteral("⏎\n"))
            .trimmed()
            .prepend(candidate.raw.starts_with(' ') ? QStringLiteral(" ") : QString());
    case Rule:
        return rule_;
    case Answer:
        return inOneLine(candidate.answer);
    case Verdict:
        if (!target_) return hidden_ ? tr("hidden") : tr("not known");
        return isRightAnswer(candidate.answer, *target_) ? QStringLiteral("✓ right")
                                                         : QStringLiteral("✗ wrong");
    default:
        return QString::number(candidate.logProbability, 'f', 2);
    }
}

QVariant AnswerModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const QString text = cell(index.row(), index.column());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return text;
    const ThemeColours& colours = themeColours(QApplication::palette());
    if (role == Qt::ForegroundRole && index.row() == Verdict && target_ && text.size() > 1) {
        return text.startsWith(QChar(0x2713)) ? colours.good : colours.bad;
    }
    if (role == Qt::ForegroundRole && !answers_[static_cast<size_t>(index.column())].candidate) {
        return colours.muted;
    }
    return {};
}

QVariant AnswerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || section < 0) return {};
    if (orientation == Qt::Horizontal && section < Columns) {
        const QString titles[] = {tr("Without TTT"), tr("At step %1").arg(step_), tr("With TTT")};
        return titles[section];
    }
    if (orientation == Qt::Vertical && section < Rows) {
        const QString titles[] = {tr("Raw output"), tr("Rule"),    tr("Answer read"),
                                  tr("Target"),     tr("Verdict"), tr("Log-prob.")};
        return titles[section];
    }
    return {};
}

} // namespace ttt
