// Every task the window knows: the public ARC sets, BIG-Bench Hard, episodes of the rule families
// and generated questions, read and made on the thread pool when the program starts, and files and
// folders of the user's. Delivers lists
// of entries; shows nothing itself.
#pragma once

#include "core/tasks/data_sets.h"
#include "ui/browse/task_filter.h"

#include <QObject>
#include <QString>
#include <filesystem>
#include <memory>
#include <vector>

namespace ttt {

struct TaskEntry {
    FewShotTask task;
    QString level;      // "easy"... for ARC-AGI-1 evaluation tasks; a family's group
    QString searchText; // lower case: id, set, level, sizes, counts
    bool inSubset80 = false;
    TaskFacts facts;
    qint64 serial = 0; // another for every entry, also of the same name
    QString qualified() const;
};
using TaskEntryPtr = std::shared_ptr<const TaskEntry>;

TaskEntryPtr makeEntry(FewShotTask task, const QString& level = {}, bool inSubset80 = false);
// Whether its questions are texts, not grids.
bool isText(const FewShotTask& task);
// "ARC-AGI-1 evaluation" for "arc1-eval"; the user's files for an empty set.
QString setTitle(const QString& set);

class TaskLibrary : public QObject {
    Q_OBJECT
public:
    TaskLibrary(std::filesystem::path arcFolder, std::filesystem::path factsFolder,
                MadeSet made = {}, QObject* parent = nullptr);

    // Text tasks, to be loaded with the others: those of BIG-Bench Hard where the user has them,
    // and one batch of generated ones.
    void setTextSources(std::filesystem::path bbhFolder, MadeSet made);
    void loadPublicSets(); // and the first batch of made tasks
    void makeMore();       // the next batch of made tasks, beside those that are there
    // A task file, a table of questions and answers, or a folder of task files.
    void open(const std::filesystem::path& fileOrFolder);
    void openBbh(const std::filesystem::path& folder); // also for the next starts, if it has tasks

    // An entry of the same name takes the place of the old one, where that stands.
    void put(std::vector<TaskEntryPtr> entries);
    void remove(const QString& qualified);

    const std::vector<TaskEntryPtr>& entries() const { return entries_; }
    TaskEntryPtr find(const QString& qualified) const;

Q_SIGNALS:
    void entriesAdded();
    void publicSetsLoaded();                    // also after a problem
    void opened(const QString& firstQualified); // the user's file or folder was read
    void problem(const QString& title, const QString& details);

private:
    void loadTexts();
    void add(std::vector<TaskEntryPtr> entries);

    std::filesystem::path arcFolder_;
    std::filesystem::path factsFolder_;
    MadeSet made_;
    std::filesystem::path bbhFolder_;
    MadeSet madeTexts_;
    int batches_ = 0;
    std::vector<TaskEntryPtr> entries_;
};

} // namespace ttt
