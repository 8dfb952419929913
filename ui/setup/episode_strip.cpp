#include "ui/setup/episode_strip.h"

#include "ui/grids/grid_image.h"
#include "ui/theme.h"

#include <QPainter>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kPictureHeight = 100;
constexpr int kGap = 10;

int captionOf(const QStyleOptionViewItem& option) { return option.fontMetrics.height() + 5; }

struct Drawn {
    const Grid* input;
    const Grid* output;
};

std::vector<Drawn> pairsOf(const Episode& episode) {
    std::vector<Drawn> pairs;
    const auto add = [&](const Example& example) {
        pairs.push_back({std::get_if<Grid>(&example.input), std::get_if<Grid>(&example.output)});
    };
    std::ranges::for_each(episode.demonstrations, add);
    add(episode.query);
    return pairs;
}

// Input over output in one column; all pairs with the same cell size.
int cellOf(const std::vector<Drawn>& pairs, const QSize& room) {
    int columns = 0;
    int rows = 1;
    for (const Drawn& pair : pairs) {
        if (!pair.input || !pair.output) return 0;
        columns += std::max(pair.input->width(), pair.output->width());
        rows = std::max(rows, pair.input->height() + pair.output->height());
    }
    const int gaps = static_cast<int>(pairs.size()) * (kGap + 2);
    return fittingCell(rows, columns, room.width() - gaps, room.height() - 6, 14);
}

// A line a pair, as many as there is room for, the one that is asked for last.
void paintTexts(QPainter& painter, const Episode& episode, const QRect& area,
                const ThemeColours& colours) {
    std::vector<Example> pairs = episode.demonstrations;
    pairs.push_back(episode.query);
    const QFontMetrics metrics = painter.fontMetrics();
    const int lines = std::max(1, area.height() / metrics.height());
    const size_t count = pairs.size();
    const size_t first =
        count > static_cast<size_t>(lines) ? count - static_cast<size_t>(lines) : 0;
    int top = area.top();
    for (size_t i = first; i < count; ++i) {
        const auto* question = std::get_if<std::string>(&pairs[i].input);
        const auto* answer = std::get_if<std::string>(&pairs[i].output);
        if (question == nullptr || answer == nullptr) return;
        const QRect line(area.left(), top, area.width(), metrics.height());
        const QString given = metrics.elidedText(QString::fromStdString(*answer).simplified(),
                                                 Qt::ElideRight, area.width() / 3);
        const int room = area.width() - metrics.horizontalAdvance(given) - 16;
        painter.setPen(colours.text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(QString::fromStdString(*question).simplified(),
                                            Qt::ElideMiddle, room));
        painter.setPen(i + 1 == count ? colours.accent : colours.muted);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, given);
        top += metrics.height();
    }
}

} // namespace

QString describe(const Provenance& provenance) {
    QStringList parts;
    parts << (provenance.transform == "identity" ? EpisodeDelegate::tr("as it is")
                                                 : QString::fromStdString(provenance.transform));
    if (provenance.colours != kSameColours) parts << EpisodeDelegate::tr("colours permuted");
    if (!std::ranges::is_sorted(provenance.order)) parts << EpisodeDelegate::tr("reordered");
    QStringList out;
    for (const int index : provenance.leftOut) out << QString::number(index + 1);
    if (!out.isEmpty()) parts << EpisodeDelegate::tr("asks for %1").arg(out.join(", "));
    return parts.join(QStringLiteral(" · "));
}

void EpisodeListModel::setPreview(EpisodePreview preview) {
    beginResetModel();
    preview_ = std::move(preview);
    endResetModel();
}

int64_t EpisodeListModel::tokensAt(int row) const {
    const auto index = static_cast<size_t>(row);
    return index < preview_.tokens.size() ? preview_.tokens[index] : 0;
}

int EpisodeListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(preview_.episodes.size());
}

QVariant EpisodeListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) {
        return tr("Episode %1: %2, %3 tokens")
            .arg(index.row() + 1)
            .arg(describe(at(index.row()).provenance))
            .arg(tokensAt(index.row()));
    }
    return {};
}

QSize EpisodeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, kPictureHeight + captionOf(option) + 8};
}

void EpisodeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const auto* model = qobject_cast<const EpisodeListModel*>(index.model());
    if (model == nullptr) return;
    const ThemeColours& colours = themeColours(option.palette);
    const std::vector<Drawn> pairs = pairsOf(model->at(index.row()));
    const QRect area = option.rect.adjusted(8, 4, -8, -4);
    painter->save();
    painter->setPen(colours.muted);
    const int line = captionOf(option);
    const QRect caption(area.left(), area.top(), area.width(), line);
    const QString tokens = tr("%1 tokens").arg(model->tokensAt(index.row()));
    const QString made =
        tr("%1.  %2").arg(index.row() + 1).arg(describe(model->at(index.row()).provenance));
    const int left = caption.width() - option.fontMetrics.horizontalAdvance(tokens) - 8;
    painter->drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(made, Qt::ElideRight, left));
    painter->drawText(caption, Qt::AlignRight | Qt::AlignVCenter, tokens);
    const QSize room(area.width(), area.height() - line);
    const int cell = cellOf(pairs, room);
    if (std::holds_alternative<std::string>(model->at(index.row()).query.input)) {
        paintTexts(*painter, model->at(index.row()), area.adjusted(0, line + 2, 0, 0), colours);
    }
    int x = area.left();
    for (size_t i = 0; i < pairs.size() && cell > 0; ++i) {
        const GridStyle style{.cell = cell, .lines = cell >= 4};
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QImage inputImage = gridImageFor(ratio, *pairs[i].input, style);
        const QImage outputImage = gridImageFor(ratio, *pairs[i].output, style);
        const QSize input = inputImage.deviceIndependentSize().toSize();
        const QSize output = outputImage.deviceIndependentSize().toSize();
        const int top = area.top() + line + 1;
        painter->drawImage(x, top, inputImage);
        painter->drawImage(x, top + input.height() + 4, outputImage);
        const int width = std::max(input.width(), output.width());
        if (i + 1 == pairs.size()) { // what the loss looks at
            painter->setPen(QPen(colours.accent, 2));
            painter->drawRect(QRect(x, top + input.height() + 4, output.width(), output.height())
                                  .adjusted(-2, -2, 1, 1));
        }
        x += width + kGap;
    }
    painter->setPen(colours.border);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
}

EpisodeStrip::EpisodeStrip(QWidget* parent)
    : QListView(parent), model_(new EpisodeListModel(this)) {
    setAccessibleName(tr("Training episodes"));
    setToolTip(tr("Input over output; the framed output is the one that is asked for"));
    setModel(model_);
    setItemDelegate(new EpisodeDelegate(this));
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

void EpisodeStrip::showPreview(EpisodePreview preview) { model_->setPreview(std::move(preview)); }

} // namespace ttt
