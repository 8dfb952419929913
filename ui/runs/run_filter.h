// Which of the stored runs the list shows, and in which order: words and conditions as in the
// gallery's filter, read from one line of text.
#pragma once

#include "core/runs/run_folder.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace ttt {

enum class RunSorting { Newest, Task, Verdict, Loss, Seconds };

class RunFilter {
public:
    // Words that must all be there (of task, model, device, verdict, date), "-word": must not;
    // loss, seconds and seed with <, <=, =, >=, >.
    explicit RunFilter(const QString& text = {});
    bool accepts(const RunSummary& run) const;

private:
    struct Condition {
        QString fact;
        QString relation;
        double number;
    };
    QStringList words_;
    QStringList excluded_;
    std::vector<Condition> conditions_;
};

// Indices of the accepted runs; runs of equal rank stay in the order they have, newest first.
std::vector<size_t> chosenRuns(const std::vector<RunSummary>& runs, const RunFilter& filter,
                               RunSorting order);

} // namespace ttt
