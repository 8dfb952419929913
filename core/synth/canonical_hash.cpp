#include "core/synth/canonical_hash.h"

#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt {

namespace {

// Colours are numbered by their first appearance, through the input and then the output.
class ColourlessHash {
public:
    void add(const Grid& grid) {
        mix(static_cast<uint64_t>(grid.height()) * 64 + static_cast<uint64_t>(grid.width()));
        for (const uint8_t colour : grid.cells()) {
            uint8_t& number = numbers_[colour];
            if (number == 0) number = ++colours_;
            mix(number);
        }
    }
    uint64_t value() const { return hash_; }

private:
    void mix(uint64_t value) {
        hash_ = (hash_ ^ value) * 0x9e3779b97f4a7c15ULL;
        hash_ ^= hash_ >> 29;
    }
    uint64_t hash_ = 0xcbf29ce484222325ULL;
    std::array<uint8_t, 256> numbers_{};
    uint8_t colours_ = 0;
};

} // namespace

uint64_t canonicalHash(const Grid& input, const Grid& output) {
    uint64_t least = ~uint64_t{0};
    for (int symmetry = 0; symmetry < synth::kSymmetries; ++symmetry) {
        ColourlessHash hash;
        hash.add(synth::applySymmetry(input, symmetry));
        hash.add(synth::applySymmetry(output, symmetry));
        least = std::min(least, hash.value());
    }
    return least;
}

bool isTrivialPair(const Grid& input) {
    const auto counts = synth::countColours(input);
    return input.area() <= 9 || input.area() - *std::max_element(counts.begin(), counts.end()) <= 2;
}

} // namespace ttt
