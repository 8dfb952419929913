#include "ui/runs/run_filter.h"

#include "ui/runs/run_list_model.h"

#include <QRegularExpression>
#include <algorithm>
#include <limits>

namespace ttt {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

double factOf(const RunSummary& run, const QString& name) {
    if (name == "loss") return run.lastLossNats.value_or(kNone);
    return name == "seed" ? static_cast<double>(run.manifest.seed) : run.totalSeconds;
}

bool holds(double value, const QString& relation, double number) {
    if (relation == "<") return value < number;
    if (relation == "<=") return value <= number;
    if (relation == ">") return value > number && value < kNone;
    if (relation == ">=") return value >= number && value < kNone;
    return value == number;
}

QString taskOf(const RunSummary& run) {
    return run.manifest.taskIds.empty() ? QString()
                                        : QString::fromStdString(run.manifest.taskIds.front());
}

// What words are looked for in.
QString textOf(const RunSummary& run) {
    return QStringLiteral("%1 %2 %3 %4 %5 %6")
        .arg(taskOf(run), QString::fromStdString(run.manifest.model),
             QString::fromStdString(run.manifest.device), verdictOf(run),
             QString::fromStdString(run.manifest.createdAt),
             QString::fromStdString(run.folder.filename().string()))
        .toLower();
}

int verdictRank(const RunSummary& run) {
    if (!run.problem.empty()) return 5;
    if (run.status == RunStatus::Failed) return 4;
    if (!run.finished || run.status == RunStatus::Stopped) return 3;
    if (!run.solvedWithTtt) return 2;
    return *run.solvedWithTtt ? 0 : 1;
}

// Keys are made once a run, not once a comparison.
template <typename Key>
void sortBy(std::vector<size_t>& chosen, const std::vector<RunSummary>& runs, const Key& keyOf) {
    std::vector<std::pair<decltype(keyOf(runs[0])), size_t>> keyed;
    keyed.reserve(chosen.size());
    for (const size_t index : chosen) keyed.emplace_back(keyOf(runs[index]), index);
    std::ranges::stable_sort(
        keyed, {}, [](const auto& pair) -> const auto& { return pair.first; });
    std::ranges::transform(keyed, chosen.begin(), [](const auto& pair) { return pair.second; });
}

} // namespace

RunFilter::RunFilter(const QString& text) {
    static const QRegularExpression kCondition(
        QStringLiteral("^(loss|seconds|seed)(<=|>=|<|>|=)(\\d{1,12}(?:\\.\\d{1,12})?)$"));
    for (const QString& word : text.toLower().split(' ', Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = kCondition.match(word);
        if (match.hasMatch()) {
            conditions_.push_back(
                {match.captured(1), match.captured(2), match.captured(3).toDouble()});
        } else if (word.size() > 1 && word[0] == '-') {
            excluded_ << word.mid(1);
        } else {
            words_ << word;
        }
    }
}

bool RunFilter::accepts(const RunSummary& run) const {
    const auto holdsFor = [&](const Condition& condition) {
        return holds(factOf(run, condition.fact), condition.relation, condition.number);
    };
    if (!std::ranges::all_of(conditions_, holdsFor)) return false;
    if (words_.isEmpty() && excluded_.isEmpty()) return true;
    const QString text = textOf(run);
    const auto inText = [&](const QString& word) { return text.contains(word); };
    return std::ranges::all_of(words_, inText) && std::ranges::none_of(excluded_, inText);
}

std::vector<size_t> chosenRuns(const std::vector<RunSummary>& runs, const RunFilter& filter,
                               RunSorting order) {
    std::vector<size_t> chosen;
    for (size_t i = 0; i < runs.size(); ++i) {
        if (filter.accepts(runs[i])) chosen.push_back(i);
    }
    switch (order) {
    case RunSorting::Newest:
        break;
    case RunSorting::Task:
        sortBy(chosen, runs, taskOf);
        break;
    case RunSorting::Verdict:
        sortBy(chosen, runs, verdictRank);
        break;
    case RunSorting::Loss:
        sortBy(chosen, runs, [](const RunSummary& run) { return factOf(run, "loss"); });
        break;
    case RunSorting::Seconds:
        sortBy(chosen, runs, [](const RunSummary& run) { return run.totalSeconds; });
        break;
    }
    return chosen;
}

} // namespace ttt
