// How far apart colours look, and how they look to people with a colour-vision deficiency:
// CIEDE2000 (Sharma, Wu and Dalal 2005) after the simulation of Machado, Oliveira and Fernandes
// (2009) at full severity. For tests of palettes.
#pragma once

#include <QColor>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace ttt::test {

enum class Vision { Normal, Protan, Deutan, Tritan };
using Triple = std::array<double, 3>;

inline Triple linearRgb(const QColor& colour) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return {linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
}

inline Triple seenBy(Vision vision, const Triple& rgb) {
    static constexpr double kMatrices[3][3][3] = {{{0.152286, 1.052583, -0.204868},
                                                   {0.114503, 0.786281, 0.099216},
                                                   {-0.003882, -0.048116, 1.051998}},
                                                  {{0.367322, 0.860646, -0.227968},
                                                   {0.280085, 0.672501, 0.047413},
                                                   {-0.011820, 0.042940, 0.968881}},
                                                  {{1.255528, -0.076749, -0.178779},
                                                   {-0.078411, 0.930809, 0.147602},
                                                   {0.004733, 0.691367, 0.303900}}};
    if (vision == Vision::Normal) return rgb;
    const auto& matrix = kMatrices[static_cast<int>(vision) - 1];
    Triple seen{};
    for (size_t i = 0; i < 3; ++i) {
        const double sum = matrix[i][0] * rgb[0] + matrix[i][1] * rgb[1] + matrix[i][2] * rgb[2];
        seen[i] = std::clamp(sum, 0.0, 1.0);
    }
    return seen;
}

// CIE L*a*b* under D65.
inline Triple labOf(const Triple& rgb) {
    const double x = 0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2];
    const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
    const double z = 0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2];
    const auto f = [](double t) {
        return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    };
    const double fx = f(x / 0.95047);
    const double fy = f(y);
    const double fz = f(z / 1.08883);
    return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

inline double ciede2000(const Triple& first, const Triple& second) {
    constexpr double kDegree = std::numbers::pi / 180;
    const double c1 = std::hypot(first[1], first[2]);
    const double c2 = std::hypot(second[1], second[2]);
    const double mean7 = std::pow((c1 + c2) / 2, 7);
    const double g = 0.5 * (1 - std::sqrt(mean7 / (mean7 + std::pow(25.0, 7))));
    const double a1 = (1 + g) * first[1];
    const double a2 = (1 + g) * second[1];
    const double chroma1 = std::hypot(a1, first[2]);
    const double chroma2 = std::hypot(a2, second[2]);
    const auto hueOf = [](double a, double b) {
        const double h = a == 0 && b == 0 ? 0 : std::atan2(b, a) / kDegree;
        return h < 0 ? h + 360 : h;
    };
    const double h1 = hueOf(a1, first[2]);
    const double h2 = hueOf(a2, second[2]);
    const double deltaL = second[0] - first[0];
    const double deltaC = chroma2 - chroma1;
    double turn = 0;
    if (chroma1 * chroma2 != 0) turn = h2 - h1 - 360 * std::round((h2 - h1) / 360);
    const double deltaH = 2 * std::sqrt(chroma1 * chroma2) * std::sin(turn / 2 * kDegree);
    const double l = (first[0] + second[0]) / 2;
    const double c = (chroma1 + chroma2) / 2;
    double h = h1 + h2;
    if (chroma1 * chroma2 != 0) {
        h = std::abs(h1 - h2) <= 180 ? h / 2 : (h < 360 ? (h + 360) / 2 : (h - 360) / 2);
    }
    const double t = 1 - 0.17 * std::cos((h - 30) * kDegree) + 0.24 * std::cos(2 * h * kDegree) +
                     0.32 * std::cos((3 * h + 6) * kDegree) -
                     0.20 * std::cos((4 * h - 63) * kDegree);
    const double theta = 30 * std::exp(-std::pow((h - 275) / 25, 2));
    const double rc = 2 * std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25.0, 7)));
    const double sl = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2));
    const double sc = 1 + 0.045 * c;
    const double sh = 1 + 0.015 * c * t;
    const double rt = -std::sin(2 * theta * kDegree) * rc;
    return std::sqrt(std::pow(deltaL / sl, 2) + std::pow(deltaC / sc, 2) +
                     std::pow(deltaH / sh, 2) + rt * deltaC / sc * deltaH / sh);
}

// The two colours of a palette that look most alike.
template <typename Palette>
double smallestDistance(const Palette& palette, Vision vision) {
    double least = 1000;
    for (size_t i = 0; i < palette.size(); ++i) {
        for (size_t j = i + 1; j < palette.size(); ++j) {
            const auto lab = [&](QRgb colour) {
                return labOf(seenBy(vision, linearRgb(QColor(colour))));
            };
            least = std::min(least, ciede2000(lab(palette[i]), lab(palette[j])));
        }
    }
    return least;
}

} // namespace ttt::test
