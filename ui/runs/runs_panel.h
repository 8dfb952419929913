// The left pane's list of stored runs: opens one, or names several of them to compare. Reading the
// folders is done on the thread pool; the window shows what comes.
#pragma once

#include "ui/runs/run_list_model.h"
#include "ui/runs/run_record.h"

#include <QWidget>
#include <set>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace ttt {

class RunsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunsPanel(std::filesystem::path folder, QWidget* parent = nullptr);

    RunListModel& model() { return *model_; }
    QListView& view() { return *view_; }
    QLineEdit& filter() { return *filter_; }
    QComboBox& order() { return *order_; }
    void open(const std::filesystem::path& folder);
    void compareSelected(); // two or more selected runs; otherwise says what to do

Q_SIGNALS:
    void opened(const ttt::RunRecordPtr& run);
    void compared(const std::vector<std::filesystem::path>& folders); // oldest first
    void problem(const QString& title, const QString& details);

private:
    void applyFilter();
    void showState();
    void rememberSelection();
    void selectAgain();
    QList<int> selectedRows() const;

    RunListModel* model_;
    QLineEdit* filter_;
    QComboBox* order_;
    QListView* view_;
    QLabel* hint_;
    QPushButton* compare_;
    int reading_ = 0;                          // the newest request to open a run
    std::set<std::filesystem::path> selected_; // while the list is read anew
    std::filesystem::path current_;            // likewise; empty if there is none
};

} // namespace ttt
