#include "core/models/arc_decoder.h"

#include "core/kernels/feature_embedding.h"
#include "core/kernels/rms_norm.h"
#include "core/kernels/swiglu.h"
#include "core/tokens/arc_codec.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <cmath>

namespace ttt {

namespace {

constexpr int kPlaneFrequencies = 4;
constexpr int kGridFrequencies = 8;
constexpr double kEmbeddingDeviation = 0.1;

// Radians a cell, from below half a turn, which tells neighbours apart, to a turn in 75 cells.
std::vector<float> geometric(double highest, double lowest, int count) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i) {
        const double share = static_cast<double>(i) / (count - 1);
        values.push_back(static_cast<float>(highest * std::pow(lowest / highest, share)));
    }
    return values;
}

std::pair<at::Tensor, at::Tensor> rotaryTable() {
    std::vector<float> frequencies;
    std::vector<int64_t> axes;
    const auto add = [&](int axis, const std::vector<float>& values) {
        frequencies.insert(frequencies.end(), values.begin(), values.end());
        axes.insert(axes.end(), values.size(), axis);
    };
    add(0, geometric(2.6, 0.08, kGridFrequencies));
    add(1, geometric(2.6, 0.08, kGridFrequencies));
    add(2, geometric(1.5, 0.1, kPlaneFrequencies));
    return {at::tensor(frequencies), at::tensor(axes)};
}

AdaptedLinear makeLinear(const std::string& name, int64_t out, int64_t in, bool zero,
                         at::Generator& generator) {
    const double deviation = 1.0 / std::sqrt(static_cast<double>(in));
    at::Tensor weight =
        zero ? at::zeros({out, in}) : at::normal(0.0, deviation, {out, in}, generator, at::kFloat);
    return {name, std::move(weight)};
}

} // namespace

ArcDecoder::ArcDecoder(const ArcDecoderShape& shape, uint64_t seed, const ModelPlacement& placement)
    : shape_(shape), placement_(placement) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const int64_t attention = shape.heads * shape.headSize;
    table_ = at::normal(0.0, kEmbeddingDeviation, {arc_features::kRows, shape.width}, generator,
                        at::kFloat);
    head_.parts = {{"head", at::zeros({kArcClasses, shape.width})}};
    for (int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string prefix = "layers." + std::to_string(layer) + ".";
        const auto linear = [&](const char* name, int64_t out, int64_t in, bool zero) {
            return makeLinear(prefix + name, out, in, zero, generator);
        };
        Block block;
        block.qkv.parts = {linear("q", attention, shape.width, false),
                           linear("k", attention, shape.width, false),
                           linear("v", attention, shape.width, false)};
        block.output.parts = {linear("o", shape.width, attention, true)};
        block.gateUp.parts = {linear("gate", shape.hidden, shape.width, false),
                              linear("up", shape.hidden, shape.width, false)};
        block.down.parts = {linear("down", shape.width, shape.hidden, true)};
        if (shape.headNorms) {
            block.queryGain = at::ones({shape.headSize});
            block.keyGain = at::ones({shape.headSize});
        }
        blocks_.push_back(std::move(block));
    }
    std::tie(frequencies_, axes_) = rotaryTable();
    if (placement.device.is_cpu() && placement.computeType != at::kDouble) return;
    const auto type = placement.computeType == at::kDouble ? at::kDouble : at::kFloat;
    const auto move = [&](at::Tensor& tensor) { tensor = tensor.to(placement.device, type); };
    for (at::Tensor* tensor : {&table_, &head_.parts[0].weight}) move(*tensor);
    for (Block& block : blocks_) {
        for (LinearGroup* group : {&block.qkv, &block.output, &block.gateUp, &block.down}) {
            for (AdaptedLinear& part : group->parts) move(part.weight);
        }
        if (!shape.headNorms) continue;
        move(block.queryGain);
        move(block.keyGain);
    }
    frequencies_ = frequencies_.to(placement.device);
    axes_ = axes_.to(placement.device);
}

HeadTensors ArcDecoder::project(const Block& block, const at::Tensor& normed,
                                const RotaryAngles& angles, const Pass& pass) const {
    const HeadSplit split{shape_.heads, shape_.heads, block.queryGain, block.keyGain};
    return splitQkv(pass.through(block.qkv, normed), split, angles);
}

