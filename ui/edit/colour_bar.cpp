#include "ui/edit/colour_bar.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace ttt {

namespace {
constexpr int kSwatch = 26;
constexpr int kGap = 4;
} // namespace

ColourBar::ColourBar(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Colours"));
    setToolTip(tr("Left button: draw with it; right button: the second colour. Keys 0 to 9 choose, "
                  "E exchanges the two"));
    setFixedSize(sizeHint());
    describe();
}

QSize ColourBar::sizeHint() const { return {10 * (kSwatch + kGap) + kGap, kSwatch + 2 * kGap}; }

QRect ColourBar::swatch(int colour) const {
    return {kGap + colour * (kSwatch + kGap), kGap, kSwatch, kSwatch};
}

void ColourBar::describe() {
    setAccessibleDescription(tr("drawing with %1 %2, second colour %3 %4")
                                 .arg(arcColourName(colour_))
                                 .arg(colour_)
                                 .arg(arcColourName(other_))
                                 .arg(other_));
    update();
}

void ColourBar::choose(int colour, bool other) {
    (other ? other_ : colour_) = colour;
    describe();
    Q_EMIT chosen(colour_, other_);
}

void ColourBar::exchange() {
    std::swap(colour_, other_);
    describe();
    Q_EMIT chosen(colour_, other_);
}

void ColourBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const ThemeColours& colours = themeColours(palette());
    for (int value = 0; value < 10; ++value) {
        const QRect box = swatch(value);
        const QColor ink(inkOn(arcColour(value)));
        painter.fillRect(box, QColor(arcColour(value)));
        painter.setPen(colours.border);
        painter.drawRect(box.adjusted(0, 0, -1, -1));
        painter.setPen(ink);
        painter.drawText(box, Qt::AlignCenter, QString::number(value));
        if (value == colour_) {
            painter.setPen(QPen(colours.text, 2));
            painter.drawRect(box.adjusted(-2, -2, 2, 2));
        }
        if (value == other_) { // a corner, as the second colour is smaller than the first
            painter.setBrush(ink);
            painter.setPen(Qt::NoPen);
            const QPoint corner = box.bottomRight() + QPoint(1, 1);
            painter.drawPolygon(QPolygon({corner, corner - QPoint(9, 0), corner - QPoint(0, 9)}));
            painter.setBrush(Qt::NoBrush);
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1, Qt::DotLine));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ColourBar::mousePressEvent(QMouseEvent* event) {
    for (int value = 0; value < 10; ++value) {
        if (swatch(value).contains(event->pos())) {
            choose(value, event->button() == Qt::RightButton);
        }
    }
}

void ColourBar::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key >= Qt::Key_0 && key <= Qt::Key_9) return choose(key - Qt::Key_0, false);
    if (key == Qt::Key_Left) return choose((colour_ + 9) % 10, false);
    if (key == Qt::Key_Right) return choose((colour_ + 1) % 10, false);
    QWidget::keyPressEvent(event);
}

} // namespace ttt
