// What the gallery shows: words, conditions such as colours>5, a set, what the last run came to,
// and the order. Read from one line of text, so that the controls and what is typed are the same
// thing.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace ttt {

struct TaskEntry;

// What conditions speak of; of grids only, queries' outputs included where they are known.
struct TaskFacts {
    int side = 0;  // longest of any grid
    int cells = 0; // of all grids together
    int colours = 0;
    int pairs = 0;
    int tests = 0;
    bool sameSize = true; // every output has the size of its input
};
TaskFacts factsOf(const FewShotTask& task);

enum class LastResult { NotRun, NotSolved, Solved };
enum class TaskOrder { AsListed, Name, Side, Cells, Colours, Pairs, LastResult };

class TaskFilter {
public:
    // Words that must all be there; "-word": must not. Conditions on side, cells, colours, pairs
    // and tests with <, <=, =, >=, >; "same", "solved", "unsolved", "unrun", each also with "-".
    // set: its name, "subset80", "files" for those without one, empty for all.
    explicit TaskFilter(const QString& text = {}, const QString& set = {});
    bool accepts(const TaskEntry& entry, LastResult result) const;

private:
    struct Condition {
        QString fact;
        QString relation;
        int number;
    };
    bool inSet(const TaskEntry& entry) const;
    static bool hasWord(const TaskEntry& entry, LastResult result, const QString& word);

    QString set_;
    QStringList words_;
    QStringList excluded_;
    std::vector<Condition> conditions_;
};

} // namespace ttt
