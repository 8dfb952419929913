// The window as tests start from it: shown, active, and with its task sets read.
#pragma once

#include "tests/ui/ui_support.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"

#include <QtTest>

namespace ttt::test {

// size: empty for the window's own.
inline std::unique_ptr<MainWindow> shownWindow(const WindowServices& services, ThemeSwitch& theme,
                                               const QSize& size = {}) {
    auto window = std::make_unique<MainWindow>(services, theme);
    QSignalSpy loaded(&window->library(), &TaskLibrary::publicSetsLoaded);
    if (size.isValid()) window->resize(size);
    window->setVisible(true);
    (void)QTest::qWaitForWindowActive(window.get()); // keys go to the active window
    if (loaded.isEmpty()) (void)loaded.wait();
    return window;
}

// The same without the notice that there are no ARC files here.
inline std::unique_ptr<MainWindow> openWindow(const WindowServices& services, ThemeSwitch& theme,
                                              const QSize& size = {}) {
    auto window = shownWindow(services, theme, size);
    window->notice().setVisible(false);
    return window;
}

} // namespace ttt::test
