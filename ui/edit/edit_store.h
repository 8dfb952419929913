// The edited tasks of this window: reads those of the user's folder and what a killed window left
// in its journals, opens documents, and puts them into the library as the set "edited".
#pragma once

#include "ui/browse/task_library.h"
#include "ui/edit/edit_document.h"

#include <QObject>
#include <map>

namespace ttt {

class EditStore : public QObject {
    Q_OBJECT
public:
    EditStore(std::filesystem::path folder, TaskLibrary& library, QObject* parent = nullptr);

    // Reads the folder, on the calling thread: some small files. Tells what cannot be read.
    void load();
    QStringList recovered() const { return recovered_; } // names, after load()

    // The document of an edited task, else a provisional copy. Throws Error where a file of the
    // user's cannot be read any more.
    EditDocument* open(const FewShotTask& task);
    EditDocument* createBlank();
    // Forgets a document that is the same as its original and nowhere on disk.
    void letGo(EditDocument* document);

    void publish(EditDocument& document); // its present state becomes the library's entry
    void rename(EditDocument& document, const QString& name); // throw Error
    void remove(EditDocument& document);
    TaskEntryPtr entryOf(const EditDocument& document) const;

Q_SIGNALS:
    void problem(const QString& title, const QString& details);

private:
    EditDocument* keep(EditedTask edited, EditDocument::State state);
    void recoverJournals(QStringList& problems);

    std::filesystem::path folder_;
    TaskLibrary& library_;
    std::map<QString, std::unique_ptr<EditDocument>> documents_; // by name
    QStringList recovered_;
};

} // namespace ttt
