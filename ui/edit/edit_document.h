// One edited copy of a task with its undo stack, its file and its journal. Every change goes
// through `perform` and has a name; what is not saved is in the journal at once. Shows nothing.
#pragma once

#include "core/tasks/edit/edit_journal.h"
#include "core/tasks/edit/task_edits.h"

#include <QObject>
#include <QUndoStack>
#include <memory>

namespace ttt {

class EditDocument : public QObject {
    Q_OBJECT
public:
    enum class State { Fresh, Saved, Recovered };
    EditDocument(std::filesystem::path folder, EditedTask edited, State state,
                 QObject* parent = nullptr);

    const FewShotTask& task() const { return edited_.task; }
    const FewShotTask& original() const { return edited_.original; }
    // The qualified id of the task that this is a copy of; empty where there was none.
    QString parentId() const;
    // The original under the name it has there; that of a task from scratch has the copy's id.
    FewShotTask namedOriginal() const;
    QString name() const { return QString::fromStdString(edited_.task.id); }
    int edits() const { return edited_.task.origin ? edited_.task.origin->edits : 0; }
    bool saved() const { return saved_; } // it has a file, if not of its last state
    bool modified() const { return !provisional() && !stack_.isClean(); }
    // Still the same as the original, and nowhere on disk.
    bool provisional() const { return !saved_ && edits() == 0 && !scratch(); }
    bool scratch() const { return edited_.task.origin && edited_.task.origin->task.empty(); }
    QUndoStack& stack() { return stack_; }

    void perform(const QString& name, TaskEdit edit);
    void revertToOriginal(); // undoable as well

    // These throw Error where the disk refuses, and BadInput for a name that cannot be one.
    void save();
    void rename(const QString& name);
    void removeFiles();

Q_SIGNALS:
    void changed();
    void problem(const QString& title, const QString& details);

private:
    friend class TaskEditCommand;
    void take(const TaskEdit& edit, int edits, bool forward);
    void keepJournal();

    std::filesystem::path folder_;
    EditedTask edited_;
    bool saved_;
    std::unique_ptr<EditJournal> journal_;
    QUndoStack stack_;
};

} // namespace ttt
