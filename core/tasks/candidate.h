// One answer to one test query, as decoding produces it and voting, scoring and the window read it.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <string>
#include <vector>

namespace ttt {

// One of the answers to choose from, and how likely the model finds it.
struct OptionScore {
    std::string text;          // "(A)", "True"
    double logProbability = 0; // natural log, summed over the answer
    bool operator==(const OptionScore&) const = default;
};

// Mapped back to the task's own orientation and colours.
struct Candidate {
    std::string view = "identity"; // released name of the inverse transform, as votes group by it
    int viewIndex = 0;             // position among the views of this test
    Value answer;
    std::string raw = {}; // the text that the answer was read from; empty where none was written
    double logProbability = 0; // natural log, summed over the answer; 0 where not known
    std::vector<float> cellProbabilities = {}; // one a cell of the answer, row-major; may be empty
    // Of a text task with a short list of answers, in the order of the list; else empty.
    std::vector<OptionScore> options = {};
    bool operator==(const Candidate&) const = default;
};

// A leader of the vote as the model scored it anew under several views.
struct RescoredAnswer {
    Value answer;
    double meanLogProbability = 0; // natural log, over the views
    bool operator==(const RescoredAnswer&) const = default;
};

} // namespace ttt
