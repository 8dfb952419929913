// The ten colours to draw with: the left button chooses the first, the right one the second. Marks
// both by shape; the keys 0 to 9 are the canvas's business.
#pragma once

#include <QWidget>

namespace ttt {

class ColourBar : public QWidget {
    Q_OBJECT
public:
    explicit ColourBar(QWidget* parent = nullptr);

    int colour() const { return colour_; }
    int other() const { return other_; }
    void choose(int colour, bool other);
    void exchange();
    QRect swatch(int colour) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int colour, int other);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void describe();
    int colour_ = 1;
    int other_ = 0;
};

} // namespace ttt
