// Colours of the window in light and dark, and the official ARC palette with readable ink on it.
// Widgets ask for colours by the palette they paint with, so a change of theme reaches them as an
// ordinary palette change. ThemeSwitch applies a choice to the whole application; it does not know
// any widget.
#pragma once

#include <QColor>
#include <QIcon>
#include <QObject>
#include <QPalette>

namespace ttt {

enum class ThemeChoice { System, Light, Dark };

struct ThemeColours {
    bool dark = false;
    QColor window;  // behind panels
    QColor surface; // lists, plots, cards
    QColor border;
    QColor text;
    QColor muted; // secondary text, 4.5 : 1 on window and surface
    QColor accent;
    QColor accentText; // on accent
    QColor good;
    QColor bad;
    QColor second; // second curve of a comparison
};
const ThemeColours& themeColours(bool dark);
const ThemeColours& themeColours(const QPalette& palette);

// The official ARC colours 0 to 9, and black or white, whichever reads better on one of them.
QRgb arcColour(int value);
QRgb inkOn(QRgb background);
const char* arcColourName(int value);
// WCAG contrast ratio, 1 to 21.
double contrast(const QColor& a, const QColor& b);

// An icon of resources/icons drawn in the text colour of `palette`.
QIcon themedIcon(const QString& name, const QPalette& palette);
QIcon themedIcon(const QString& name, const QColor& colour);

class ThemeSwitch : public QObject {
    Q_OBJECT
public:
    explicit ThemeSwitch(QObject* parent = nullptr);
    void choose(ThemeChoice choice);
    ThemeChoice choice() const { return choice_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    ThemeChoice choice_ = ThemeChoice::System;
    bool applying_ = false;
};

} // namespace ttt
