#include "ui/help/guided_tour.h"

#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ttt {

namespace {

constexpr int kGap = 12;
constexpr int kWidth = 360;

// Lets the mouse through.
class PaneFrame : public QWidget {
public:
    explicit PaneFrame(QWidget* parent) : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAccessibleName(GuidedTour::tr("Frame of the tour"));
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(themeColours(palette()).accent, 3));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 6, 6);
    }
};

QPushButton* button(const QString& text, const QString& tip, const char* role) {
    auto* made = new QPushButton(text);
    made->setProperty("role", role);
    made->setAccessibleName(tip);
    made->setToolTip(tip);
    made->setAutoDefault(false);
    return made;
}

} // namespace

GuidedTour::GuidedTour(std::vector<TourStop> stops, QWidget& window)
    : QFrame(&window),
      stops_(std::move(stops)),
      window_(window),
      frame_(new PaneFrame(&window)),
      title_(new QLabel),
      text_(new QLabel),
      count_(new QLabel),
      back_(button(tr("Back"), tr("The stop before"), "plain")),
      next_(button(tr("Next"), tr("The next stop"), "primary")) {
    setProperty("role", "card");
    setAccessibleName(tr("Guided tour"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAutoFillBackground(true);
    setFocusPolicy(Qt::StrongFocus);
    title_->setProperty("role", "title");
    title_->setWordWrap(true);
    text_->setWordWrap(true);
    count_->setProperty("role", "muted");
    QPushButton* end = button(tr("End"), tr("End the tour"), "plain");
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(count_, 1);
    for (QPushButton* one : {end, back_, next_}) buttons->addWidget(one);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(title_);
    layout->addWidget(text_);
    layout->addLayout(buttons);
    connect(back_, &QPushButton::clicked, this, [this] { go(-1); });
    connect(next_, &QPushButton::clicked, this, [this] { go(1); });
    connect(end, &QPushButton::clicked, this, &QWidget::close);
    window_.installEventFilter(this);
    show(0);
    next_->setFocus();
}

GuidedTour::~GuidedTour() { delete frame_; }

void GuidedTour::go(int by) {
    if (stop_ + by >= stops()) {
        close();
    } else {
        show(std::max(0, stop_ + by));
    }
}

void GuidedTour::show(int stop) {
    stop_ = stop;
    const TourStop& here = stops_[static_cast<size_t>(stop)];
    if (here.arrive) here.arrive();
    title_->setText(here.title);
    text_->setText(here.text);
    count_->setText(tr("%1 of %2").arg(stop + 1).arg(stops()));
    setAccessibleDescription(here.title + ". " + here.text);
    back_->setEnabled(stop > 0);
    next_->setText(stop + 1 == stops() ? tr("Done") : tr("Next"));
    place();
    frame_->setVisible(true);
    frame_->raise();
    setVisible(true);
    raise();
}

// Beside the pane where there is room; else within it, at its lower right.
void GuidedTour::place() {
    const QWidget* pane = stops_[static_cast<size_t>(stop_)].pane;
    const QRect all = window_.rect();
    const QRect target =
        pane ? QRect(pane->mapTo(&window_, QPoint(0, 0)), pane->size()).intersected(all) : all;
    frame_->setGeometry(target.adjusted(-2, -2, 2, 2).intersected(all));
    const int width = std::min(kWidth * std::max(12, fontMetrics().height()) / 15, all.width() / 2);
    setFixedWidth(width);
    text_->setMinimumHeight(text_->heightForWidth(width - 2 * 16 - 2));
    layout()->activate();
    resize(width, sizeHint().height());
    QPoint corner(target.right() - width - kGap, target.bottom() - height() - kGap);
    const int beside = std::clamp(target.top() + kGap, kGap, all.bottom() - height() - kGap);
    const int under = std::clamp(target.left(), kGap, std::max(kGap, all.right() - width - kGap));
    if (all.right() - target.right() > width + 2 * kGap) {
        corner = {target.right() + kGap, beside};
    } else if (target.left() > width + 2 * kGap) {
        corner = {target.left() - width - kGap, beside};
    } else if (all.bottom() - target.bottom() > height() + 2 * kGap) {
        corner = {under, target.bottom() + kGap};
    } else if (target.top() > height() + 2 * kGap) {
        corner = {under, target.top() - height() - kGap};
    }
    move(corner);
}

// Esc ends the tour before it stops a run.
bool GuidedTour::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void GuidedTour::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
    } else if (event->key() == Qt::Key_Right) {
        go(1);
    } else if (event->key() == Qt::Key_Left) {
        go(-1);
    } else {
        QFrame::keyPressEvent(event);
    }
}

bool GuidedTour::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &window_ && event->type() == QEvent::Resize) place();
    return QFrame::eventFilter(watched, event);
}

} // namespace ttt
