#include "ui/setup/loss_strip.h"

#include "ui/grids/grid_image.h"
#include "ui/theme.h"
#include "ui/words.h"

#include <QPainter>
#include <QTextDocument>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kPictureHeight = 108;
constexpr int kGap = 10;
constexpr int kBetween = 4; // input over output
constexpr size_t kMostPieces = 500;

// The cells without weight fade; the others get a frame, dotted where the weight is less than one.
void drawCells(QPainter& painter, const QPoint& corner, const Grid& grid,
               const std::vector<float>& weights, int cell, const ThemeColours& colours) {
    painter.drawImage(corner, gridImageFor(painter.device()->devicePixelRatioF(), grid,
                                           {.cell = cell, .lines = cell >= 4}));
    QColor veil = colours.surface;
    veil.setAlpha(205);
    float most = 0;
    for (int row = 0; row < grid.height(); ++row) {
        for (int column = 0; column < grid.width(); ++column) {
            const float weight = weights[static_cast<size_t>(row * grid.width() + column)];
            most = std::max(most, weight);
            if (weight > 0) continue;
            painter.fillRect(QRect(corner + QPoint(column * cell, row * cell), QSize(cell, cell)),
                             veil);
        }
    }
    if (most <= 0) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.accent, 2, most < 1 ? Qt::DotLine : Qt::SolidLine));
    painter.drawRect(
        QRect(corner, QSize(grid.width() * cell, grid.height() * cell)).adjusted(-2, -2, 2, 2));
}

int cellOf(const std::vector<const Example*>& pairs, const QSize& room) {
    int columns = 0;
    int rows = 1;
    for (const Example* pair : pairs) {
        const Grid& input = std::get<Grid>(pair->input);
        const Grid& output = std::get<Grid>(pair->output);
        columns += std::max(input.width(), output.width());
        rows = std::max(rows, input.height() + output.height());
    }
    const int gaps = static_cast<int>(pairs.size()) * (kGap + 2);
    return fittingCell(rows, columns, room.width() - gaps, room.height() - kBetween - 6, 12);
}

void drawPairs(QPainter& painter, const QRect& area, const Episode& episode,
               const std::vector<PairWeights>& weights, const ThemeColours& colours) {
    std::vector<const Example*> pairs;
    for (const Example& example : episode.demonstrations) pairs.push_back(&example);
    pairs.push_back(&episode.query);
    const int cell = cellOf(pairs, area.size());
    int x = area.left() + 2;
    for (size_t i = 0; i < pairs.size(); ++i) {
        const Grid& input = std::get<Grid>(pairs[i]->input);
        const Grid& output = std::get<Grid>(pairs[i]->output);
        const QPoint top(x, area.top() + 2);
        drawCells(painter, top, input, weights[i].input, cell, colours);
        drawCells(painter, top + QPoint(0, input.height() * cell + kBetween + 2), output,
                  weights[i].output, cell, colours);
        x += std::max(input.width(), output.width()) * cell + kGap;
    }
}

void drawText(QPainter& painter, const QRect& area, const TokenInspection& tokens,
              const ThemeColours& colours, const QFont& font) {
    QString html;
    for (size_t t = 0; t < std::min(kMostPieces, tokens.pieces.size()); ++t) {
        const QString piece = QString::fromStdString(tokens.pieces[t]).toHtmlEscaped();
        html += tokens.lossMask[t] > 0
                    ? "<b><u>" + piece + "</u></b>"
                    : "<font color=\"" + colours.muted.name() + "\">" + piece + "</font>";
    }
    QTextDocument document;
    document.setDefaultFont(font);
    document.setTextWidth(area.width());
    document.setHtml("<font color=\"" + colours.text.name() + "\">" + html + "</font>");
    painter.translate(area.topLeft());
    document.drawContents(&painter, QRect(QPoint(0, 0), area.size()));
    painter.translate(-area.topLeft());
}

} // namespace

void LossListModel::show(const Episode& episode, std::vector<LossPicture> losses,
                         const std::string& chosen) {
    beginResetModel();
    episode_ = episode;
    rows_.clear();
    for (LossPicture& picture : losses) {
        Row row;
        row.cells = lossOfCells(episode, picture.tokens);
        row.chosen = picture.loss.name == chosen;
        row.picture = std::move(picture);
        rows_.push_back(std::move(row));
    }
    endResetModel();
}

void LossListModel::clear() {
    beginResetModel();
    rows_.clear();
    endResetModel();
}

int LossListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant LossListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole) {
        return {};
    }
    const Row& row = at(index.row());
    const auto all = static_cast<qint64>(row.picture.tokens.lossMask.size());
    QString text = QString::fromStdString(row.picture.loss.name);
    if (!row.picture.loss.description.empty()) {
        text += ": " + QString::fromStdString(row.picture.loss.description);
    }
    if (row.chosen) text.prepend(QStringLiteral("● "));
    return text + tr(" (%1 of %2)")
                      .arg(tokensInLoss(row.picture.tokens))
                      .arg(counted(all, tr("token"), tr("tokens")));
}

QSize LossDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, kPictureHeight + option.fontMetrics.height() + 16};
}

void LossDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    const auto* model = qobject_cast<const LossListModel*>(index.model());
    if (model == nullptr) return;
    const ThemeColours& colours = themeColours(option.palette);
    const LossListModel::Row& row = model->at(index.row());
    const QRect area = option.rect.adjusted(8, 4, -8, -4);
    const int line = option.fontMetrics.height() + 4;
    painter->save();
    painter->setClipRect(option.rect);
    QFont font = option.font;
    font.setBold(row.chosen);
    painter->setFont(font);
    painter->setPen(row.chosen ? colours.text : colours.muted);
    painter->drawText(
        QRect(area.left(), area.top(), area.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    const QRect picture = area.adjusted(0, line, 0, 0);
    if (row.cells) {
        drawPairs(*painter, picture, model->episode(), *row.cells, colours);
    } else {
        drawText(*painter, picture, row.picture.tokens, colours, option.font);
    }
    painter->setPen(colours.border);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
}

LossStrip::LossStrip(QWidget* parent) : QListView(parent), model_(new LossListModel(this)) {
    setAccessibleName(tr("What each loss looks at"));
    setToolTip(tr("The first episode under every loss: framed cells and underlined words count, "
                  "faded ones do not; ● is the chosen loss"));
    setModel(model_);
    setItemDelegate(new LossDelegate(this));
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

} // namespace ttt
