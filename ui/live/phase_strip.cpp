#include "ui/live/phase_strip.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kDot = 14;
constexpr int kDotToName = 6;
constexpr int kWidestGap = 36; // from a name to the next dot
constexpr int kLineMargin = 5; // of the line in a gap, on both sides

const std::pair<Phase, const char*> kPhases[] = {
    {Phase::Loading, QT_TRANSLATE_NOOP("ttt::PhaseStrip", "Load")},
    {Phase::Augmenting, QT_TRANSLATE_NOOP("ttt::PhaseStrip", "Augment")},
    {Phase::Training, QT_TRANSLATE_NOOP("ttt::PhaseStrip", "Train")},
    {Phase::Baseline, QT_TRANSLATE_NOOP("ttt::PhaseStrip", "Without TTT")},
    {Phase::Predicting, QT_TRANSLATE_NOOP("ttt::PhaseStrip", "Predict")},
    {Phase::Voting, QT_TRANSLATE_NOOP("ttt::PhaseStrip", "Vote")},
};

} // namespace

PhaseStrip::PhaseStrip(QWidget* parent) : QWidget(parent) {
    setFixedHeight(30);
    setAccessibleName(tr("Phases of the run"));
    showRun(nullptr);
}

void PhaseStrip::showRun(const RunRecord* run) {
    items_.clear();
    QStringList spoken;
    for (const auto& [phase, name] : kPhases) {
        Item item{tr(name), Mark::ToCome};
        const bool last = run && run->phase() == phase;
        if (run && run->state() == RunState::Done) {
            const bool skipped = (phase == Phase::Baseline && !run->data().config.run.baseline) ||
                                 (phase == Phase::Training && run->data().steps.empty());
            item.mark = skipped ? Mark::ToCome : Mark::Done;
        } else if (last && run->over()) {
            item.mark = Mark::Broken;
        } else if (last && run->state() != RunState::Queued) {
            item.mark = Mark::GoingOn;
        } else if (run && run->reached(phase)) {
            item.mark = Mark::Done;
        }
        if (item.mark == Mark::GoingOn) spoken << tr("%1 goes on").arg(item.name);
        if (item.mark == Mark::Done) spoken << tr("%1 done").arg(item.name);
        items_.push_back(std::move(item));
    }
    setAccessibleDescription(spoken.join(", "));
    update();
}

QFont PhaseStrip::fontOf(Mark mark) const {
    QFont named = font();
    named.setBold(mark == Mark::GoingOn || mark == Mark::Broken);
    return named;
}

void PhaseStrip::paintEvent(QPaintEvent*) {
    const ThemeColours& colours = themeColours(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int x = 2;
    int content = x;
    for (const Item& item : items_) {
        content += kDot + kDotToName + QFontMetrics(fontOf(item.mark)).horizontalAdvance(item.name);
    }
    const int gaps = std::max(1, static_cast<int>(items_.size()) - 1);
    const int gap = std::clamp((width() - content) / gaps, 2 * kLineMargin, kWidestGap);
    const int middle = height() / 2;
    for (size_t i = 0; i < items_.size(); ++i) {
        const Item& item = items_[i];
        const bool bright = item.mark != Mark::ToCome;
        const QColor colour = item.mark == Mark::Broken   ? colours.bad
                              : item.mark == Mark::ToCome ? colours.muted
                                                          : colours.accent;
        const QRectF dot(x, middle - kDot / 2.0, kDot, kDot);
        painter.setPen(QPen(colour, 2));
        painter.setBrush(item.mark == Mark::Done ? QBrush(colour) : Qt::NoBrush);
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1));
        if (item.mark == Mark::Done) {
            painter.setPen(QPen(colours.accentText, 2));
            painter.drawPolyline(
                QPolygonF({dot.topLeft() + QPointF(3.5, 7.5), dot.topLeft() + QPointF(6, 10),
                           dot.topLeft() + QPointF(10.5, 4.5)}));
        } else if (item.mark == Mark::GoingOn) {
            painter.setBrush(colour);
            painter.drawEllipse(dot.center(), 3, 3);
        } else if (item.mark == Mark::Broken) {
            painter.drawLine(dot.topLeft() + QPointF(4, 4), dot.bottomRight() - QPointF(4, 4));
            painter.drawLine(dot.topRight() + QPointF(-4, 4), dot.bottomLeft() + QPointF(4, -4));
        }
        x += kDot + kDotToName;
        const QFont named = fontOf(item.mark);
        painter.setFont(named);
        painter.setPen(bright ? colours.text : colours.muted);
        const int width = QFontMetrics(named).horizontalAdvance(item.name);
        painter.drawText(QRect(x, 0, width + 2, height()), Qt::AlignVCenter, item.name);
        x += width;
        if (i + 1 == items_.size()) break;
        painter.setPen(QPen(colours.border, 2));
        painter.drawLine(x + kLineMargin, middle, x + gap - kLineMargin, middle);
        x += gap;
    }
}

} // namespace ttt
