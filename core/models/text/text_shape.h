// The shape of a text decoder: sizes and the few choices in which the families differ. Read from a
// model's config (hf_config.h, gguf_config.h); TextDecoder is built from it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

// How rotary frequencies are stretched to a longer context.
struct RotaryScaling {
    std::string kind; // "": none; "linear"; "llama3" (Llama 3.1: only long wavelengths)
    double factor = 1;
    double lowFrequencyFactor = 1;
    double highFrequencyFactor = 4;
    double originalContext = 8192; // tokens
    std::vector<float> factors;    // [D / 2] of GGUF files: each frequency is divided by its own

    bool operator==(const RotaryScaling&) const = default;
};

struct TextShape {
    std::string family; // "llama", "gemma3", "qwen2", "qwen3"
    int64_t layers = 0;
    int64_t width = 0; // C
    int64_t heads = 0;
    int64_t keyHeads = 0; // divides heads
    int64_t headSize = 0;
    int64_t hidden = 0; // of the feed-forward block
    int64_t vocabulary = 0;
    int64_t context = 0; // tokens the model was trained for
    double normEpsilon = 1e-6;
    double rotaryBase = 10000;
    RotaryScaling scaling;

    bool tiedHead = false;
    bool qkvBias = false;
    bool headNorms = false;     // queries and keys are normalised with a learned gain
    bool sandwichNorms = false; // also after attention and feed-forward block, before the addition
    bool gelu = false;          // gate of the feed-forward block: GELU (tanh form), not SiLU
    double embeddingScale = 1;
    double queryScale = 0;   // 0: 1 / sqrt(head size)
    double finalSoftCap = 0; // logits become cap tanh(logits / cap); 0: they do not

    int64_t window = 0;         // of local layers, tokens
    double localRotaryBase = 0; // of local layers, without scaling
    std::vector<bool> local;    // one a layer; empty: none is

    bool isLocal(int64_t layer) const {
        return !local.empty() && local[static_cast<size_t>(layer)];
    }
    bool operator==(const TextShape&) const = default;
};

// A shape with the choices of a family that no config states. BadInput naming `place` and the known
// families for another one.
TextShape familyShape(const std::string& family, const std::string& place);

// BadInput naming `place` and the number where one is out of range or two do not fit together.
void requireUsableShape(const TextShape& shape, const std::string& place);

int64_t countParameters(const TextShape& shape);

// [D / 2] radians a position, of local or global layers.
std::vector<float> rotaryFrequencies(const TextShape& shape, bool local);

} // namespace ttt
