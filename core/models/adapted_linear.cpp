#include "core/models/adapted_linear.h"

#include "core/base/error.h"
#include "core/kernels/language/dropout.h"
#include "core/kernels/language/lora_product.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <mutex>

namespace ttt {

namespace {

at::Tensor concatenated(const std::vector<AdaptedLinear>& parts, at::ScalarType type) {
    if (parts.size() == 1) return parts[0].weight.to(type);
    std::vector<at::Tensor> weights;
    for (const AdaptedLinear& part : parts) weights.push_back(part.weight);
    return at::cat(weights, 0).to(type);
}

// From the adapter's own generator, on the CPU, so that a seed gives the same run everywhere.
uint64_t nextMaskSeed(const LoraAdapter& adapter) {
    at::Generator masks = adapter.masks;
    const std::scoped_lock lock(masks.mutex());
    return at::check_generator<at::CPUGeneratorImpl>(masks)->random64();
}

at::Tensor adapterOutput(const LoraAdapter& adapter, const at::Tensor& x, bool training) {
    const bool drops = training && adapter.dropout > 0;
    const at::Tensor in =
        drops ? x * dropped(at::ones_like(x), adapter.dropout, nextMaskSeed(adapter)) : x;
    const at::Tensor low = at::linear(in, adapter.a.to(x.scalar_type()));
    return at::linear(low, (adapter.b * adapter.scale).to(x.scalar_type()));
}

} // namespace

at::Tensor AdaptedLinear::merged() const {
    if (!adapter) return weight;
    return weight + at::matmul(adapter->b, adapter->a) * adapter->scale;
}

std::string targetOf(const AdaptedLinear& linear) {
    std::string word = linear.name.substr(linear.name.rfind('.') + 1);
    if (word == "lm_head") return "head";
    if (word.ends_with("_proj")) word.erase(word.size() - 5);
    return word;
}

bool LinearGroup::isTrained() const {
    return at::GradMode::is_enabled() && std::ranges::any_of(parts, [](const AdaptedLinear& part) {
               return part.weight.requires_grad() ||
                      (part.bias.defined() && part.bias.requires_grad());
           });
}

at::Tensor LinearGroup::convertedWeight(at::ScalarType type) const {
    if (isTrained()) return concatenated(parts, type);
    keepConverted(type);
    return converted_;
}

FrozenMatrix LinearGroup::frozenWeight(at::ScalarType type) const {
    if (quantized_) return FrozenMatrix(quantized_);
    return convertedWeight(type);
}

at::Tensor LinearGroup::bias(at::ScalarType type) const {
    std::vector<at::Tensor> biases;
    for (const AdaptedLinear& part : parts) {
        if (part.bias.defined()) biases.push_back(part.bias.to(type));
    }
    return biases.empty() ? at::Tensor() : at::cat(biases, 0);
}

void LinearGroup::keepConverted(at::ScalarType type) const {
    if (quantized_ || (converted_.defined() && converted_.scalar_type() == type)) return;
    const at::NoGradGuard noGrad;
    converted_ = concatenated(parts, type);
}

void LinearGroup::pack(at::ScalarType type) {
    keepConverted(type);
    int64_t row = 0;
    for (AdaptedLinear& part : parts) {
        const int64_t outputs = part.outputs();
        part.weight = converted_.narrow(0, row, outputs);
        row += outputs;
    }
}

void LinearGroup::quantize(Quantization kind) {
    if (kind == Quantization::None) return;
    const auto type = parts[0].weight.scalar_type();
    quantized_ = std::make_shared<QuantizedMatrix>(ttt::quantize(concatenated(parts, type), kind));
    converted_ = at::Tensor();
    for (AdaptedLinear& part : parts) part.weight = part.weight.to(at::kMeta);
}

// What all parts are views of follows their changes.
void LinearGroup::forgetConverted() {
    if (!converted_.defined()) return;
    const bool views = std::ranges::all_of(parts, [this](const AdaptedLinear& part) {
        return part.weight.is_alias_of(converted_) &&
               part.weight.scalar_type() == converted_.scalar_type();
    });
    if (!views) converted_ = at::Tensor();
}

at::Tensor LinearGroup::pieceByPiece(const at::Tensor& x, bool training) const {
    const at::Tensor out = at::linear(x, convertedWeight(x.scalar_type()), bias(x.scalar_type()));
    std::vector<at::Tensor> pieces;
    int64_t column = 0;
    for (const AdaptedLinear& part : parts) {
        const at::Tensor piece = out.narrow(1, column, part.outputs());
        pieces.push_back(part.adapter ? piece + adapterOutput(*part.adapter, x, training) : piece);
        column += part.outputs();
    }
    return pieces.size() == 1 ? pieces[0] : at::cat(pieces, 1);
}

at::Tensor LinearGroup::taskByTask(const at::Tensor& x, std::span<const RowGroup> groups) const {
    std::vector<GroupedLoraTerm> terms;
    int64_t column = 0;
    for (const AdaptedLinear& part : parts) {
        if (!part.adaptersByTask.empty()) {
            GroupedLoraTerm term{{}, {}, part.adaptersByTask.front().scale, column};
            for (const RowGroup& group : groups) {
                term.a.push_back(part.adaptersByTask.at(group.task).a);
                term.b.push_back(part.adaptersByTask.at(group.task).b);
            }
            terms.push_back(std::move(term));
        }
        column += part.outputs();
    }
    const FrozenMatrix weight = frozenWeight(x.scalar_type());
    if (terms.empty()) return loraProduct(x, weight, bias(x.scalar_type()), {});
    return groupedLoraProduct(x, weight, bias(x.scalar_type()), terms, groups);
}

at::Tensor LinearGroup::forward(const at::Tensor& x, bool training,
                                std::span<const RowGroup> groups) const {
    if (!groups.empty()) return taskByTask(x, groups);
    for (const AdaptedLinear& part : parts) {
        if (part.adaptersByTask.empty()) continue;
        throw Error(ErrorKind::Internal, part.name,
                    "found adapters of several tasks and no rows that say whose is whose");
    }
    std::vector<LoraTerm> terms;
    int64_t column = 0;
    const bool adapted = std::ranges::any_of(
        parts, [](const AdaptedLinear& part) { return part.adapter.has_value(); });
    if (adapted && isTrained()) return pieceByPiece(x, training);
    for (const AdaptedLinear& part : parts) {
        if (part.adapter) {
            LoraTerm term{part.adapter->a, part.adapter->b, part.adapter->scale, column};
            if (training && part.adapter->dropout > 0) {
                term.dropout = part.adapter->dropout;
                term.maskSeed = nextMaskSeed(*part.adapter);
            }
            terms.push_back(std::move(term));
        }
        column += part.outputs();
    }
    if (terms.empty() && !quantized_) {
        return at::linear(x, convertedWeight(x.scalar_type()), bias(x.scalar_type()));
    }
    return loraProduct(x, frozenWeight(x.scalar_type()), bias(x.scalar_type()), terms);
}

} // namespace ttt
