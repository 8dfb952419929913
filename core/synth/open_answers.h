// How often the demonstrations of a family's episodes leave the answer open: measured by
// `ttt synth --open-answers`, and stated in resources/synth/open_answers.json, which that command
// wrote.
#pragma once

#include "core/synth/rule_family.h"

#include <array>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

namespace ttt {

inline constexpr std::array<int, 3> kOpenAnswerSides{8, 15, 30}; // longest sides of the episodes

struct OpenAnswers {
    int episodes = 0; // of each family and side
    int rivals = 50;  // other rules that are tried for each episode (see openAnswers)
    // Episodes left open, for each of the sides.
    std::map<std::string, std::array<int, kOpenAnswerSides.size()>, std::less<>> open;

    // The largest of a family's three shares; nothing for a family that is not listed.
    std::optional<double> shareOf(std::string_view family) const;
};

// Seconds for hundreds of episodes of a family.
OpenAnswers measureOpenAnswers(std::span<const RuleFamily> families, int episodes);

// BadInput naming the file and what is wrong in it.
OpenAnswers statedOpenAnswers();

// {episodes, rivals, sides, open: {family: [counts]}}, the shape of the file.
nlohmann::json toJson(const OpenAnswers& measured);

} // namespace ttt
