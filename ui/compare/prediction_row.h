// The predictions of one test by several runs, side by side: a column of attempts a run, and the
// true output (of the first that knows it) at the end. Scrolls where there are many.
#pragma once

#include "ui/runs/run_record.h"

#include <QScrollArea>

class QHBoxLayout;

namespace ttt {

class TitledGrid;

class PredictionRow : public QScrollArea {
    Q_OBJECT
public:
    explicit PredictionRow(QWidget* parent = nullptr);

    struct Prediction {
        QString name;
        RunRecordPtr run;           // null: not run
        std::optional<Value> truth; // of the run's own copy; none where not public or hidden
    };
    void show(const std::vector<Prediction>& predictions, const std::string& taskId, int test);
    void showNothing(const QString& why);
    void setDigits(bool digits);

    // Two a run, attempts 1 and 2; null beyond them.
    TitledGrid* attempt(int run, int attempt) const;
    TitledGrid* truth() const { return truth_; }

private:
    void rebuild(size_t runs);

    QHBoxLayout* row_;
    std::vector<std::array<TitledGrid*, 2>> runs_;
    TitledGrid* truth_ = nullptr;
    bool digits_ = false;
};

} // namespace ttt
