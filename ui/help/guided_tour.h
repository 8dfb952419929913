// A card that goes from pane to pane of the window and says what each is for, with a frame around
// the pane that it speaks of. The window stays usable meanwhile. Which panes there are is said by
// whoever starts it.
#pragma once

#include <QFrame>
#include <QPointer>
#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace ttt {

struct TourStop {
    QString title;
    QString text;
    QPointer<QWidget> pane;
    std::function<void()> arrive = {}; // brings the pane into view
};

class GuidedTour : public QFrame {
    Q_OBJECT
public:
    GuidedTour(std::vector<TourStop> stops, QWidget& window);
    ~GuidedTour() override;

    int stop() const { return stop_; }
    int stops() const { return static_cast<int>(stops_.size()); }
    void go(int by); // beyond the last stop the tour ends

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void show(int stop);
    void place();

    std::vector<TourStop> stops_;
    QWidget& window_;
    QPointer<QWidget> frame_; // around the pane
    int stop_ = 0;
    QLabel* title_;
    QLabel* text_;
    QLabel* count_;
    QPushButton* back_;
    QPushButton* next_;
};

} // namespace ttt
