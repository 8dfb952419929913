#include "ui/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSettings>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <QWidget>
#include <algorithm>
#include <cmath>

// The linker drops the resources of a static library unless they are asked for, which Qt's macro
// can do outside namespaces only.
static void keepResources() { Q_INIT_RESOURCE(resources); }

namespace ttt {

namespace {

constexpr ArcColours kOfficial{0xff000000, 0xff0074d9, 0xffff4136, 0xff2ecc40, 0xffffdc00,
                               0xffaaaaaa, 0xfff012be, 0xffff851b, 0xff7fdbff, 0xff870c25};
// Found by a search that keeps hues near the official ones and the smallest CIEDE2000 distance
// large under simulated protanopia, deuteranopia and tritanopia.
constexpr ArcColours kDistinct{0xff000000, 0xff4060ff, 0xffd88690, 0xff00aa1b, 0xffe4ff03,
                               0xff5d5d5d, 0xff6f207c, 0xffe2d69e, 0xff3ceaf2, 0xffaf0603};
constexpr const char* kNames[2][10] = {
    {"black", "blue", "red", "green", "yellow", "grey", "magenta", "orange", "teal", "maroon"},
    {"black", "blue", "pink", "green", "yellow", "grey", "purple", "beige", "cyan", "dark red"}};
constexpr char kPaletteProperty[] = "arcPalette"; // of the application
constexpr double kTitleScale = 1.5;

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

QPalette paletteOf(const ThemeColours& colours) {
    QPalette palette;
    palette.setColor(QPalette::Window, colours.window);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Base, colours.surface);
    palette.setColor(QPalette::AlternateBase, colours.window);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.muted);
    palette.setColor(QPalette::Button, colours.dark ? QColor("#32363d") : QColor("#f4f5f7"));
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::BrightText, colours.bad);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.accentText);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::ToolTipBase, colours.surface);
    palette.setColor(QPalette::ToolTipText, colours.text);
    for (const QPalette::ColorRole role : {QPalette::Light, QPalette::Midlight, QPalette::Mid}) {
        palette.setColor(role, colours.border);
    }
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, colours.muted);
    }
    return palette;
}

QString sheetOf(const ThemeColours& colours, double titlePoints) {
    QFile file(":/theme.qss");
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::pair<const char*, QColor> names[] = {
        {"@window", colours.window}, {"@surface", colours.surface},
        {"@border", colours.border}, {"@text", colours.text},
        {"@muted", colours.muted},   {"@accentText", colours.accentText},
        {"@accent", colours.accent}, {"@good", colours.good},
        {"@bad", colours.bad},
    };
    for (const auto& [name, colour] : names) sheet.replace(name, colour.name());
    sheet.replace("@titleSize", QString::number(titlePoints, 'f', 1) + "pt");
    sheet.replace("@check", colours.dark ? ":/icons/check-dark.svg" : ":/icons/check-light.svg");
    return sheet;
}

} // namespace

const ThemeColours& themeColours(bool dark) {
    static const ThemeColours light{false,     "#eef0f3", "#ffffff", "#d3d7de",
                                    "#1c1f24", "#5a6270", "#1f5fbf", "#ffffff",
                                    "#19702f", "#b3261e", "#a0480a"};
    static const ThemeColours night{true,      "#1d2025", "#26292f", "#3c4149",
                                    "#e8eaed", "#a8afba", "#79adff", "#10151c",
                                    "#6fd188", "#ff8a80", "#ffb270"};
    return dark ? night : light;
}

const ThemeColours& themeColours(const QPalette& palette) {
    return themeColours(palette.color(QPalette::Window).lightness() <
                        palette.color(QPalette::WindowText).lightness());
}

const ArcColours& arcColours(ArcPalette palette) {
    return palette == ArcPalette::Distinct ? kDistinct : kOfficial;
}

ArcPalette chosenArcPalette() {
    return qApp ? ArcPalette(qApp->property(kPaletteProperty).toInt()) : ArcPalette::Official;
}

QRgb arcColour(int value) {
    return arcColours(chosenArcPalette())[value >= 0 && value < 10 ? size_t(value) : 5];
}

const char* arcColourName(int value) {
    return value >= 0 && value < 10 ? kNames[int(chosenArcPalette())][value] : "unknown";
}

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

QRgb inkOn(QRgb background) {
    const QColor colour(background);
    return contrast(colour, Qt::white) > contrast(colour, Qt::black) ? 0xffffffff : 0xff000000;
}

QIcon themedIcon(const QString& name, const QColor& colour) {
    QFile file(":/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly)) return {};
    QByteArray svg = file.readAll();
    svg.replace("currentColor", colour.name().toUtf8());
    QSvgRenderer renderer(svg);
    QIcon icon;
    for (const int side : {16, 24, 32, 48, 64}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        icon.addPixmap(pixmap);
    }
    return icon;
}

QIcon themedIcon(const QString& name, const QPalette& palette) {
    return themedIcon(name, palette.color(QPalette::ButtonText));
}

ThemeSwitch::ThemeSwitch(QObject* parent)
    : QObject(parent), pointSize_(QApplication::font().pointSizeF()) {
    keepResources();
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    qApp->installEventFilter(this);
    apply();
}

void ThemeSwitch::restore(const QSettings& settings) {
    const QString theme = settings.value("view/theme").toString();
    setTextScale(settings.value("view/text-scale", 1.0).toDouble());
    choose(theme == "dark"    ? ThemeChoice::Dark
           : theme == "light" ? ThemeChoice::Light
                              : ThemeChoice::System);
}

// Each change is a new style of every widget there is: none without need.
void ThemeSwitch::choose(ThemeChoice choice) {
    if (choice == choice_) return;
    choice_ = choice;
    apply();
}

// Told as a change of the theme's palette, which every widget answers by painting itself anew.
void ThemeSwitch::chooseArcPalette(ArcPalette palette) {
    if (palette == chosenArcPalette()) return;
    qApp->setProperty(kPaletteProperty, int(palette));
    for (QWidget* widget : QApplication::allWidgets()) {
        QEvent changed(QEvent::PaletteChange);
        QApplication::sendEvent(widget, &changed);
        widget->update();
    }
}

void ThemeSwitch::setTextScale(double scale) {
    const auto distance = [scale](double known) { return std::abs(known - scale); };
    const double nearest = *std::ranges::min_element(kTextScales, {}, distance);
    if (nearest == textScale_) return;
    textScale_ = nearest;
    QFont font = QApplication::font();
    font.setPointSizeF(pointSize_ * textScale_);
    QApplication::setFont(font);
    apply(); // titles are larger than the text around them
}

// Qt 6.4 cannot be asked for the system's colour scheme. The palette that the platform gives when
// the application sets none tells it by its lightness.
void ThemeSwitch::apply() {
    applying_ = true;
    bool dark = choice_ == ThemeChoice::Dark;
    if (choice_ == ThemeChoice::System) {
        QApplication::setPalette(QPalette());
        const QPalette system = QApplication::palette();
        dark = system.color(QPalette::Window).lightness() <
               system.color(QPalette::WindowText).lightness();
    }
    const ThemeColours& colours = themeColours(dark);
    QApplication::setPalette(paletteOf(colours));
    qApp->setStyleSheet(sheetOf(colours, pointSize_ * textScale_ * kTitleScale));
    applying_ = false;
}

bool ThemeSwitch::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ThemeChange && !applying_ && choice_ == ThemeChoice::System) {
        QMetaObject::invokeMethod(this, &ThemeSwitch::apply, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ttt
