#include "ui/edit/edit_document.h"

#include "core/base/files.h"

#include <QUndoCommand>

namespace ttt {

namespace {

bool sameContent(const FewShotTask& one, const FewShotTask& other) {
    return one.examples == other.examples && one.queries == other.queries;
}

} // namespace

class TaskEditCommand : public QUndoCommand {
public:
    TaskEditCommand(EditDocument& document, const QString& name, TaskEdit edit)
        : QUndoCommand(name),
          document_(document),
          edit_(std::move(edit)),
          editsBefore_(document.edits()) {}
    void redo() override { document_.take(edit_, editsBefore_ + 1, true); }
    void undo() override { document_.take(edit_, editsBefore_, false); }

private:
    EditDocument& document_;
    TaskEdit edit_;
    int editsBefore_;
};

EditDocument::EditDocument(std::filesystem::path folder, EditedTask edited, State state,
                           QObject* parent)
    : QObject(parent),
      folder_(std::move(folder)),
      edited_(std::move(edited)),
      saved_(state == State::Saved || isThere(editedFile(folder_, edited_.task.id))) {
    if (state == State::Recovered) {
        stack_.resetClean();
        keepJournal();
    }
    // After a command has been pushed or undone, the stack knows whether that is what was saved.
    connect(&stack_, &QUndoStack::indexChanged, this, [this] {
        keepJournal();
        Q_EMIT changed();
    });
}

void EditDocument::take(const TaskEdit& edit, int edits, bool forward) {
    if (forward) {
        apply(edit, edited_.task);
    } else {
        revert(edit, edited_.task);
    }
    if (!edited_.task.origin) edited_.task.origin.emplace();
    edited_.task.origin->edits = sameContent(edited_.task, edited_.original) ? 0 : edits;
}

QString EditDocument::parentId() const {
    return edited_.task.origin ? QString::fromStdString(edited_.task.origin->task) : QString();
}

FewShotTask EditDocument::namedOriginal() const {
    FewShotTask original = edited_.original;
    const QString from = parentId();
    original.set = from.contains(':') ? from.section(':', 0, 0).toStdString() : std::string();
    original.id = from.isEmpty() ? edited_.task.id : from.section(':', -1).toStdString();
    return original;
}

void EditDocument::perform(const QString& name, TaskEdit edit) {
    stack_.push(new TaskEditCommand(*this, name, std::move(edit)));
}

void EditDocument::revertToOriginal() {
    if (sameContent(edited_.task, edited_.original)) return;
    perform(tr("Revert to the original"), ReplaceContent{edited_.task, edited_.original});
}

void EditDocument::keepJournal() {
    try {
        if (!modified() || (!saved_ && edits() == 0)) {
            if (journal_) journal_->remove();
            journal_.reset();
            return;
        }
        if (!journal_) {
            journal_ =
                std::make_unique<EditJournal>(journalFile(folder_, edited_.task.id), edited_);
        } else {
            journal_->append(edited_.task);
        }
    } catch (const Error& error) {
        journal_.reset();
        Q_EMIT problem(tr("Edits cannot be kept safe"), QString::fromUtf8(error.what()));
    }
}

void EditDocument::save() {
    saveEditedTask(folder_, edited_);
    saved_ = true;
    stack_.setClean();
    keepJournal();
    Q_EMIT changed();
}

void EditDocument::rename(const QString& name) {
    const std::string wanted = name.trimmed().toStdString();
    if (wanted == edited_.task.id) return;
    if (const std::string why = problemOfName(wanted); !why.empty()) {
        throw Error(ErrorKind::BadInput, wanted, why);
    }
    const std::filesystem::path target = editedFile(folder_, wanted);
    if (isThere(target) || isThere(journalFile(folder_, wanted))) {
        throw Error(ErrorKind::BadInput, wanted, "another edited task has this name");
    }
    if (saved_) {
        std::error_code failed;
        std::filesystem::rename(editedFile(folder_, edited_.task.id), target, failed);
        if (failed)
            throw Error(ErrorKind::Io, target.string(), "cannot rename: " + failed.message());
    }
    if (journal_) journal_->remove();
    journal_.reset();
    edited_.task.id = wanted;
    keepJournal();
    Q_EMIT changed();
}

void EditDocument::removeFiles() {
    if (journal_) journal_->remove();
    journal_.reset();
    std::error_code failed;
    std::filesystem::remove(editedFile(folder_, edited_.task.id), failed);
    if (failed) {
        throw Error(ErrorKind::Io, editedFile(folder_, edited_.task.id).string(),
                    "cannot delete: " + failed.message());
    }
    saved_ = false;
}

} // namespace ttt
