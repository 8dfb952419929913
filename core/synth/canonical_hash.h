// A hash of an input-output pair that is the same for all its eight mirrored and turned forms and
// all renamings of its colours. Used to show that no generated pair is an evaluation pair in other
// clothes, and to count distinct episodes. Not for storage: values may change between versions.
#pragma once

#include "core/tasks/grid.h"

namespace ttt {

uint64_t canonicalHash(const Grid& input, const Grid& output);

// A pair that different tasks can share by chance: an input of at most 9 cells, or with at most
// two cells that differ from its most frequent colour.
bool isTrivialPair(const Grid& input);

} // namespace ttt
