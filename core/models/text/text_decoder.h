// Decoders of text models: Llama (Touvron et al., arXiv 2302.13971; Grattafiori et al., arXiv
// 2407.21783), Qwen 2.5 (arXiv 2412.15115), Qwen 3 (arXiv 2505.09388) and Gemma 3 (arXiv
// 2503.19786). One pre-norm decoder with rotary embedding, grouped queries and a gated feed-forward
// block; the few choices in which the families differ are in TextShape.
#pragma once

#include "core/kernels/rms_norm.h"
#include "core/models/language_model.h"
#include "core/models/model_placement.h"
#include "core/models/text/tensor_source.h"

namespace ttt {

class TextDecoder : public LanguageModel {
public:
    // Weights are kept in the compute type, those of each layer's products side by side. BadInput
    // where the source lacks one.
    TextDecoder(const TextShape& shape, const ModelPlacement& placement,
                const TensorSource& source);

    at::Tensor forward(const PackedBatch& batch, bool training) const override;
    DecodeCache makeCache(int64_t slots, int64_t capacity) const override;
    at::Tensor extend(const PackedBatch& batch, const std::vector<int64_t>& slots,
                      const std::vector<int64_t>& starts, DecodeCache& cache) const override;
    at::Tensor logits(const at::Tensor& hidden, bool training) const override;
    const AdaptedLinear& head() const override { return head_.parts[0]; }
    bool plainHead() const override { return shape_.finalSoftCap == 0; }
    ClassGroups classGroups() const override { return {{shape_.vocabulary}}; }
    std::vector<NamedTensor> weights() const override;
    std::vector<LinearGroup*> linearGroups() override;
    void weightsChanged() override;
    at::Device device() const override { return placement_.device; }
    at::ScalarType computeType() const override { return placement_.computeType; }
    std::unique_ptr<LanguageModel> clone(WeightUse use) const override;

    const TextShape& shape() const { return shape_; }

private:
    struct Block {
        at::Tensor inputGain; // [C], before attention
        LinearGroup qkv;
        at::Tensor queryGain; // [D], undefined without head norms
        at::Tensor keyGain;   // [D]
        LinearGroup output;
        at::Tensor afterAttentionGain; // [C], undefined without sandwich norms
        at::Tensor feedForwardGain;    // [C], before the feed-forward block
        LinearGroup gateUp;
        LinearGroup down;
        at::Tensor afterFeedForwardGain; // [C], undefined without sandwich norms
    };
    struct NamedPlace {
        std::string name;
        at::Tensor* tensor;
    };

    Block readBlock(int64_t layer, const TensorSource& source) const;
    // Every weight that is defined, once.
    std::vector<NamedPlace> places();
    void giveOwnWeights();

    template <typename Attend>
    at::Tensor run(const PackedBatch& batch, bool training, const Attend& attend) const;
    at::Tensor embed(const at::Tensor& ids) const;
    // The residual stream with a layer's output, and what the next one reads.
    std::pair<at::Tensor, at::Tensor> add(const at::Tensor& residual, const at::Tensor& delta,
                                          const at::Tensor& deltaGain,
                                          const at::Tensor& nextGain) const;
    at::Tensor sharpLogits(const at::Tensor& hidden) const;
    HeadTensors project(size_t layer, const at::Tensor& normed, const RotaryAngles& angles,
                        bool training) const;
    NormSettings norm(const at::Tensor& gain) const { return {gain, shape_.normEpsilon}; }
    int64_t windowOf(size_t layer) const;

    TextShape shape_;
    ModelPlacement placement_;
    at::Tensor table_; // [V, C]; the head's matrix too where it is tied
    LinearGroup head_; // [V, C]
    std::vector<Block> blocks_;
    at::Tensor finalGain_;        // [C]
    at::Tensor frequencies_;      // [D / 2] of global layers, not trained
    at::Tensor localFrequencies_; // [D / 2] of local layers, undefined without any
    at::Tensor axes_;             // [D / 2] zeros: positions have one axis
};

} // namespace ttt
