#include "ui/grids/grid_diff.h"

namespace ttt {

QString sizeText(const Grid& grid) {
    return QStringLiteral("%1×%2").arg(grid.height()).arg(grid.width());
}

GridDiff compareGrids(const Grid& predicted, const Grid& expected) {
    GridDiff diff;
    diff.sameSize = predicted.sameSize(expected);
    diff.wrong.assign(static_cast<size_t>(predicted.area()), false);
    size_t index = 0;
    for (int row = 0; row < predicted.height(); ++row) {
        for (int column = 0; column < predicted.width(); ++column, ++index) {
            const bool wrong = expected.contains(row, column) &&
                               predicted.at(row, column) != expected.at(row, column);
            diff.wrong[index] = wrong;
            diff.wrongCells += wrong ? 1 : 0;
        }
    }
    if (!diff.sameSize) {
        diff.text =
            QStringLiteral("size %1, expected %2").arg(sizeText(predicted), sizeText(expected));
    } else if (diff.wrongCells == 0) {
        diff.text = QStringLiteral("exactly right");
    } else {
        diff.text =
            QStringLiteral("%1 of %2 cells differ").arg(diff.wrongCells).arg(predicted.area());
    }
    return diff;
}

GridDiff changedCells(const Grid& now, const Grid& before) {
    GridDiff diff = compareGrids(now, before);
    if (!diff.sameSize) {
        diff.text = QStringLiteral("size %1, was %2").arg(sizeText(now), sizeText(before));
    } else if (diff.wrongCells == 0) {
        diff.text = QStringLiteral("unchanged");
    } else {
        diff.text = QStringLiteral("%1 of %2 cells changed").arg(diff.wrongCells).arg(now.area());
    }
    return diff;
}

} // namespace ttt
