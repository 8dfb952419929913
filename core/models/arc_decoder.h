// The ARC decoder: a small in-context transformer over grids (tokens: core/tokens/arc_codec.h).
// Pre-norm blocks with weightless RMSNorm, attention with normalised queries and keys and a rotary
// embedding on three axes (row, column, side of a pair), SwiGLU feed-forward, no biases.
#pragma once

#include "core/models/arc_decoder_shape.h"
#include "core/models/language_model.h"
#include "core/models/model_placement.h"

namespace ttt {

class ArcDecoder : public LanguageModel {
public:
    // Fresh weights: projections into the residual stream and the head start at zero.
    ArcDecoder(const ArcDecoderShape& shape, uint64_t seed, const ModelPlacement& placement);

    at::Tensor forward(const PackedBatch& batch, bool training) const override;
    DecodeCache makeCache(int64_t slots, int64_t capacity) const override;
    at::Tensor extend(const PackedBatch& batch, const std::vector<int64_t>& slots,
                      const std::vector<int64_t>& starts, DecodeCache& cache) const override;
    at::Tensor logits(const at::Tensor& hidden, bool training) const override {
        return head_.forward(hidden, training);
    }
    const AdaptedLinear& head() const override { return head_.parts[0]; }
    ClassGroups classGroups() const override;
    bool takesRowGroups() const override { return true; }
    std::vector<NamedTensor> weights() const override;
    std::vector<LinearGroup*> linearGroups() override;
    void weightsChanged() override;
    at::Device device() const override { return placement_.device; }
    at::ScalarType computeType() const override { return placement_.computeType; }
    std::unique_ptr<LanguageModel> clone(WeightUse use) const override;

    const ArcDecoderShape& shape() const { return shape_; }
    // As the placement says, once the weights are there.
    void quantizeLayers();

private:
    struct Block {
        LinearGroup qkv;
        LinearGroup output;
        LinearGroup gateUp;
        LinearGroup down;
        at::Tensor queryGain; // [D]; both undefined without head norms
        at::Tensor keyGain;   // [D]
    };

    // What every linear layer of one pass is told.
    struct Pass {
        bool training;
        std::span<const RowGroup> groups;
        at::Tensor through(const LinearGroup& linears, const at::Tensor& x) const {
            return linears.forward(x, training, groups);
        }
    };

    template <typename Attend>
    at::Tensor run(const PackedBatch& batch, bool training, const Attend& attend) const;
    HeadTensors project(const Block& block, const at::Tensor& normed, const RotaryAngles& angles,
                        const Pass& pass) const;

    ArcDecoderShape shape_;
    ModelPlacement placement_;
    at::Tensor table_; // [rows, C]
    LinearGroup head_; // [V, C]
    std::vector<Block> blocks_;
    at::Tensor frequencies_; // [P], not trained
    at::Tensor axes_;        // [P]
};

} // namespace ttt
