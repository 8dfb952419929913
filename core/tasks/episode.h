// Episodes (what training sees) and prompts (what answering sees), made from a task's
// demonstrations by core/transforms and turned into tokens by core/tokens. Both remember where they
// come from, so that the window can explain them and answers can be mapped back.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

using ColourMap = std::array<uint8_t, kColours>; // colour c becomes map[c]
inline constexpr ColourMap kSameColours{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

// How the pairs of a task became those of an episode or prompt.
struct Provenance {
    std::string transform = "identity"; // name in the table of transforms
    ColourMap colours = kSameColours;   // applied after the transform
    std::vector<int> order;             // indices of the task's demonstrations, as shown
    std::vector<int> leftOut;           // indices of demonstrations not shown
    bool operator==(const Provenance&) const = default;
};

// A training example: demonstrations and a query whose answer is known, as it is itself one of the
// task's demonstrations. The test pairs never appear.
struct Episode {
    std::vector<Example> demonstrations;
    Example query;
    Provenance provenance;
    TextForm form = {}; // of its task
};

// One view of a test query.
struct Prompt {
    std::vector<Example> demonstrations;
    Value query;
    int test = 0;
    Provenance provenance;
    TextForm form = {};
};

} // namespace ttt
