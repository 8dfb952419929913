// Colours of the window in light and dark, the palettes of ARC's ten colours with readable ink on
// them, and the size of the text. Widgets ask for colours by the palette they paint with, so a
// change of theme reaches them as an ordinary palette change. ThemeSwitch applies a choice to the
// whole application; it does not know any widget.
#pragma once

#include <QColor>
#include <QIcon>
#include <QObject>
#include <QPalette>
#include <array>

class QSettings;

namespace ttt {

enum class ThemeChoice { System, Light, Dark };
// Of the cells of grids: the colours that papers name, or ten that stay apart also where red and
// green, or blue and yellow, look alike (a test measures them).
enum class ArcPalette { Official, Distinct };

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

using ArcColours = std::array<QRgb, 10>; // of the values 0 to 9
const ArcColours& arcColours(ArcPalette palette);
ArcPalette chosenArcPalette(); // by the user, through ThemeSwitch
// Of one value in the chosen palette, and black or white, whichever reads better on a colour.
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
    // Theme and size of the text as they were kept; before there are widgets it costs nothing.
    void restore(const QSettings& settings);
    void choose(ThemeChoice choice);
    ThemeChoice choice() const { return choice_; }
    void chooseArcPalette(ArcPalette palette);
    // Against the size that the system asks for, within kTextScales; what lies between is rounded.
    void setTextScale(double scale);
    double textScale() const { return textScale_; }
    static constexpr std::array<double, 7> kTextScales{0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 2.0};

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    ThemeChoice choice_ = ThemeChoice::System;
    double textScale_ = 1;
    double pointSize_; // of the system
    bool applying_ = false;
};

} // namespace ttt
