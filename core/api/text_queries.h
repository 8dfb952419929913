// What may be asked of a language model without any task: the probabilities of next tokens, and a
// continuation. Plain values of the Engine interface; used by `ttt logits`, `ttt generate` and the
// window's playground.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ttt {

// How a model is run for a query.
struct QueryModel {
    std::string name;
    std::string dtype = "float32"; // or bfloat16
    std::string device = "auto";
};

// A model in memory.
struct LoadedModel {
    std::string name;
    std::string dtype;
    std::string device;
    int64_t memoryBytes = 0; // of its weights
    double seconds = 0;      // that loading took
};

struct TokenProbability {
    int64_t id = 0;
    double logProbability = 0; // natural log
    std::string piece;         // the token's bytes
};

struct NextTokenQuery {
    QueryModel model;
    std::string text;         // read where there are no ids, with the model's own begin token
    std::vector<int64_t> ids; // read as they are
    int64_t top = 20;         // most likely tokens after the last position
};

struct NextTokens {
    std::vector<int64_t> ids;                // what was read
    std::vector<TokenProbability> likeliest; // after each position
    std::vector<double> following; // log-probability of each id but the first, given those before
    std::vector<TokenProbability> last; // after the last position, likeliest first
};

struct ContinuationQuery {
    QueryModel model;
    std::string text;
    std::vector<int64_t> ids; // instead of the text
    int64_t tokens = 64;      // most of them; an end token ends it earlier
    double temperature = 0;   // 0: the likeliest token at every position
    uint64_t seed = 0;
};

struct Continuation {
    std::vector<int64_t> ids;
    std::string text;
    std::vector<double> logProbabilities; // of each token, without temperature
};

// Called for each token as it is chosen.
using TokenObserver = std::function<void(const TokenProbability&)>;

} // namespace ttt
