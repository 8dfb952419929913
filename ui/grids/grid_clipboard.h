// Grids on the system clipboard: JSON, text and picture at once when copied, any of the three when
// pasted. Called by the task page, which copies, and the editor, which also pastes.
#pragma once

#include "core/tasks/grid.h"

#include <QImage>
#include <QString>
#include <memory>
#include <optional>

class QMimeData;

namespace ttt {

// application/json and text/plain as rows of numbers in brackets, and a picture.
std::unique_ptr<QMimeData> clipboardData(const Grid& grid);
QImage clipboardPicture(const Grid& grid);

struct PastedGrid {
    std::optional<Grid> grid;
    QString problem; // why there is none
};
// JSON rows, lines of digits with or without separators, or a picture of a grid.
PastedGrid gridFromClipboard(const QMimeData& data);
PastedGrid gridFromText(const QString& text);
// Cells of equal size in the ten colours, with grid lines or without.
PastedGrid gridFromPicture(const QImage& picture);

} // namespace ttt
