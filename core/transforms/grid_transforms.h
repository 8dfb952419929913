// The geometric transforms of test-time training: the 23 of the released code (arXiv 2411.07279,
// table 5; ekinakyurek/marc) and the anti-transpose, which completes the eight symmetries. One
// entry of a table each; adding a transform is adding an entry.
#pragma once

#include "core/tasks/episode.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace ttt {

struct GridTransform {
    std::string name;         // "rotate-90"
    std::string releasedName; // "Rotate(90)"
    std::string family;       // "basic", "size", "chain", "repeat"
    std::string inverse;      // name of the inverse transform; empty if not invertible
    std::string description;
    // A grid of a pair to its image; isOutput matters to the random translation only, whose inputs
    // and outputs are shifted differently in the released code. May exceed 30 cells a side.
    std::function<Grid(const Grid&, bool isOutput)> apply;

    bool invertible() const { return !inverse.empty(); }
};

// In the order of the released code's list, identity first, anti-transpose last. `seed` drives the
// random translation only (RandomState(seed), copied for every grid as released).
std::span<const GridTransform> gridTransforms();

// By name or released name; NotFound otherwise.
const GridTransform& findTransform(std::string_view name);
// The transform's inverse; BadInput if it has none.
const GridTransform& inverseOf(const GridTransform& transform);

Grid applyColours(const Grid& grid, const ColourMap& colours);
ColourMap inverseOf(const ColourMap& colours);

// The transform, then the colours.
Example transformed(const Example& example, const GridTransform& transform,
                    const ColourMap& colours);
// An answer to a transformed prompt mapped back: colours undone, then the inverse transform.
Grid mappedBack(const Grid& answer, const Provenance& provenance);

} // namespace ttt
