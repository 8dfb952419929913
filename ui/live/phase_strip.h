// The phases of a run in a row, with what is done, going on and to come told by shape and colour.
#pragma once

#include "ui/runs/run_record.h"

#include <QWidget>

namespace ttt {

class PhaseStrip : public QWidget {
    Q_OBJECT
public:
    explicit PhaseStrip(QWidget* parent = nullptr);
    void showRun(const RunRecord* run); // null: nothing yet

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enum class Mark { ToCome, GoingOn, Done, Broken };
    struct Item {
        QString name;
        Mark mark = Mark::ToCome;
    };
    QFont fontOf(Mark mark) const;

    std::vector<Item> items_;
};

} // namespace ttt
