#include "ui/runs/run_delegate.h"

#include "ui/runs/run_list_model.h"
#include "ui/theme.h"

#include <QPainter>

namespace ttt {

namespace {

QString detailsOf(const RunSummary& run) {
    QStringList parts{whenOf(run), QString::fromStdString(run.manifest.model)};
    if (run.totalSeconds > 0) parts << RunDelegate::tr("%1 s").arg(run.totalSeconds, 0, 'f', 1);
    if (run.lastLossNats) parts << RunDelegate::tr("loss %1").arg(*run.lastLossNats, 0, 'g', 3);
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, 2 * option.fontMetrics.height() + 18};
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const auto* model = qobject_cast<const RunListModel*>(index.model());
    if (model == nullptr) return;
    const RunSummary& run = model->at(index.row());
    const ThemeColours& colours = themeColours(option.palette);
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, colours.window);
        painter->fillRect(QRect(option.rect.topLeft(), QSize(4, option.rect.height())),
                          colours.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, colours.window);
    }
    painter->setPen(colours.border);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const QRect text = option.rect.adjusted(12, 6, -8, -6);
    const int tone = toneOf(run);
    painter->setPen(tone > 0 ? colours.good : tone < 0 ? colours.bad : colours.muted);
    const QString verdict = verdictOf(run);
    painter->drawText(text, Qt::AlignRight | Qt::AlignTop, verdict);
    const int room = text.width() - option.fontMetrics.horizontalAdvance(verdict) - 8;
    painter->setPen(colours.text);
    painter->drawText(
        text, Qt::AlignLeft | Qt::AlignTop,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, room));
    painter->setPen(colours.muted);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignBottom,
                      option.fontMetrics.elidedText(detailsOf(run), Qt::ElideRight, text.width()));
    painter->restore();
}

} // namespace ttt