template <typename Attend>
at::Tensor ArcDecoder::run(const PackedBatch& batch, bool training, const Attend& attend) const {
    const Pass pass{training, batch.groups};
    const RotaryAngles angles = rotaryAngles(batch.positions, frequencies_, axes_);
    at::Tensor residual = rmsNorm(featureEmbedding(table_, batch.ids, placement_.computeType));
    at::Tensor normed = rmsNorm(residual);
    for (size_t layer = 0; layer < blocks_.size(); ++layer) {
        const Block& block = blocks_[layer];
        const at::Tensor mixed = attend(layer, project(block, normed, angles, pass));
        std::tie(residual, normed) = addRmsNorm(residual, pass.through(block.output, mixed));
        const at::Tensor gated = swiGlu(pass.through(block.gateUp, normed));
        std::tie(residual, normed) = addRmsNorm(residual, pass.through(block.down, gated));
    }
    return normed;
}

at::Tensor ArcDecoder::forward(const PackedBatch& batch, bool training) const {
    return run(batch, training, [&](size_t, const HeadTensors& heads) {
        return prefixAttention(heads, batch.layout);
    });
}

DecodeCache ArcDecoder::makeCache(int64_t slots, int64_t capacity) const {
    return makeDecodeCache(shape_.layers, shape_.heads, shape_.headSize, slots, capacity,
                           at::dtype(placement_.computeType).device(placement_.device));
}

at::Tensor ArcDecoder::extend(const PackedBatch& batch, const std::vector<int64_t>& slots,
                              const std::vector<int64_t>& starts, DecodeCache& cache) const {
    const at::NoGradGuard noGrad;
    return run(batch, false, [&](size_t layer, const HeadTensors& heads) {
        return cachedAttention(heads, batch.layout, slots, starts, cache.layers[layer]);
    });
}

ClassGroups ArcDecoder::classGroups() const { return {{kColours, kArcClasses}}; }

std::vector<NamedTensor> ArcDecoder::weights() const {
    std::vector<NamedTensor> list{{"features", table_}, {"head", head_.parts[0].weight}};
    for (size_t layer = 0; layer < blocks_.size(); ++layer) {
        const Block& block = blocks_[layer];
        for (const LinearGroup* group : {&block.qkv, &block.output, &block.gateUp, &block.down}) {
            for (const AdaptedLinear& part : group->parts) list.push_back({part.name, part.weight});
        }
        if (!shape_.headNorms) continue;
        const std::string prefix = "layers." + std::to_string(layer) + ".";
        list.push_back({prefix + "q_gain", block.queryGain});
        list.push_back({prefix + "k_gain", block.keyGain});
    }
    return list;
}

std::vector<LinearGroup*> ArcDecoder::linearGroups() {
    std::vector<LinearGroup*> groups;
    for (Block& block : blocks_) {
        for (LinearGroup* group : {&block.qkv, &block.output, &block.gateUp, &block.down}) {
            groups.push_back(group);
        }
    }
    groups.push_back(&head_);
    return groups;
}

void ArcDecoder::quantizeLayers() {
    for (Block& block : blocks_) {
        for (LinearGroup* group : {&block.qkv, &block.output, &block.gateUp, &block.down}) {
            group->quantize(placement_.quantization);
        }
    }
}

void ArcDecoder::weightsChanged() {
    for (LinearGroup* group : linearGroups()) group->forgetConverted();
}

std::unique_ptr<LanguageModel> ArcDecoder::clone(WeightUse use) const {
    const at::NoGradGuard noGrad;
    if (use == WeightUse::Frozen) {
        auto shared = std::make_unique<ArcDecoder>(*this);
        for (LinearGroup* group : shared->linearGroups()) {
            for (AdaptedLinear& part : group->parts) {
                part.adapter.reset();
                part.adaptersByTask.clear();
            }
        }
        return shared;
    }
    requireDenseWeights(placement_);
    auto copy = std::make_unique<ArcDecoder>(shape_, 0, placement_);
    const std::vector<NamedTensor> source = weights();
    const std::vector<NamedTensor> target = copy->weights();
    for (size_t i = 0; i < source.size(); ++i) target[i].tensor.copy_(source[i].tensor);
    return copy;
}

} // namespace ttt
