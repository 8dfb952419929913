#include "ui/grids/grid_clipboard.h"

#include "core/tasks/arc_json.h"
#include "ui/grids/grid_image.h"
#include "ui/theme.h"

#include <QMimeData>
#include <QRegularExpression>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

namespace ttt {

namespace {

constexpr int kPictureCell = 24;
constexpr int kLinesOfGrid = 10; // index of the grid lines among the colours

PastedGrid refuse(const QString& problem) { return {std::nullopt, problem}; }

PastedGrid gridFromJsonText(const QByteArray& text) {
    try {
        return {
            gridFromJson(parseJson({text.data(), size_t(text.size())}, "clipboard"), "clipboard"),
            {}};
    } catch (const Error& problem) {
        return refuse(QString::fromUtf8(problem.what()));
    }
}

int distance(QRgb a, QRgb b) {
    return std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) +
           std::abs(qBlue(a) - qBlue(b));
}

// Pictures go out and come in with the official colours, whatever the window shows.
QRgb knownColour(int value) {
    return value == kLinesOfGrid ? kGridLine
                                 : arcColours(ArcPalette::Official)[static_cast<size_t>(value)];
}

// 0 to 9, kLinesOfGrid, or -1 for a colour that is near none of them.
int nearestColour(QRgb pixel) {
    constexpr int kNear = 60;
    int best = kLinesOfGrid;
    for (int value = 0; value < kColours; ++value) {
        if (distance(pixel, knownColour(value)) < distance(pixel, knownColour(best))) best = value;
    }
    return distance(pixel, knownColour(best)) <= kNear ? best : -1;
}

// Where the bands of cells between lines begin and end, along one direction.
struct Band {
    int from;
    int to; // not included
};

template <typename IsLine>
std::vector<Band> bandsBetweenLines(int length, const IsLine& isLine) {
    std::vector<Band> bands;
    int lines = 0;
    for (int i = 0; i < length; ++i) {
        if (isLine(i)) {
            ++lines;
        } else if (i > 0 && !bands.empty() && bands.back().to == i) {
            ++bands.back().to;
        } else {
            bands.push_back({i, i + 1});
        }
    }
    return lines > 0 ? bands : std::vector<Band>{};
}

// Without lines the cell is the greatest length that divides every run of one colour.
template <typename Differs>
std::vector<Band> bandsByRuns(int length, const Differs& differs) {
    int cell = length;
    for (int i = 1; i < length; ++i) {
        if (differs(i)) cell = std::gcd(cell, i);
    }
    // A picture of one colour alone, or of stripes, says nothing of its cells: one each.
    std::vector<Band> bands;
    for (int from = 0; from < length; from += cell) bands.push_back({from, from + cell});
    return bands;
}

struct Bands {
    std::vector<Band> rows;
    std::vector<Band> columns;
};

Bands findBands(const QImage& picture) {
    const int width = picture.width();
    const int height = picture.height();
    const auto line = [&](int x, int y) { return distance(picture.pixel(x, y), kGridLine) <= 24; };
    const auto columnIsLine = [&](int x) {
        for (int y = 0; y < height; ++y) {
            if (!line(x, y)) return false;
        }
        return true;
    };
    const auto rowIsLine = [&](int y) {
        for (int x = 0; x < width; ++x) {
            if (!line(x, y)) return false;
        }
        return true;
    };
    Bands bands{bandsBetweenLines(height, rowIsLine), bandsBetweenLines(width, columnIsLine)};
    if (!bands.rows.empty() && !bands.columns.empty()) return bands;
    const auto rowDiffers = [&](int y) {
        for (int x = 0; x < width; ++x) {
            if (picture.pixel(x, y) != picture.pixel(x, y - 1)) return true;
        }
        return false;
    };
    const auto columnDiffers = [&](int x) {
        for (int y = 0; y < height; ++y) {
            if (picture.pixel(x, y) != picture.pixel(x - 1, y)) return true;
        }
        return false;
    };
    return {bandsByRuns(height, rowDiffers), bandsByRuns(width, columnDiffers)};
}

} // namespace

QImage clipboardPicture(const Grid& grid) {
    return gridImage(grid, {.cell = kPictureCell, .palette = ArcPalette::Official});
}

