// The generated text families as tasks of the set "bbh-style", so that text tasks are there without
// the files of BIG-Bench Hard: "navigate" is a list of 100 questions, "navigate.1" another one.
// Which of them are demonstrations is drawn by seed, as for the files (core/tasks/item_draw.h).
#pragma once

#include "core/tasks/data_sets.h"

namespace ttt {

inline constexpr int kTextItems = 100;

// A batch has one task of each family; its number stands in their ids from 1 on.
MadeSet bbhStyleSet();

} // namespace ttt
