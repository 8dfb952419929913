// The page that edits a task: its pairs on the left, the grids of one pair in the centre, before
// and after beside them. The first edit of a task makes a copy; the original stays as it is. The
// window connects the commands of the registry to the functions here.
#pragma once

#include "ui/edit/edit_store.h"
#include "ui/edit/grid_canvas.h"

#include <QUndoGroup>
#include <QWidget>

class QAction;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTabWidget;
class QTimer;

namespace ttt {

class Actions;
class BeforeAfter;
class ColourBar;

class EditPage : public QWidget {
    Q_OBJECT
public:
    EditPage(TaskLibrary& library, std::filesystem::path editedFolder,
             std::filesystem::path runsFolder, Actions& actions, QWidget* parent = nullptr);
    ~EditPage() override;

    void load(); // the edited tasks of earlier starts
    void showTask(const TaskEntryPtr& entry);
    void setDigits(bool digits);
    void publishNow(); // edits that were not told yet

    EditDocument* document() { return document_; }
    EditStore& store() { return store_; }
    GridCanvas& canvas(bool output) { return *canvas_[output ? 1 : 0]; }
    GridCanvas& active() { return *canvas_[outputActive_ ? 1 : 0]; }
    ColourBar& colours() { return *colours_; }
    QListWidget& pairs() { return *pairs_; }
    BeforeAfter& beforeAfter() { return *beforeAfter_; }
    QUndoGroup& undoGroup() { return undoGroup_; }
    QString stateText() const;

    // What the commands do
    void setTool(EditTool tool);
    void performOperation(const QString& id);
    void copy(bool cut);
    void paste();
    void selectAll();
    void exchangeColours();
    void copyInputToOutput();
    void toggleOutput();
    void addPair(bool test);
    void duplicatePair();
    void removePair();
    void movePair(int by);
    void createTask();
    void save();
    void askName();
    void rename(const QString& name);
    void revert();
    void askToDelete();
    void deleteTask();

Q_SIGNALS:
    void taskEdited(const ttt::TaskEntryPtr& entry); // the window's task from now on
    void runBothAsked(const ttt::FewShotTask& original, const ttt::FewShotTask& edited);
    void problem(const QString& title, const QString& details);
    void told(const QString& text); // for the status line
    void documentChanged();

protected:
    void changeEvent(QEvent* event) override; // the pairs' pictures follow the palette

private:
    // edit_page_build.cpp
    QWidget* makeHead(Actions& actions);
    QWidget* makeTools(Actions& actions);
    QWidget* makeSide(Actions& actions);
    QWidget* makeSheet();
    QWidget* makePanel(int side);
    // edit_page.cpp
    void use(EditDocument* document);
    void refresh();
    void refreshGrids();
    void refreshPairs();
    void refreshHead();
    void perform(const QString& name, TaskEdit edit);
    void replace(bool output, const QString& name, const Grid& grid);
    void resizeGrid(int side);
    TaskEntryPtr originalEntry() const;
    void guarded(const QString& title, const std::function<void()>& work);
    ValuePlace place(bool output) const { return {test_, pair_, output}; }
    QString placeName(bool output) const;

    EditStore store_;
    EditDocument* document_ = nullptr;
    TaskEntryPtr shown_;  // as the window knows it
    TaskEntryPtr source_; // what the document is a copy of, where it was made here
    bool test_ = false;
    int pair_ = 0;
    bool outputActive_ = false;
    QUndoGroup undoGroup_;
    QTimer* publishing_;
    QStackedWidget* stack_ = nullptr;
    QLabel* state_ = nullptr;
    QLabel* pointed_ = nullptr;
    QListWidget* pairs_ = nullptr;
    QTabWidget* sheets_ = nullptr;
    GridCanvas* canvas_[2] = {};
    QSpinBox* rows_[2] = {};
    QSpinBox* columns_[2] = {};
    ColourBar* colours_ = nullptr;
    BeforeAfter* beforeAfter_ = nullptr;
};

} // namespace ttt
