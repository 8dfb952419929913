#include "core/models/text/text_shape.h"

#include "core/base/error.h"

#include <cmath>
#include <numbers>

namespace ttt {

namespace {

// What memory and kernels can work with.
struct Bound {
    const char* name;
    int64_t TextShape::*field;
    int64_t min;
    int64_t max;
};
constexpr Bound kBounds[] = {{"layers", &TextShape::layers, 1, 1024},
                             {"width", &TextShape::width, 1, 65536},
                             {"heads", &TextShape::heads, 1, 1024},
                             {"key heads", &TextShape::keyHeads, 1, 1024},
                             {"head size", &TextShape::headSize, 2, 256},
                             {"feed-forward width", &TextShape::hidden, 1, 1 << 20},
                             {"vocabulary", &TextShape::vocabulary, 1, 1 << 22},
                             {"context", &TextShape::context, 1, int64_t{1} << 32}};

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

// Llama 3.1: wavelengths beyond the original context are stretched, short ones stay, between them
// it goes smoothly.
double stretched(double frequency, const RotaryScaling& scaling) {
    if (scaling.kind == "linear") return frequency / scaling.factor;
    if (scaling.kind != "llama3") return frequency;
    const double turns = scaling.originalContext * frequency / (2 * std::numbers::pi);
    if (turns > scaling.highFrequencyFactor) return frequency;
    if (turns < scaling.lowFrequencyFactor) return frequency / scaling.factor;
    const double share = (turns - scaling.lowFrequencyFactor) /
                         (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
    return (1 - share) * frequency / scaling.factor + share * frequency;
}

} // namespace

TextShape familyShape(const std::string& family, const std::string& place) {
    TextShape shape;
    shape.family = family;
    if (family == "llama") return shape;
    if (family == "qwen2") {
        shape.qkvBias = true;
        return shape;
    }
    if (family == "qwen3") {
        shape.headNorms = true;
        return shape;
    }
    if (family == "gemma3") {
        shape.headNorms = true;
        shape.sandwichNorms = true;
        shape.gelu = true;
        shape.tiedHead = true;
        shape.rotaryBase = 1e6;
        shape.localRotaryBase = 1e4;
        return shape;
    }
    reject(place,
           "found the architecture \"" + family + "\", expected llama, gemma3, qwen2 or qwen3");
}

void requireUsableShape(const TextShape& shape, const std::string& place) {
    for (const Bound& bound : kBounds) {
        const int64_t found = shape.*bound.field;
        if (found >= bound.min && found <= bound.max) continue;
        reject(place, std::string("found ") + bound.name + " of " + std::to_string(found) +
                          ", expected " + std::to_string(bound.min) + " to " +
                          std::to_string(bound.max));
    }
    if (shape.heads % shape.keyHeads != 0) {
        reject(place, "found " + std::to_string(shape.heads) + " heads for " +
                          std::to_string(shape.keyHeads) + " key heads, expected a multiple");
    }
    if (shape.headSize % 2 != 0) {
        reject(place, "found a head size of " + std::to_string(shape.headSize) +
                          ", expected an even number");
    }
    const bool finite = shape.normEpsilon > 0 && shape.normEpsilon < 1 && shape.rotaryBase > 1 &&
                        shape.rotaryBase < 1e12 && shape.scaling.factor > 0;
    if (!finite) reject(place, "found a norm epsilon, rotary base or scaling out of range");
    if (!shape.local.empty() && static_cast<int64_t>(shape.local.size()) != shape.layers) {
        reject(place, "found kinds of " + std::to_string(shape.local.size()) + " layers of " +
                          std::to_string(shape.layers));
    }
    for (const bool local : shape.local) {
        if (local && (shape.window < 1 || shape.localRotaryBase <= 1)) {
            reject(place, "found local layers without a window or a rotary base of their own");
        }
    }
}

int64_t countParameters(const TextShape& shape) {
    const int64_t query = shape.heads * shape.headSize;
    const int64_t key = shape.keyHeads * shape.headSize;
    int64_t layer = 2 * query * shape.width + 2 * key * shape.width +
                    3 * shape.hidden * shape.width + 2 * shape.width;
    if (shape.qkvBias) layer += query + 2 * key;
    if (shape.headNorms) layer += 2 * shape.headSize;
    if (shape.sandwichNorms) layer += 2 * shape.width;
    const int64_t tables = (shape.tiedHead ? 1 : 2) * shape.vocabulary * shape.width;
    return tables + shape.layers * layer + shape.width;
}

std::vector<float> rotaryFrequencies(const TextShape& shape, bool local) {
    const double base = local ? shape.localRotaryBase : shape.rotaryBase;
    std::vector<float> frequencies;
    for (int64_t p = 0; p < shape.headSize / 2; ++p) {
        const double exponent = 2.0 * static_cast<double>(p) / static_cast<double>(shape.headSize);
        double frequency = std::pow(base, -exponent);
        if (!local && !shape.scaling.factors.empty()) {
            frequency /= static_cast<double>(shape.scaling.factors[static_cast<size_t>(p)]);
        }
        frequencies.push_back(
            static_cast<float>(local ? frequency : stretched(frequency, shape.scaling)));
    }
    return frequencies;
}

} // namespace ttt
