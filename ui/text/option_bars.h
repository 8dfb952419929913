// How the answers to choose from share the model's belief without TTT, at the step under the cursor
// and with TTT: a bar each with its percentage. The target is marked. Drawn by itself; the same
// numbers are its accessible description.
#pragma once

#include "core/tasks/candidate.h"

#include <QWidget>
#include <array>
#include <optional>

namespace ttt {

class OptionBars : public QWidget {
    Q_OBJECT
public:
    static constexpr int kSeries = 3; // without TTT, at the step, with TTT

    explicit OptionBars(QWidget* parent = nullptr);

    // Scores of each series; empty where there are none. why: shown when all are empty.
    void show(const std::array<std::vector<OptionScore>, kSeries>& series,
              const std::optional<Value>& target, const QString& why);
    // Of an option in a series, 0 to 1; -1 where not known.
    double share(const std::string& option, int series) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, 60}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Option {
        QString name;
        std::array<double, kSeries> shares{-1, -1, -1};
        bool target = false;
    };
    int rowHeight() const;
    void paintOption(QPainter& painter, const Option& option, const QRect& area) const;

    std::vector<Option> options_;
    QString why_;
};

} // namespace ttt
