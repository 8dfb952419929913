// All pairs of a task at once, as large as the pane allows: it tries every number of columns and
// both directions of a pair and takes the arrangement whose smallest cells are largest.
#pragma once

#include "ui/browse/pair_view.h"

#include <vector>

class QLabel;

namespace ttt {

class PairsView : public QWidget {
    Q_OBJECT
public:
    explicit PairsView(QWidget* parent = nullptr);

    void showTask(const FewShotTask& task);
    void setDigits(bool digits);
    void setDifferences(bool shown);    // of input and output
    QString pointedAt() const;          // the cell under the mouse or the cursor
    void setAnswersHidden(bool hidden); // of the test pairs
    const std::vector<PairView*>& pairs() const { return pairs_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Arrangement {
        int columns = 1;
        PairDirection direction = PairDirection::Across;
        int smallestCell = 0;
    };
    Arrangement best() const;
    Arrangement measured(int columns, PairDirection direction) const;
    QSize slot(int columns) const;
    int line() const;
    void rebuild();
    void arrange();

    FewShotTask task_;
    std::vector<PairView*> pairs_;
    bool digits_ = false;
    bool hidden_ = false;
    bool differences_ = false;
    QLabel* pointed_;
};

} // namespace ttt
