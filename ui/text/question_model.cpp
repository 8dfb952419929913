#include "ui/text/question_model.h"

#include "core/tasks/text_answers.h"
#include "ui/grids/grid_diff.h"
#include "ui/theme.h"

#include <QApplication>
#include <algorithm>

namespace ttt {

QString inOneLine(const Value& value) {
    if (const Grid* grid = std::get_if<Grid>(&value)) return sizeText(*grid);
    return QString::fromStdString(std::get<std::string>(value)).simplified();
}

void QuestionModel::showTask(const FewShotTask& task) {
    beginResetModel();
    task_ = task;
    run_ = nullptr;
    without_.clear();
    with_.clear();
    endResetModel();
}

void QuestionModel::showRun(const RunRecordPtr& run) {
    beginResetModel();
    run_ = run;
    task_ = run && !run->data().tasks.empty() ? run->data().tasks.front() : FewShotTask();
    without_ = readAnswers(false);
    with_ = readAnswers(true);
    endResetModel();
}

void QuestionModel::refresh() {
    if (!run_) return;
    without_ = readAnswers(false);
    with_ = readAnswers(true);
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, Without), index(rowCount() - 1, With));
    }
}

void QuestionModel::setTargetsHidden(bool hidden) {
    hidden_ = hidden;
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

// What was voted, else the first view's answer, which is there before the vote.
std::vector<std::optional<Value>> QuestionModel::readAnswers(bool withTtt) const {
    std::vector<std::optional<Value>> answers(task_.queries.size());
    if (!run_) return answers;
    const std::string id = qualifiedId(task_.set, task_.id);
    const auto place = [&](const std::string& task, int test) -> std::optional<Value>* {
        const bool known = task == id && test >= 0 && static_cast<size_t>(test) < answers.size();
        return known ? &answers[static_cast<size_t>(test)] : nullptr;
    };
    for (const CandidateFound& found : run_->data().candidates) {
        std::optional<Value>* answer = place(found.taskId, found.test);
        if (answer && found.withTtt == withTtt && found.candidate.viewIndex == 0) {
            *answer = found.candidate.answer;
        }
    }
    for (const TaskAnswers& task : run_->data().result.tasks) {
        const auto& stored = withTtt ? task.withTtt : task.withoutTtt;
        for (size_t test = 0; test < stored.size(); ++test) {
            std::optional<Value>* answer = place(task.taskId, static_cast<int>(test));
            if (answer && !stored[test].attempts.empty()) *answer = stored[test].attempts.front();
        }
    }
    for (const AttemptsChosen& chosen : run_->data().attempts) {
        std::optional<Value>* answer = place(chosen.taskId, chosen.test);
        if (answer && chosen.withTtt == withTtt && !chosen.attempts.empty()) {
            *answer = chosen.attempts.front();
        }
    }
    return answers;
}

std::optional<Value> QuestionModel::answer(int test, bool withTtt) const {
    const auto& answers = withTtt ? with_ : without_;
    const auto index = static_cast<size_t>(test);
    return index < answers.size() ? answers[index] : std::nullopt;
}

std::optional<bool> QuestionModel::right(int row, bool withTtt) const {
    const std::optional<Value>& truth = task_.queries[static_cast<size_t>(row)].output;
    const std::optional<Value> given = answer(row, withTtt);
    if (!truth || !given || hidden_) return std::nullopt;
    return isRightAnswer(*given, *truth);
}

QString QuestionModel::summary() const {
    QStringList parts;
    for (const bool withTtt : {false, true}) {
        int answered = 0;
        int rightOnes = 0;
        for (int row = 0; row < rowCount(); ++row) {
            const std::optional<bool> verdict = right(row, withTtt);
            answered += verdict ? 1 : 0;
            rightOnes += verdict.value_or(false) ? 1 : 0;
        }
        if (answered == 0) continue;
        parts << (withTtt ? tr("%1 of %2 right with TTT") : tr("%1 of %2 right without TTT"))
                     .arg(rightOnes)
                     .arg(answered);
    }
    return parts.join(QStringLiteral(", "));
}

int QuestionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(task_.queries.size());
}

int QuestionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString QuestionModel::cell(int row, int column) const {
    const Query& query = task_.queries[static_cast<size_t>(row)];
    switch (column) {
    case Number:
        return QString::number(row + 1);
    case Question:
        return inOneLine(query.input);
    case Target:
        if (hidden_) return tr("hidden");
        return query.output ? inOneLine(*query.output) : tr("not known");
    default:
        break;
    }
    const std::optional<Value> given = answer(row, column == With);
    if (!given) return run_ && !run_->over() ? QStringLiteral("…") : QStringLiteral("–");
    const QString text = inOneLine(*given);
    const std::optional<bool> verdict = right(row, column == With);
    if (!verdict) return text;
    return (*verdict ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) + text;
}

QVariant QuestionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::DisplayRole) return cell(index.row(), index.column());
    const Query& query = task_.queries[static_cast<size_t>(index.row())];
    const auto* question = std::get_if<std::string>(&query.input);
    if (role == Qt::ToolTipRole && index.column() == Question && question != nullptr) {
        return QString::fromStdString(*question);
    }
    if (role == Qt::ForegroundRole && index.column() >= Without) {
        const std::optional<bool> verdict = right(index.row(), index.column() == With);
        if (!verdict) return {};
        const ThemeColours& colours = themeColours(QApplication::palette());
        return *verdict ? colours.good : colours.bad;
    }
    return {};
}

QVariant QuestionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const QString titles[] = {tr("No."), tr("Question"), tr("Target"), tr("Without TTT"),
                              tr("With TTT")};
    const QString tips[] = {tr("Place among the questions asked"), tr("What is asked, in one line"),
                            tr("The right answer"), tr("The answer before training"),
                            tr("The answer after training")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

} // namespace ttt