std::unique_ptr<QMimeData> clipboardData(const Grid& grid) {
    auto data = std::make_unique<QMimeData>();
    const QByteArray json = QByteArray::fromStdString(toJson(grid).dump());
    data->setData(QStringLiteral("application/json"), json);
    data->setText(QString::fromUtf8(json));
    data->setImageData(clipboardPicture(grid));
    return data;
}

PastedGrid gridFromText(const QString& text) {
    const QString trimmed = text.trimmed();
    if (trimmed.startsWith('[')) return gridFromJsonText(trimmed.toUtf8());
    if (trimmed.size() > qsizetype{4} * kMaxSide * kMaxSide)
        return refuse(QStringLiteral("the text is too long for a grid"));
    std::vector<std::vector<int>> rows;
    static const QRegularExpression kLineEnd(QStringLiteral("[\\r\\n]+"));
    for (const QString& line : trimmed.split(kLineEnd, Qt::SkipEmptyParts)) {
        rows.emplace_back();
        for (const QChar c : line) {
            if (c.isSpace() || c == ',' || c == ';' || c == '|') continue;
            if (c < '0' || c > '9') {
                return refuse(QStringLiteral("found \"%1\", expected digits from 0 to 9").arg(c));
            }
            rows.back().push_back(c.digitValue());
        }
    }
    const size_t width = rows.empty() ? 0 : rows[0].size();
    if (width < 1 || width > size_t(kMaxSide) || rows.size() > size_t(kMaxSide)) {
        return refuse(QStringLiteral("found %1 rows of %2 digits, expected 1 to 30 each way")
                          .arg(rows.size())
                          .arg(width));
    }
    try {
        return {Grid::fromRows(rows), {}};
    } catch (const Error& problem) {
        return refuse(QString::fromUtf8(problem.what()));
    }
}

PastedGrid gridFromPicture(const QImage& given) {
    constexpr int kLargest = 4096;
    if (given.isNull() || given.width() > kLargest || given.height() > kLargest) {
        return refuse(QStringLiteral("the picture is %1 by %2 pixels, expected 1 to %3 each way")
                          .arg(given.width())
                          .arg(given.height())
                          .arg(kLargest));
    }
    const QImage picture = given.convertToFormat(QImage::Format_RGB32);
    const Bands bands = findBands(picture);
    if (bands.rows.size() > size_t(kMaxSide) || bands.columns.size() > size_t(kMaxSide)) {
        return refuse(QStringLiteral("found a picture of %1 by %2 cells, expected at most 30; a "
                                     "picture must be of the grid alone, unscaled")
                          .arg(bands.rows.size())
                          .arg(bands.columns.size()));
    }
    Grid grid(static_cast<int>(bands.rows.size()), static_cast<int>(bands.columns.size()));
    for (int row = 0; row < grid.height(); ++row) {
        for (int column = 0; column < grid.width(); ++column) {
            const Band& down = bands.rows[size_t(row)];
            const Band& across = bands.columns[size_t(column)];
            const QPoint centre((across.from + across.to) / 2, (down.from + down.to) / 2);
            const int value = nearestColour(picture.pixel(centre));
            if (value < 0 || value == kLinesOfGrid) {
                return refuse(QStringLiteral("found %1 at row %2, column %3 of the picture, "
                                             "expected one of the ten colours")
                                  .arg(QColor(picture.pixel(centre)).name())
                                  .arg(row + 1)
                                  .arg(column + 1));
            }
            grid.at(row, column) = static_cast<uint8_t>(value);
        }
    }
    return {grid, {}};
}

PastedGrid gridFromClipboard(const QMimeData& data) {
    if (data.hasFormat(QStringLiteral("application/json"))) {
        return gridFromJsonText(data.data(QStringLiteral("application/json")));
    }
    if (data.hasText() && !data.text().trimmed().isEmpty()) {
        const PastedGrid fromText = gridFromText(data.text());
        if (fromText.grid || !data.hasImage()) return fromText;
    }
    if (data.hasImage()) return gridFromPicture(qvariant_cast<QImage>(data.imageData()));
    return refuse(QStringLiteral("the clipboard has neither JSON nor text nor a picture"));
}

} // namespace ttt
