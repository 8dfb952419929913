// Whether two objects have the same shape, whatever their colours, perhaps turned or mirrored.
#pragma once

#include "core/synth/pieces/grids.h"

namespace ttt::synth {

// All solid cells of the sprite in one colour.
inline Grid painted(const Grid& sprite, Colour colour) {
    ColourTable table{};
    table.fill(colour);
    table[kClear] = kClear;
    return mapColours(sprite, table);
}

inline bool sameShape(const Grid& a, const Grid& b, bool turned) {
    const Grid wanted = painted(a, 1);
    const Grid other = painted(b, 1);
    for (int symmetry = 0; symmetry < (turned ? kSymmetries : 1); ++symmetry) {
        if (applySymmetry(other, symmetry) == wanted) return true;
    }
    return false;
}

} // namespace ttt::synth
