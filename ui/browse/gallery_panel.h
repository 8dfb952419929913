// The left pane's gallery: text filter, set filter and the list of task cards. Tells which task was
// chosen; opening and showing it is the window's business.
#pragma once

#include "ui/browse/task_list_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;

namespace ttt {

class FilterPanel;

class GalleryPanel : public QWidget {
    Q_OBJECT
public:
    explicit GalleryPanel(TaskLibrary& library, QWidget* parent = nullptr);

    void focusFilter();
    // Selects the task if the filters show it, and tells it in any case.
    void choose(const QString& qualified);
    void mark(const QString& qualified); // selects it, if shown, and tells nothing
    void step(int by);                   // next or previous task within the filter
    void setTextFilter(const QString& text);
    void setSetFilter(const QString& set);
    // Text, set and the panel's choices, to be kept between starts.
    QStringList filterState() const;
    void setFilterState(const QStringList& state);

    // By qualified id; badges and filters follow.
    void setLastResults(const QHash<QString, LastResult>& results);

    FilterPanel& filters() { return *filters_; }
    TaskListModel& model() { return *model_; }
    QListView& view() { return *view_; }

Q_SIGNALS:
    void chosen(const ttt::TaskEntryPtr& entry);

protected:
    void changeEvent(QEvent* event) override; // cards grow with the text

private:
    void applyFilter();
    void refreshEntries();
    void restoreSelection();
    void currentChanged(const QModelIndex& index);

    TaskLibrary& library_;
    TaskListModel* model_;
    QLineEdit* text_;
    QComboBox* set_;
    FilterPanel* filters_;
    QLabel* count_;
    QListView* view_;
    QString current_;
    bool loaded_ = false; // the public sets, or why they are not there, are known
};

} // namespace ttt
