#include "ui/text/option_bars.h"

#include "core/tasks/text_answers.h"
#include "core/tasks/text_options.h"
#include "ui/theme.h"

#include <QPainter>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kBar = 13;
constexpr int kGap = 8;

std::array<QString, OptionBars::kSeries> seriesNames() {
    return {OptionBars::tr("without"), OptionBars::tr("at step"), OptionBars::tr("with")};
}

} // namespace

OptionBars::OptionBars(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Probability of each option"));
    setToolTip(tr("Share of each answer among those to choose from; ✓ marks the target"));
}

void OptionBars::show(const std::array<std::vector<OptionScore>, kSeries>& series,
                      const std::optional<Value>& target, const QString& why) {
    options_.clear();
    why_ = why;
    for (size_t s = 0; s < series.size(); ++s) {
        std::vector<double> logs;
        for (const OptionScore& score : series[s]) logs.push_back(score.logProbability);
        const std::vector<double> shares = sharesOf(logs);
        for (size_t i = 0; i < shares.size(); ++i) {
            const QString name = QString::fromStdString(series[s][i].text);
            auto found = std::ranges::find(options_, name, &Option::name);
            if (found == options_.end()) {
                const bool isTarget = target && isRightAnswer(Value(series[s][i].text), *target);
                found = options_.insert(options_.end(), {name, {-1, -1, -1}, isTarget});
            }
            found->shares[s] = shares[i];
        }
    }
    QStringList spoken;
    for (const Option& option : options_) {
        QStringList parts;
        for (size_t s = 0; s < option.shares.size(); ++s) {
            if (option.shares[s] < 0) continue;
            parts << QStringLiteral("%1 %2 %")
                         .arg(seriesNames()[s])
                         .arg(qRound(100 * option.shares[s]));
        }
        spoken << option.name + (option.target ? tr(" (target): ") : QStringLiteral(": ")) +
                      parts.join(", ");
    }
    setAccessibleDescription(options_.empty() ? why_ : spoken.join("; "));
    updateGeometry();
    update();
}

double OptionBars::share(const std::string& option, int series) const {
    const auto found = std::ranges::find(options_, QString::fromStdString(option), &Option::name);
    return found == options_.end() ? -1 : found->shares[static_cast<size_t>(series)];
}

int OptionBars::rowHeight() const {
    return std::max(fontMetrics().height(), kSeries * kBar) + kGap;
}

QSize OptionBars::sizeHint() const {
    const int rows = static_cast<int>(options_.size());
    return {240, rows == 0 ? 60 : rows * rowHeight() + kGap};
}

void OptionBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (options_.empty()) {
        painter.setPen(themeColours(palette()).muted);
        painter.drawText(rect().adjusted(6, 6, -6, -6), Qt::AlignCenter | Qt::TextWordWrap, why_);
        return;
    }
    int top = kGap / 2;
    for (const Option& option : options_) {
        paintOption(painter, option, {4, top, width() - 8, rowHeight() - kGap});
        top += rowHeight();
    }
}

void OptionBars::paintOption(QPainter& painter, const Option& option, const QRect& area) const {
    const ThemeColours& colours = themeColours(palette());
    const std::array<QColor, kSeries> inks{colours.muted, colours.second, colours.accent};
    painter.setPen(option.target ? colours.good : colours.text);
    const int nameWidth = std::min(area.width() / 3, 110);
    const QString name = (option.target ? QStringLiteral("✓ ") : QString()) + option.name;
    painter.drawText(QRect(area.left(), area.top(), nameWidth, area.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(name, Qt::ElideRight, nameWidth));
    QFont small = font();
    small.setPixelSize(kBar - 2);
    painter.setFont(small);
    const QFontMetrics metrics(small);
    const int words = metrics.horizontalAdvance(QStringLiteral("without 100 %")) + 8;
    const int room = std::max(10, area.width() - nameWidth - words - 6);
    for (size_t s = 0; s < option.shares.size(); ++s) {
        if (option.shares[s] < 0) continue;
        const int top = area.top() + static_cast<int>(s) * kBar;
        const QRect bar(area.left() + nameWidth + 4, top + 2,
                        std::max(1, static_cast<int>(option.shares[s] * room)), kBar - 4);
        painter.fillRect(bar, inks[s]);
        painter.setPen(colours.text);
        painter.drawText(
            QRect(area.right() - words, top, words, kBar), Qt::AlignRight | Qt::AlignVCenter,
            QStringLiteral("%1 %2 %").arg(seriesNames()[s]).arg(qRound(100 * option.shares[s])));
    }
    painter.setFont(font());
}

} // namespace ttt
