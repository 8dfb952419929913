// The differentiable operations of core/kernels with random inputs, to be run in several versions
// and compared. Include before Qt Test.
#pragma once

#include "core/kernels/language/lora_product.h"
#include "core/kernels/language/vocabulary_loss.h"
#include "core/kernels/prefix_attention.h"
#include "core/kernels/rms_norm.h"
#include "core/kernels/swiglu.h"
#include "tests/support/packed_layouts.h"
#include "tests/support/tensors.h"

namespace ttt::test {

using Tensors = std::vector<at::Tensor>;

// Lengths around the tiles of 64, and single tokens.
inline const std::vector<int64_t> kLengths{1, 5, 63, 64, 65, 128, 129, 1, 300};

inline TensorFunction attention(const PackedLayout& layout) {
    return [layout](const Tensors& t) {
        return Tensors{prefixAttention({t[0], t[1], t[2]}, layout)};
    };
}

inline TensorFunction split(const RotaryAngles& angles, int64_t heads) {
    return [angles, heads](const Tensors& t) {
        const HeadTensors out = splitQkv(t[0], {heads, heads, t[1], t[2]}, angles);
        return Tensors{out.query, out.key, out.value};
    };
}

// Keys shared by several heads of queries, and all that text models do not normalise.
inline TensorFunction sharedAttention(const PackedLayout& layout, int64_t window) {
    return [layout, window](const Tensors& t) {
        return Tensors{prefixAttention({t[0], t[1], t[2]}, layout, window)};
    };
}

inline TensorFunction sharedSplit(const RotaryAngles& angles, int64_t heads, int64_t keyHeads) {
    return [=](const Tensors& t) {
        const HeadSplit plain{heads, keyHeads};
        const HeadTensors out = splitQkv(t[0], plain, angles);
        return Tensors{out.query, out.key, out.value};
    };
}

inline TensorFunction gainedNorms() {
    return [](const Tensors& t) {
        const NormSettings settings{t[2], 1e-5};
        const auto [sum, normed] = addRmsNorm(t[0], t[1], settings);
        return Tensors{sum, normed, rmsNorm(t[0], settings)};
    };
}

// Sums that stay in float32 beside layers in bfloat16, with a gain and without.
inline TensorFunction normsOfWideSums() {
    return [](const Tensors& t) {
        const bool narrow = t[0].scalar_type() == at::kBFloat16;
        const at::Tensor x = narrow ? t[0].to(at::kFloat) : t[0];
        const auto [sum, normed] = addRmsNorm(x, t[1], {t[2], 1e-5});
        const auto [plainSum, plainNormed] = addRmsNorm(x, t[1]);
        return Tensors{sum, normed, plainSum, plainNormed};
    };
}

// Two adapters on a frozen matrix [out, in] with columns that have none.
inline TensorFunction adapted(const at::Tensor& weight) {
    return [weight](const Tensors& t) {
        return Tensors{loraProduct(t[0], weight.to(t[0].options()), {},
                                   {{t[1], t[2], 0.5, 0}, {t[3], t[4], 2.0, t[2].size(0) + 1}})};
    };
}

inline TensorFunction vocabularyLoss(const at::Tensor& head, const LossTargets& targets) {
    return [head, targets](const Tensors& t) {
        return Tensors{vocabularyLossShare(t[0], head.to(t[0].options()), targets, 3)};
    };
}

inline LossTargets everyThirdRow(int64_t rows, int64_t classes, const at::Device& device) {
    const at::Tensor asked = at::arange(0, rows, 3, at::kLong);
    return {asked.to(device), (asked * 13 % classes).to(device),
            noise({asked.size(0)}, 3).abs().to(device)};
}

inline RotaryAngles someAngles(int64_t tokens, int64_t pairs, const at::Device& device = at::kCPU) {
    const at::Tensor positions =
        (noise({tokens, 3}, 7).abs() * 5).to(at::kInt); // cells of rows, columns, sides
    const at::Tensor frequencies = at::linspace(2.0, 0.1, pairs);
    const at::Tensor axes = at::arange(pairs, at::kLong).remainder(3);
    return rotaryAngles(positions.to(device), frequencies.to(device), axes.to(device));
}

struct Operation {
    const char* name;
    TensorFunction function;
    Tensors inputs; // float64
};

inline std::vector<Operation> operations(const at::Device& device = at::kCPU) {
    const PackedLayout layout = raggedLayout(kLengths, 3);
    const int64_t tokens = layout.tokens();
    const HeadTensors heads = randomHeads(4, tokens, 48, at::kDouble);
    const HeadTensors odd = randomHeads(3, tokens, 7, at::kDouble);
    return {{"rms norm",
             [](const Tensors& t) { return Tensors{rmsNorm(t[0])}; },
             {noise({131, 192}, 1, at::kDouble)}},
            {"add and rms norm",
             [](const Tensors& t) {
                 const auto [sum, normed] = addRmsNorm(t[0], t[1]);
                 return Tensors{sum, normed};
             },
             {noise({131, 192}, 1, at::kDouble), noise({131, 192}, 2, at::kDouble)}},
            {"split qkv",
             split(someAngles(131, 20, device), 4),
             {noise({131, 3 * 4 * 48}, 1, at::kDouble), noise({48}, 2, at::kDouble),
              noise({48}, 3, at::kDouble)}},
            {"attention", attention(layout), {heads.query / 7, heads.key, heads.value}},
            {"attention, odd size", attention(layout), {odd.query, odd.key, odd.value}},
            {"swiglu",
             [](const Tensors& t) { return Tensors{swiGlu(t[0])}; },
             {noise({131, 2 * 512}, 1, at::kDouble)}},
            {"geglu",
             [](const Tensors& t) { return Tensors{geGlu(t[0])}; },
             {noise({131, 2 * 512}, 1, at::kDouble) * 3}},
            {"norms with a gain",
             gainedNorms(),
             {noise({131, 192}, 1, at::kDouble), noise({131, 192}, 2, at::kDouble),
              noise({192}, 3, at::kDouble)}},
            {"norms of wide sums",
             normsOfWideSums(),
             {noise({131, 192}, 1, at::kDouble), noise({131, 192}, 2, at::kDouble),
              noise({192}, 3, at::kDouble)}},
            {"split qkv, shared keys",
             sharedSplit(someAngles(131, 24, device), 6, 2),
             {noise({131, 10 * 48}, 1, at::kDouble)}},
            {"attention, shared keys",
             sharedAttention(layout, 0),
             {heads.query / 7, heads.key.narrow(0, 0, 2).contiguous(),
              heads.value.narrow(0, 0, 2).contiguous()}},
            {"attention in a window",
             sharedAttention(layout, 70),
             {heads.query / 7, heads.key.narrow(0, 1, 1).contiguous(),
              heads.value.narrow(0, 1, 1).contiguous()}},
            {"vocabulary loss",
             vocabularyLoss(noise({521, 64}, 4, at::kDouble) / 4, everyThirdRow(131, 521, device)),
             {noise({131, 64}, 1, at::kDouble)}}};
}

// Inputs as the model has them: gains stay float32.
inline Tensors converted(const Tensors& inputs, at::ScalarType type) {
    Tensors result;
    for (const at::Tensor& input : inputs) {
        result.push_back(input.dim() == 1 ? input.to(at::kFloat) : input.to(type));
    }
    return result;
}

} // namespace ttt::test
