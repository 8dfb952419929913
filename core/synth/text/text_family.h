// A family of questions in the style of a BIG-Bench Hard task, made by rule, so that text tasks are
// there without that benchmark's files. One short file each; bbh_style_set.cpp lists them.
#pragma once

#include "core/base/random.h"
#include "core/tasks/few_shot_task.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ttt {

struct TextFamily {
    std::string name;
    TextForm form;
    // One question with its answer.
    std::function<Example(Rng&)> draw;
};

std::span<const TextFamily> textFamilies();

TextFamily booleanExpressions();
TextFamily dyckLanguages();
TextFamily logicalDeduction();
TextFamily multistepArithmetic();
TextFamily navigation();
TextFamily objectCounting();
TextFamily trackingShuffledObjects();
TextFamily webOfLies();
TextFamily wordSorting();

// "Ann, Bob, and Cy"; "Ann and Bob".
std::string listed(const std::vector<std::string>& items);
// "\nOptions:\n(A) first\n(B) second"
std::string lettered(const std::vector<std::string>& options);
// "(A)" for 0.
std::string letterOf(size_t option);
// `count` different ones.
std::vector<std::string> pickSome(Rng& random, std::vector<std::string> from, int count);
std::vector<std::string> firstNames();

} // namespace ttt
