#include "core/models/text/text_decoder.h"

#include "core/kernels/swiglu.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>

namespace ttt {

namespace {

std::string layerPrefix(int64_t layer) { return "model.layers." + std::to_string(layer) + "."; }

// Of gains and of the residual stream: what the norms compute in.
at::ScalarType wideType(const ModelPlacement& placement) {
    return placement.computeType == at::kDouble ? at::kDouble : at::kFloat;
}

} // namespace

TextDecoder::TextDecoder(const TextShape& shape, const ModelPlacement& placement,
                         const TensorSource& source)
    : shape_(shape), placement_(placement) {
    const at::NoGradGuard noGrad;
    const auto options = at::TensorOptions().device(placement.device);
    const int64_t width = shape.width;
    table_ = source.read("model.embed_tokens.weight", {shape.vocabulary, width})
                 .to(options.dtype(placement.computeType));
    head_.parts = {{"lm_head", shape.tiedHead
                                   ? table_
                                   : source.read("lm_head.weight", {shape.vocabulary, width})
                                         .to(options.dtype(placement.computeType))}};
    for (int64_t layer = 0; layer < shape.layers; ++layer) {
        blocks_.push_back(readBlock(layer, source));
    }
    finalGain_ = source.read("model.norm.weight", {width}).to(options.dtype(wideType(placement)));
    frequencies_ = at::tensor(rotaryFrequencies(shape, false)).to(placement.device);
    if (!shape.local.empty()) {
        localFrequencies_ = at::tensor(rotaryFrequencies(shape, true)).to(placement.device);
    }
    axes_ = at::zeros({shape.headSize / 2}, options.dtype(at::kLong));
}

TextDecoder::Block TextDecoder::readBlock(int64_t layer, const TensorSource& source) const {
    const std::string prefix = layerPrefix(layer);
    const int64_t query = shape_.heads * shape_.headSize;
    const int64_t key = shape_.keyHeads * shape_.headSize;
    const auto options = at::TensorOptions().device(placement_.device);
    const auto linear = [&](const char* name, int64_t out, int64_t in, bool bias = false) {
        AdaptedLinear part{prefix + name, source.read(prefix + name + ".weight", {out, in})};
        if (bias) {
            part.bias =
                source.read(prefix + name + ".bias", {out}).to(options.dtype(wideType(placement_)));
        }
        return part;
    };
    const auto gain = [&](bool present, const char* name, int64_t size) {
        if (!present) return at::Tensor();
        return source.read(prefix + name + ".weight", {size})
            .to(options.dtype(wideType(placement_)));
    };
    const bool sandwich = shape_.sandwichNorms;
    const char* beforeFeedForward =
        sandwich ? "pre_feedforward_layernorm" : "post_attention_layernorm";
    const auto group = [&](std::vector<AdaptedLinear> parts) {
        LinearGroup result;
        result.parts = std::move(parts);
        for (AdaptedLinear& part : result.parts) part.weight = part.weight.to(placement_.device);
        result.pack(placement_.computeType);
        result.quantize(placement_.quantization);
        return result;
    };
    const bool bias = shape_.qkvBias;
    return {.inputGain = gain(true, "input_layernorm", shape_.width),
            .qkv = group({linear("self_attn.q_proj", query, shape_.width, bias),
                          linear("self_attn.k_proj", key, shape_.width, bias),
                          linear("self_attn.v_proj", key, shape_.width, bias)}),
            .queryGain = gain(shape_.headNorms, "self_attn.q_norm", shape_.headSize),
            .keyGain = gain(shape_.headNorms, "self_attn.k_norm", shape_.headSize),
            .output = group({linear("self_attn.o_proj", shape_.width, query)}),
            .afterAttentionGain = gain(sandwich, "post_attention_layernorm", shape_.width),
            .feedForwardGain = gain(true, beforeFeedForward, shape_.width),
            .gateUp = group({linear("mlp.gate_proj", shape_.hidden, shape_.width),
                             linear("mlp.up_proj", shape_.hidden, shape_.width)}),
            .down = group({linear("mlp.down_proj", shape_.width, shape_.hidden)}),
            .afterFeedForwardGain = gain(sandwich, "post_feedforward_layernorm", shape_.width)};
}

at::Tensor TextDecoder::embed(const at::Tensor& ids) const {
    return at::embedding(table_, ids.select(1, 0).to(at::kLong)).to(placement_.computeType);
}

HeadTensors TextDecoder::project(size_t layer, const at::Tensor& normed, const RotaryAngles& angles,
                                 bool training) const {
    const Block& block = blocks_[layer];
    const HeadSplit split{shape_.heads,  shape_.keyHeads,    block.queryGain,
                          block.keyGain, shape_.normEpsilon, shape_.queryScale};
    return splitQkv(block.qkv.forward(normed, training), split, angles);
}

int64_t TextDecoder::windowOf(size_t layer) const {
    return shape_.isLocal(static_cast<int64_t>(layer)) ? shape_.window : 0;
}

// The sum goes on in float32, also where what is added is normalised before.
std::pair<at::Tensor, at::Tensor> TextDecoder::add(const at::Tensor& residual,
                                                   const at::Tensor& delta,
                                                   const at::Tensor& deltaGain,
                                                   const at::Tensor& nextGain) const {
    if (!shape_.sandwichNorms) return addRmsNorm(residual, delta, norm(nextGain));
    const at::Tensor wide = rmsNorm(delta.to(wideType(placement_)), norm(deltaGain));
    const auto [sum, normed] = addRmsNorm(residual, wide, norm(nextGain));
    return {sum, normed.to(placement_.computeType)};
}

template <typename Attend>
at::Tensor TextDecoder::run(const PackedBatch& batch, bool training, const Attend& attend) const {
    const RotaryAngles global = rotaryAngles(batch.positions, frequencies_, axes_);
    const RotaryAngles local = localFrequencies_.defined()
                                   ? rotaryAngles(batch.positions, localFrequencies_, axes_)
                                   : global;
    // The sum over the layers stays in float32: rounded after each it would lose what bfloat16 can
    // tell of the likeliest tokens, and differently on each processor.
    const at::Tensor embedded = embed(batch.ids);
    const double scale = shape_.embeddingScale;
    at::Tensor residual = embedded.to(wideType(placement_));
    if (scale != 1) residual = residual * scale;
    // A norm sees no factor but beside its epsilon.
    at::Tensor normed =
        rmsNorm(embedded, {blocks_[0].inputGain, shape_.normEpsilon / (scale * scale)});
    for (size_t layer = 0; layer < blocks_.size(); ++layer) {
        const Block& block = blocks_[layer];
        const RotaryAngles& angles = windowOf(layer) > 0 ? local : global;
        const at::Tensor mixed =
            block.output.forward(attend(layer, project(layer, normed, angles, training)), training);
        std::tie(residual, normed) =
            add(residual, mixed, block.afterAttentionGain, block.feedForwardGain);
        const at::Tensor gateUp = block.gateUp.forward(normed, training);
        const at::Tensor fed =
            block.down.forward(shape_.gelu ? geGlu(gateUp) : swiGlu(gateUp), training);
        const bool last = layer + 1 == blocks_.size();
        const at::Tensor& next = last ? finalGain_ : blocks_[layer + 1].inputGain;
        std::tie(residual, normed) = add(residual, fed, block.afterFeedForwardGain, next);
    }
    return normed;
}

at::Tensor TextDecoder::forward(const PackedBatch& batch, bool training) const {
    return run(batch, training, [&](size_t layer, const HeadTensors& heads) {
        return prefixAttention(heads, batch.layout, windowOf(layer));
    });
}

DecodeCache TextDecoder::makeCache(int64_t slots, int64_t capacity) const {
    return makeDecodeCache(shape_.layers, shape_.keyHeads, shape_.headSize, slots, capacity,
                           at::dtype(placement_.computeType).device(placement_.device));
}

at::Tensor TextDecoder::extend(const PackedBatch& batch, const std::vector<int64_t>& slots,
                               const std::vector<int64_t>& starts, DecodeCache& cache) const {
    const at::NoGradGuard noGrad;
    return run(batch, false, [&](size_t layer, const HeadTensors& heads) {
        return cachedAttention(heads, batch.layout, slots, starts, cache.layers[layer],
                               windowOf(layer));
    });
}

// In bfloat16 logits near 20 are an eighth apart, so that rounding would choose between likely
// tokens. The likeliest ones of each row are computed again in float32; the rest, whose rounding
// averages out in a sum over the vocabulary, stays as it is.
at::Tensor TextDecoder::sharpLogits(const at::Tensor& hidden) const {
    constexpr int64_t kSharpened = 32;
    const at::Tensor& weight = head_.parts[0].weight;
    at::Tensor logits = head_.forward(hidden, false).to(at::kFloat);
    const int64_t count = std::min(kSharpened, shape_.vocabulary);
    const at::Tensor likeliest = std::get<1>(logits.topk(count, -1, true, /*sorted=*/false));
    const at::Tensor rows = weight.index_select(0, likeliest.flatten()).to(at::kFloat);
    const at::Tensor exact = at::bmm(rows.view({hidden.size(0), count, hidden.size(1)}),
                                     hidden.to(at::kFloat).unsqueeze(2));
    return logits.scatter_(1, likeliest, exact.squeeze(2));
}

at::Tensor TextDecoder::logits(const at::Tensor& hidden, bool training) const {
    const bool chooses = !training && !at::GradMode::is_enabled() && !head_.parts[0].adapter &&
                         hidden.scalar_type() == at::kBFloat16;
    const at::Tensor plain = chooses ? sharpLogits(hidden) : head_.forward(hidden, training);
    if (shape_.finalSoftCap == 0) return plain;
    return at::tanh(plain / shape_.finalSoftCap) * shape_.finalSoftCap;
}

std::vector<TextDecoder::NamedPlace> TextDecoder::places() {
    std::vector<NamedPlace> list{{"model.embed_tokens.weight", &table_}};
    if (!shape_.tiedHead) list.push_back({"lm_head.weight", &head_.parts[0].weight});
    for (size_t layer = 0; layer < blocks_.size(); ++layer) {
        Block& block = blocks_[layer];
        const std::string prefix = layerPrefix(static_cast<int64_t>(layer));
        const auto gain = [&](const char* name, at::Tensor& tensor) {
            if (tensor.defined()) list.push_back({prefix + name + ".weight", &tensor});
        };
        for (LinearGroup* group : {&block.qkv, &block.output, &block.gateUp, &block.down}) {
            for (AdaptedLinear& part : group->parts) {
                list.push_back({part.name + ".weight", &part.weight});
                if (part.bias.defined()) list.push_back({part.name + ".bias", &part.bias});
            }
        }
        gain("input_layernorm", block.inputGain);
        gain("self_attn.q_norm", block.queryGain);
        gain("self_attn.k_norm", block.keyGain);
        gain(shape_.sandwichNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm",
             block.feedForwardGain);
        gain("post_attention_layernorm", block.afterAttentionGain);
        gain("post_feedforward_layernorm", block.afterFeedForwardGain);
    }
    list.push_back({"model.norm.weight", &finalGain_});
    return list;
}

std::vector<NamedTensor> TextDecoder::weights() const {
    std::vector<NamedTensor> list;
    for (const NamedPlace& place : const_cast<TextDecoder*>(this)->places()) {
        list.push_back({place.name, *place.tensor});
    }
    return list;
}

std::vector<LinearGroup*> TextDecoder::linearGroups() {
    std::vector<LinearGroup*> groups;
    for (Block& block : blocks_) {
        for (LinearGroup* group : {&block.qkv, &block.output, &block.gateUp, &block.down}) {
            groups.push_back(group);
        }
    }
    groups.push_back(&head_);
    return groups;
}

void TextDecoder::weightsChanged() {
    for (LinearGroup* group : linearGroups()) group->forgetConverted();
}

void TextDecoder::giveOwnWeights() {
    const auto type = wideType(placement_);
    const bool tied = shape_.tiedHead;
    for (const NamedPlace& place : places()) {
        *place.tensor = place.tensor->detach().to(type, false, /*copy=*/true);
    }
    if (tied) head_.parts[0].weight = table_;
    weightsChanged();
}

std::unique_ptr<LanguageModel> TextDecoder::clone(WeightUse use) const {
    const at::NoGradGuard noGrad;
    if (use == WeightUse::Trained) requireDenseWeights(placement_);
    auto copy = std::make_unique<TextDecoder>(*this);
    for (LinearGroup* group : copy->linearGroups()) {
        for (AdaptedLinear& part : group->parts) part.adapter.reset();
    }
    if (use == WeightUse::Trained) copy->giveOwnWeights();
    return copy;
}

} // namespace ttt
