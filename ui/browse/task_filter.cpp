#include "ui/browse/task_filter.h"

#include "ui/browse/task_library.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>

namespace ttt {

namespace {

int factNamed(const TaskFacts& facts, const QString& name) {
    if (name == "side") return facts.side;
    if (name == "cells") return facts.cells;
    if (name == "colours" || name == "colors") return facts.colours;
    if (name == "pairs") return facts.pairs;
    return facts.tests;
}

bool holds(int value, const QString& relation, int number) {
    if (relation == "<") return value < number;
    if (relation == "<=") return value <= number;
    if (relation == ">") return value > number;
    if (relation == ">=") return value >= number;
    return value == number;
}

} // namespace

TaskFacts factsOf(const FewShotTask& task) {
    TaskFacts facts;
    facts.pairs = static_cast<int>(task.examples.size());
    facts.tests = static_cast<int>(task.queries.size());
    std::array<bool, kColours> seen{};
    const auto look = [&](const Value& value) -> const Grid* {
        const Grid* grid = std::get_if<Grid>(&value);
        if (grid == nullptr) return nullptr;
        facts.side = std::max({facts.side, grid->height(), grid->width()});
        facts.cells += grid->area();
        for (const uint8_t cell : grid->cells()) seen[cell % kColours] = true;
        return grid;
    };
    const auto lookAtPair = [&](const Value& input, const Value* output) {
        const Grid* from = look(input);
        const Grid* to = output ? look(*output) : nullptr;
        if (from && to && !from->sameSize(*to)) facts.sameSize = false;
    };
    for (const Example& example : task.examples) lookAtPair(example.input, &example.output);
    for (const Query& query : task.queries) {
        lookAtPair(query.input, query.output ? &*query.output : nullptr);
    }
    facts.colours = static_cast<int>(std::ranges::count(seen, true));
    return facts;
}

TaskFilter::TaskFilter(const QString& text, const QString& set) : set_(set) {
    static const QRegularExpression kCondition(
        QStringLiteral("^(side|cells|colours|colors|pairs|tests)(<=|>=|<|>|=)(\\d{1,6})$"));
    const QString plain = text.toLower().replace(QChar(0x00d7), 'x').replace(QChar(0x2264), "<=");
    for (const QString& word : plain.split(' ', Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = kCondition.match(word);
        if (match.hasMatch()) {
            conditions_.push_back(
                {match.captured(1), match.captured(2), match.captured(3).toInt()});
        } else if (word.size() > 1 && word[0] == '-') {
            excluded_ << word.mid(1);
        } else {
            words_ << word;
        }
    }
}

bool TaskFilter::inSet(const TaskEntry& entry) const {
    const QString set = QString::fromStdString(entry.task.set);
    return set_.isEmpty() || (set_ == "subset80" && entry.inSubset80) || set == set_ ||
           (set_ == "files" && set.isEmpty());
}

bool TaskFilter::hasWord(const TaskEntry& entry, LastResult result, const QString& word) {
    if (word == "same") return entry.facts.sameSize;
    if (word == "solved") return result == LastResult::Solved;
    if (word == "unsolved") return result == LastResult::NotSolved;
    if (word == "unrun") return result == LastResult::NotRun;
    // "1x1" means the size 1x1 and not the end of 11x1.
    const bool size = word.contains('x') && word[0].isDigit() && word.back().isDigit();
    return entry.searchText.contains(size ? ' ' + word + ' ' : word);
}

bool TaskFilter::accepts(const TaskEntry& entry, LastResult result) const {
    const auto has = [&](const QString& word) { return hasWord(entry, result, word); };
    return inSet(entry) && std::ranges::all_of(words_, has) &&
           std::ranges::none_of(excluded_, has) &&
           std::ranges::all_of(conditions_, [&](const Condition& condition) {
               return holds(factNamed(entry.facts, condition.fact), condition.relation,
                            condition.number);
           });
}

} // namespace ttt
