#include "ui/browse/task_library.h"

#include "core/tasks/bbh_tasks.h"
#include "ui/background.h"

#include <algorithm>
#include <atomic>
#include <set>

namespace ttt {

namespace {

struct LoadedEntries {
    std::vector<TaskEntryPtr> entries;
    QStringList problems;
};

constexpr const char* kSets[] = {"arc1-eval", "arc1-train", "arc2-eval", "arc2-train"};

QString searchTextOf(const FewShotTask& task, const QString& level) {
    QStringList words{QString::fromStdString(task.id),
                      QString::fromStdString(task.set),
                      setTitle(QString::fromStdString(task.set)),
                      level,
                      QStringLiteral("%1 pairs").arg(task.examples.size()),
                      QStringLiteral("%1 tests").arg(task.queries.size()),
                      isText(task) ? QStringLiteral("kind:text") : QStringLiteral("kind:grids")};
    if (isText(task)) words << QString::fromStdString(task.form.instruction);
    for (const Example& example : task.examples) {
        for (const Value* value : {&example.input, &example.output}) {
            const Grid* grid = std::get_if<Grid>(value);
            if (grid) words << QStringLiteral("%1x%2").arg(grid->height()).arg(grid->width());
        }
    }
    return words.join(' ').toLower() + ' ';
}

LoadedEntries readBbh(const std::filesystem::path& folder) {
    LoadedEntries loaded;
    try {
        LoadedTasks tasks = loadBbhFolder(folder);
        for (FewShotTask& task : tasks.tasks) loaded.entries.push_back(makeEntry(std::move(task)));
        for (const Error& problem : tasks.problems) {
            loaded.problems << QString::fromUtf8(problem.what());
        }
    } catch (const std::exception& problem) {
        loaded.problems << QString::fromUtf8(problem.what());
    }
    return loaded;
}

LoadedEntries readPublicSets(const std::filesystem::path& arc, const std::filesystem::path& facts) {
    LoadedEntries loaded;
    TaskCatalog catalog(arc, facts);
    std::set<std::string> subset;
    try {
        for (const FewShotTask& task : catalog.set("subset80")) subset.insert(task.id);
    } catch (const std::exception& problem) {
        loaded.problems << QString::fromUtf8(problem.what());
    }
    for (const char* name : kSets) {
        try {
            for (const FewShotTask& task : catalog.set(name)) {
                const bool chosen = task.set == "arc1-eval" && subset.count(task.id) > 0;
                const QString level =
                    subset.empty() ? QString() : QString::fromStdString(catalog.level(task));
                loaded.entries.push_back(makeEntry(task, level, chosen));
            }
        } catch (const std::exception& problem) {
            loaded.problems << QString::fromUtf8(problem.what());
        }
    }
    loaded.problems.removeDuplicates();
    return loaded;
}

LoadedEntries makeBatch(const MadeSet& made, int batch) {
    LoadedEntries loaded;
    try {
        for (FewShotTask& task : made.list(batch)) {
            const QString label = QString::fromStdString(made.label(task));
            loaded.entries.push_back(makeEntry(std::move(task), label));
        }
    } catch (const std::exception& problem) {
        loaded.problems << QString::fromUtf8(problem.what());
    }
    return loaded;
}

LoadedEntries readUserPath(const std::filesystem::path& path) {
    LoadedEntries loaded;
    try {
        LoadedTasks tasks;
        if (std::filesystem::is_directory(path)) {
            tasks = loadTaskFolder(path);
        } else {
            tasks.tasks.push_back(loadTaskFile(path));
        }
        for (FewShotTask& task : tasks.tasks) loaded.entries.push_back(makeEntry(std::move(task)));
        for (const Error& problem : tasks.problems) {
            loaded.problems << QString::fromUtf8(problem.what());
        }
        if (loaded.entries.empty() && loaded.problems.isEmpty()) {
            loaded.problems << QStringLiteral("%1: no task file or table in this folder")
                                   .arg(QString::fromStdString(path.string()));
        }
    } catch (const std::exception& problem) {
        loaded.problems << QString::fromUtf8(problem.what());
    }
    return loaded;
}

} // namespace

QString TaskEntry::qualified() const {
    return QString::fromStdString(qualifiedId(task.set, task.id));
}

TaskEntryPtr makeEntry(FewShotTask task, const QString& level, bool inSubset80) {
    auto entry = std::make_shared<TaskEntry>();
    static std::atomic<qint64> made = 0;
    entry->serial = ++made;
    entry->searchText = searchTextOf(task, level);
    entry->facts = factsOf(task);
    entry->task = std::move(task);
    entry->level = level;
    entry->inSubset80 = inSubset80;
    return entry;
}

bool isText(const FewShotTask& task) {
    return !task.queries.empty() && std::holds_alternative<std::string>(task.queries[0].input);
}

QString setTitle(const QString& set) {
    if (set == "arc1-train") return QStringLiteral("ARC-AGI-1 training");
    if (set == "arc1-eval") return QStringLiteral("ARC-AGI-1 evaluation");
    if (set == "arc2-train") return QStringLiteral("ARC-AGI-2 training");
    if (set == "arc2-eval") return QStringLiteral("ARC-AGI-2 evaluation");
    if (set == "synth") return QStringLiteral("Rule families");
    if (set == kBbhSet) return QStringLiteral("BIG-Bench Hard");
    if (set == "bbh-style") return QStringLiteral("BBH-style questions");
    if (set == "edited") return QStringLiteral("Edited tasks");
    return set.isEmpty() ? QStringLiteral("Opened files") : set;
}

TaskLibrary::TaskLibrary(std::filesystem::path arcFolder, std::filesystem::path factsFolder,
                         MadeSet made, QObject* parent)
    : QObject(parent),
      arcFolder_(std::move(arcFolder)),
      factsFolder_(std::move(factsFolder)),
      made_(std::move(made)) {}

void TaskLibrary::setTextSources(std::filesystem::path bbhFolder, MadeSet made) {
    bbhFolder_ = std::move(bbhFolder);
    madeTexts_ = std::move(made);
}

void TaskLibrary::loadPublicSets() {
    const auto read = [arc = arcFolder_, facts = factsFolder_] {
        return readPublicSets(arc, facts);
    };
    inBackground(this, read, [this](LoadedEntries loaded) {
        add(std::move(loaded.entries));
        if (!loaded.problems.isEmpty()) {
            Q_EMIT problem(
                tr("Some ARC tasks could not be read"),
                loaded.problems.join('\n') + '\n' +
                    tr("Set the environment variable TTT_ARC_DIR to the folder that holds "
                       "arcagi_aa922be.json and arcagi2_f3283f7.json (packaging/setup.sh puts them "
                       "in place), or open any task file with File > Open."));
        }
        loadTexts();
        Q_EMIT publicSetsLoaded();
        makeMore(); // below the public sets
    });
}

void TaskLibrary::loadTexts() {
    const auto addAll = [this](LoadedEntries loaded) {
        add(std::move(loaded.entries));
        if (!loaded.problems.isEmpty()) {
            Q_EMIT problem(tr("Some text tasks could not be read"), loaded.problems.join('\n'));
        }
    };
    if (!bbhFolder_.empty()) {
        inBackground(
            this, [folder = bbhFolder_] { return readBbh(folder); }, addAll);
    }
    if (madeTexts_.list) {
        inBackground(
            this, [made = madeTexts_] { return makeBatch(made, 0); }, addAll);
    }
}

void TaskLibrary::openBbh(const std::filesystem::path& folder) {
    inBackground(
        this, [folder] { return readBbh(folder); },
        [this, folder](LoadedEntries loaded) {
            const QString first =
                loaded.entries.empty() ? QString() : loaded.entries[0]->qualified();
            add(std::move(loaded.entries));
            if (!loaded.problems.isEmpty()) {
                Q_EMIT problem(tr("Some text tasks could not be read"), loaded.problems.join('\n'));
            }
            if (first.isEmpty()) return;
            try {
                rememberBbhFolder(folder);
            } catch (const Error& problem) {
                Q_EMIT this->problem(tr("The folder could not be remembered"),
                                     QString::fromUtf8(problem.what()));
            }
            Q_EMIT opened(first);
        });
}

void TaskLibrary::makeMore() {
    if (!made_.list) return;
    const auto make = [made = made_, batch = batches_++] { return makeBatch(made, batch); };
    inBackground(this, make, [this](LoadedEntries loaded) {
        add(std::move(loaded.entries));
        if (!loaded.problems.isEmpty()) {
            Q_EMIT problem(tr("Some episodes could not be made"), loaded.problems.join('\n'));
        }
    });
}

void TaskLibrary::open(const std::filesystem::path& fileOrFolder) {
    const auto read = [fileOrFolder] { return readUserPath(fileOrFolder); };
    inBackground(this, read, [this](LoadedEntries loaded) {
        const QString first = loaded.entries.empty() ? QString() : loaded.entries[0]->qualified();
        add(std::move(loaded.entries));
        if (!loaded.problems.isEmpty()) {
            Q_EMIT problem(tr("Some tasks could not be read"), loaded.problems.join('\n'));
        }
        if (!first.isEmpty()) Q_EMIT opened(first);
    });
}

// An entry of the same name (a file opened again) takes the place of the old one.
void TaskLibrary::add(std::vector<TaskEntryPtr> entries) {
    std::set<QString> names;
    for (const TaskEntryPtr& entry : entries) names.insert(entry->qualified());
    std::erase_if(entries_,
                  [&](const TaskEntryPtr& old) { return names.count(old->qualified()) > 0; });
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    Q_EMIT entriesAdded();
}

void TaskLibrary::put(std::vector<TaskEntryPtr> entries) {
    for (TaskEntryPtr& entry : entries) {
        const auto known = std::ranges::find_if(entries_, [&](const TaskEntryPtr& old) {
            return old->qualified() == entry->qualified();
        });
        if (known != entries_.end()) {
            *known = std::move(entry);
        } else {
            entries_.push_back(std::move(entry));
        }
    }
    Q_EMIT entriesAdded();
}

void TaskLibrary::remove(const QString& qualified) {
    const auto gone = std::erase_if(
        entries_, [&](const TaskEntryPtr& old) { return old->qualified() == qualified; });
    if (gone > 0) Q_EMIT entriesAdded();
}

TaskEntryPtr TaskLibrary::find(const QString& qualified) const {
    const auto found = std::ranges::find_if(
        entries_, [&](const TaskEntryPtr& entry) { return entry->qualified() == qualified; });
    return found == entries_.end() ? nullptr : *found;
}

} // namespace ttt
