// Colour maps: applying, inverting and drawing them. Two draws: the one of the released code of
// arXiv 2411.07279, bit for bit, and a uniform one for the embedded model. Every map is a
// permutation of the ten colours, so that answers can be mapped back.
#pragma once

#include "core/base/random.h"
#include "core/tasks/episode.h"

#include <span>
#include <vector>

namespace ttt {

Grid applyColours(const Grid& grid, const ColourMap& colours);
ColourMap inverseOf(const ColourMap& colours);

// The colours of grids other than 0 in the order in which CPython 3.11 iterates over
// `set(colours) - {0}`, the set being filled in the order of the cells. The released draw depends
// on that order, as small sets of small integers are not sorted ({2, 4, 6, 8} gives 8 first).
std::vector<int> releasedColourOrder(std::span<const Example* const> examples);
// The same from the colours (0 included if present) in the order in which they are first seen.
std::vector<int> releasedColourOrder(std::span<const int> firstSeen);

// The released code's colour draw: 0 stays; colours present go to absent ones first, shuffled, the
// rest is swapped pairwise. `present` as releasedColourOrder gives it. Colours that are not
// present take what is left over, in ascending order.
ColourMap drawReleasedColours(const std::vector<int>& present, NumpyRandom& random);

// Uniform over all permutations; `background` keeps its value if keepBackground.
ColourMap drawUniformColours(Rng& random, int background, bool keepBackground);

// The most frequent colour of the demonstrations' grids, the smallest of several.
int backgroundOf(std::span<const Example> examples);

} // namespace ttt
