// Two runs side by side: both curves in one plot, the parameters in which they differ and no
// others, and the predictions of each test next to the true output.
#pragma once

#include "ui/runs/run_record.h"

#include <QWidget>
#include <array>

class QComboBox;
class QLabel;
class QTableView;

namespace ttt {

class LossPlot;
class ParameterDiffModel;
class TitledGrid;

class ComparePage : public QWidget {
    Q_OBJECT
public:
    explicit ComparePage(QWidget* parent = nullptr);

    void showRuns(const RunRecordPtr& first, const RunRecordPtr& second);
    void setDigits(bool digits);

    ParameterDiffModel& parameters() { return *parameters_; }
    LossPlot& plot() { return *plot_; }
    // 0 and 1: attempts of run A, 2 and 3: of run B, 4: the true output.
    TitledGrid& grid(int index) { return *grids_[static_cast<size_t>(index)]; }

private:
    struct Place {
        std::string taskId;
        int test = 0;
        std::optional<Value> truth;
    };
    QWidget* makeUpper();
    QWidget* makeLower();
    void fillTests();
    void refreshGrids();
    void refreshSummaries();

    std::array<RunRecordPtr, 2> runs_;
    std::array<QLabel*, 2> heads_{};
    std::array<TitledGrid*, 5> grids_{};
    std::vector<Place> places_;
    LossPlot* plot_;
    ParameterDiffModel* parameters_;
    QTableView* table_;
    QLabel* same_;
    QComboBox* tests_;
};

} // namespace ttt
