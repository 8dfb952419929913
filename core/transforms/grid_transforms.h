// The geometric transforms of test-time training: the 23 of the released code (arXiv 2411.07279,
// table 5; ekinakyurek/marc) and the anti-transpose, which completes the eight symmetries. One
// entry of a table each; adding a transform is adding an entry. Read by the adaptation set, the
// prompts and the window; nothing here draws which transform to use.
#pragma once

#include "core/tasks/episode.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace ttt {

// Only the random translation looks at this. The released code draws the shift of a pair's input
// and then that of its output from one generator, RandomState(seed), copied for every pair.
struct PairContext {
    const Grid* pairInput = nullptr; // the pair's input if the grid is its output
    uint32_t seed = 0;
};

struct GridTransform {
    std::string name;         // "rotate-90"
    std::string releasedName; // "Rotate(90)"
    std::string family;       // "basic", "size", "chain", "repeat"
    std::string inverse;      // name of the inverse transform; empty if not invertible
    std::string description;
    // The image of a grid, which may exceed 30 cells a side.
    std::function<Grid(const Grid&, const PairContext&)> apply;

    bool invertible() const { return !inverse.empty(); }
    Grid operator()(const Grid& grid) const { return apply(grid, {}); }
};

// In the order of the released code's list, identity first, anti-transpose last.
std::span<const GridTransform> gridTransforms();

// By name or released name; NotFound otherwise.
const GridTransform& findTransform(std::string_view name);
// The transform's inverse; BadInput if it has none.
const GridTransform& inverseOf(const GridTransform& transform);

// The transform, then the colours; text stays as it is. `seed` as in PairContext.
Example transformed(const Example& example, const GridTransform& transform,
                    const ColourMap& colours, uint32_t seed = 0);
// The same for an input whose output is not known.
Value transformed(const Value& input, const GridTransform& transform, const ColourMap& colours,
                  uint32_t seed = 0);
// An answer to a transformed prompt mapped back: colours undone, then the inverse transform.
Grid mappedBack(const Grid& answer, const Provenance& provenance);
// By what votes group the answers of a view: the released name of the transform that leads back.
std::string viewName(const Provenance& provenance);

} // namespace ttt
