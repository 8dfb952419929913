// A GridView under a title and over a note, as results, live predictions and comparisons show
// predicted and true grids. The note turns into the verdict where an expected grid is known.
#pragma once

#include "ui/grids/grid_view.h"

class QLabel;

namespace ttt {

class TitledGrid : public QWidget {
    Q_OBJECT
public:
    explicit TitledGrid(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    // The value alone; its size is the note.
    void showValue(const Value& value);
    // A prediction against the truth, if that is known; the note says how they differ.
    void showPrediction(const Value& predicted, const std::optional<Value>& truth);
    // A grid against what it was; the note says how much changed.
    void showChange(const Value& now, const Grid& before);
    void showNothing(const QString& why);

    GridView& view() { return *view_; }
    QString note() const;

private:
    void setNote(const QString& text, const char* role);

    QLabel* title_;
    QLabel* note_;
    GridView* view_;
};

} // namespace ttt
