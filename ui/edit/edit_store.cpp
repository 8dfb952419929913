#include "ui/edit/edit_store.h"

#include "core/base/files.h"

#include <algorithm>

namespace ttt {

namespace fs = std::filesystem;

EditStore::EditStore(fs::path folder, TaskLibrary& library, QObject* parent)
    : QObject(parent), folder_(std::move(folder)), library_(library) {}

void EditStore::load() {
    QStringList problems;
    recoverJournals(problems);
    std::vector<TaskEntryPtr> entries;
    for (const auto& [name, document] : documents_) entries.push_back(entryOf(*document));
    const LoadedEdits loaded = loadEditedTasks(folder_);
    for (const EditedTask& edited : loaded.tasks) {
        const QString name = QString::fromStdString(edited.task.id);
        if (documents_.count(name) > 0) continue; // its journal is newer
        const EditDocument shown(folder_, edited, EditDocument::State::Saved);
        entries.push_back(entryOf(shown));
    }
    for (const Error& error : loaded.problems) problems << QString::fromUtf8(error.what());
    if (!entries.empty()) library_.put(std::move(entries));
    if (!problems.isEmpty()) {
        Q_EMIT problem(tr("Some edited tasks could not be read"), problems.join('\n'));
    }
}

// A journal that cannot be read is put aside, so that the next start does not stumble over it.
void EditStore::recoverJournals(QStringList& problems) {
    if (!isThere(folder_)) return;
    std::error_code failed;
    std::vector<fs::path> journals;
    for (const auto& entry : fs::directory_iterator(folder_, failed)) {
        if (entry.path().extension() == ".journal") journals.push_back(entry.path());
    }
    std::ranges::sort(journals);
    for (const fs::path& journal : journals) {
        try {
            std::optional<EditedTask> edited = readJournal(journal);
            if (!edited) continue; // of another window
            const bool saved = isThere(editedFile(folder_, edited->task.id));
            const std::optional<TaskOrigin>& origin = edited->task.origin;
            if (!saved && origin && origin->edits == 0) { // nothing in it is worth keeping
                fs::remove(journal, failed);
                continue;
            }
            recovered_ << QString::fromStdString(edited->task.id);
            keep(std::move(*edited), EditDocument::State::Recovered);
        } catch (const Error& error) {
            problems << QString::fromUtf8(error.what());
            fs::rename(journal, journal.string() + ".broken", failed);
        }
    }
}

EditDocument* EditStore::keep(EditedTask edited, EditDocument::State state) {
    auto document = std::make_unique<EditDocument>(folder_, std::move(edited), state);
    connect(document.get(), &EditDocument::problem, this, &EditStore::problem);
    EditDocument* kept = document.get();
    documents_[kept->name()] = std::move(document);
    return kept;
}

EditDocument* EditStore::open(const FewShotTask& task) {
    if (task.set == kEditedSet) {
        const auto known = documents_.find(QString::fromStdString(task.id));
        if (known != documents_.end()) return known->second.get();
        const fs::path file = editedFile(folder_, task.id);
        // A run's own copy of an edited task that is not there any more: a copy of the copy.
        if (isThere(file)) return keep(loadEditedTask(file), EditDocument::State::Saved);
    }
    return keep(copyOf(task, freeName(folder_, task.id)), EditDocument::State::Fresh);
}

EditDocument* EditStore::createBlank() {
    std::string name = freeName(folder_, "new-task");
    for (int number = 2; documents_.count(QString::fromStdString(name)) > 0; ++number) {
        name = "new-task-" + std::to_string(number);
    }
    return keep(blankTask(name), EditDocument::State::Fresh);
}

void EditStore::letGo(EditDocument* document) {
    if (document == nullptr || !document->provisional()) return;
    library_.remove(QString::fromStdString(qualifiedId(kEditedSet, document->task().id)));
    documents_.erase(document->name());
}

TaskEntryPtr EditStore::entryOf(const EditDocument& document) const {
    const QString from = document.scratch() ? tr("new") : document.parentId().section(':', -1);
    return makeEntry(document.task(), document.modified() ? tr("unsaved") : from);
}

void EditStore::publish(EditDocument& document) {
    if (document.provisional()) {
        library_.remove(QString::fromStdString(qualifiedId(kEditedSet, document.task().id)));
    } else {
        library_.put({entryOf(document)});
    }
}

void EditStore::rename(EditDocument& document, const QString& name) {
    const QString before = document.name();
    document.rename(name);
    if (document.name() == before) return;
    auto moved = documents_.extract(before);
    moved.key() = document.name();
    documents_.insert(std::move(moved));
    library_.remove(QString::fromStdString(qualifiedId(kEditedSet, before.toStdString())));
    publish(document);
}

void EditStore::remove(EditDocument& document) {
    document.removeFiles();
    library_.remove(QString::fromStdString(qualifiedId(kEditedSet, document.task().id)));
    documents_.erase(document.name());
}

} // namespace ttt
