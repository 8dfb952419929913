// Plays a user on a window: mouse and key events that go through the window system, so that they
// reach whatever really is under the pointer or has the focus, and pictures of what is then seen.
#pragma once

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QTabBar>
#include <QWidget>
#include <QWindow>
#include <QtTest>

namespace ttt::test {

class Player {
public:
    Player(QWidget& window, QString folder) : window_(window), folder_(std::move(folder)) {
        QDir().mkpath(folder_);
    }

    // Whether the point was on the widget, or on a part of it, and not covered.
    bool click(QWidget& widget, QPoint at, Qt::KeyboardModifiers modifiers = {},
               Qt::MouseButton button = Qt::LeftButton) {
        if (!isHit(widget, at)) return false;
        QTest::mouseClick(handleOf(widget), button, modifiers, inWindow(widget, at));
        return true;
    }
    bool click(QWidget& widget) { return click(widget, widget.rect().center()); }
    bool drag(QWidget& widget, QPoint from, QPoint to) {
        if (!isHit(widget, from)) return false;
        QWindow* window = handleOf(widget);
        QTest::mousePress(window, Qt::LeftButton, {}, inWindow(widget, from));
        constexpr int kSteps = 12;
        for (int i = 1; i <= kSteps; ++i) {
            QTest::mouseMove(window, inWindow(widget, from + (to - from) * i / kSteps));
        }
        QTest::mouseRelease(window, Qt::LeftButton, {}, inWindow(widget, to));
        return true;
    }
    void point(QWidget& widget, QPoint at) {
        QTest::mouseMove(handleOf(widget), inWindow(widget, at));
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(handleOf(focus ? *focus : window_), Qt::Key(key), modifiers);
    }
    void type(const QString& text) {
        for (const QChar c : text) {
            QTest::sendKeyEvent(QTest::Click, handleOf(*QApplication::focusWidget()), Qt::Key(0), c,
                                Qt::NoModifier);
        }
    }
    bool clickTab(QTabBar& bar, const QString& title) {
        for (int i = 0; i < bar.count(); ++i) {
            if (bar.tabText(i).remove('&') == title) return click(bar, bar.tabRect(i).center());
        }
        return false;
    }
    bool clickItem(QAbstractItemView& view, const QModelIndex& index,
                   Qt::KeyboardModifiers modifiers = {}) {
        view.scrollTo(index);
        return click(*view.viewport(), view.visualRect(index).center(), modifiers);
    }
    // Opens the list with the mouse and goes down in it with the keys.
    bool choose(QComboBox& box, int row) {
        if (!click(box)) return false;
        QWidget* popup = QApplication::activePopupWidget();
        if (popup == nullptr) return false;
        for (int i = box.currentIndex(); i < row; ++i) {
            QTest::keyClick(popup->windowHandle(), Qt::Key_Down);
        }
        QTest::keyClick(popup->windowHandle(), Qt::Key_Return);
        return box.currentIndex() == row;
    }

    // Numbered in the order in which they are taken.
    void photograph(const QString& name, QWidget* what = nullptr) {
        QWidget& shown = what ? *what : window_;
        for (int i = 0; i < 3; ++i) QTest::qWait(30); // layouts and delayed repaints
        const QString file = QStringLiteral("%1/%2-%3.png")
                                 .arg(folder_)
                                 .arg(++pictures_, 2, 10, QChar('0'))
                                 .arg(name);
        const QPixmap picture = shown.grab();
        QVERIFY2(!picture.isNull() && picture.save(file), qPrintable(file));
        saveForHelp(name, picture.toImage());
    }
    int pictures() const { return pictures_; }

private:
    // As the help shows it: small, without a number. Into TTT_TOUR_HELP, if set.
    static void saveForHelp(const QString& name, const QImage& picture) {
        const QString folder = qEnvironmentVariable("TTT_TOUR_HELP");
        if (folder.isEmpty() || !QDir().mkpath(folder)) return;
        constexpr int kWidth = 800;
        QImage small = picture.width() > kWidth
                           ? picture.scaledToWidth(kWidth, Qt::SmoothTransformation)
                           : picture;
        small.setDevicePixelRatio(1);
        small = small.convertToFormat(QImage::Format_RGB888);
        QVERIFY(small.save(folder + '/' + name + ".png", "PNG", 10));
    }

    static QWindow* handleOf(QWidget& widget) { return widget.window()->windowHandle(); }
    static QPoint inWindow(QWidget& widget, QPoint at) { return widget.mapTo(widget.window(), at); }
    static bool isHit(QWidget& widget, QPoint at) {
        const QWidget* hit = widget.window()->childAt(inWindow(widget, at));
        return hit == &widget || widget.isAncestorOf(hit);
    }

    QWidget& window_;
    QString folder_;
    int pictures_ = 0;
};

} // namespace ttt::test
