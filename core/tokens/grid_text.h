// Grids as text for language models, and back: numpy's print and the colour words of BARC, as in
// the released code of arXiv 2411.07279. Used by the ARC prompt formats.
#pragma once

#include "core/tasks/grid.h"

#include <optional>
#include <string>
#include <string_view>

namespace ttt {

// "[[0 7]\n [7 7]]"
std::string numpyText(const Grid& grid);
// "#" is dropped, brackets are, and the numbers are laid out in as many rows as there are lines.
// nullopt for anything else than colours and where they do not fill the rows. Differs from the
// released code, which keeps numbers that are no colours and a grid of one row without columns.
std::optional<Grid> gridFromNumpyText(std::string_view text);

// "Black Blue\nRed Green"
std::string colourWords(const Grid& grid);
// Rows of the words, as they stand between the first two groups of three backticks; nullopt without
// them, for other words and for rows of unequal length.
std::optional<Grid> gridFromColourWords(std::string_view text);

} // namespace ttt
