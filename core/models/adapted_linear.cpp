#include "core/models/adapted_linear.h"

#include <algorithm>
#include <torch/torch.h>

namespace ttt {

namespace {

at::Tensor concatenated(const std::vector<AdaptedLinear>& parts, at::ScalarType type) {
    if (parts.size() == 1) return parts[0].weight.to(type);
    std::vector<at::Tensor> weights;
    for (const AdaptedLinear& part : parts) weights.push_back(part.weight);
    return at::cat(weights, 0).to(type);
}

// From the adapter's own generator, on the CPU, so that a seed gives the same run everywhere.
at::Tensor dropped(const LoraAdapter& adapter, const at::Tensor& x) {
    const double kept = 1 - adapter.dropout;
    const at::Tensor mask = at::empty(x.sizes(), at::kFloat).bernoulli_(kept, adapter.masks);
    return x * (mask / kept).to(x.options());
}

at::Tensor adapterOutput(const LoraAdapter& adapter, const at::Tensor& x, bool training) {
    const at::Tensor in = training && adapter.dropout > 0 ? dropped(adapter, x) : x;
    const at::Tensor low = at::linear(in, adapter.a.to(x.scalar_type()));
    return at::linear(low, (adapter.b * adapter.scale).to(x.scalar_type()));
}

} // namespace

at::Tensor AdaptedLinear::merged() const {
    if (!adapter) return weight;
    return weight + at::matmul(adapter->b, adapter->a) * adapter->scale;
}

at::Tensor LinearGroup::convertedWeight(at::ScalarType type) const {
    const bool trainable = std::ranges::any_of(
        parts, [](const AdaptedLinear& part) { return part.weight.requires_grad(); });
    if (trainable && at::GradMode::is_enabled()) return concatenated(parts, type);
    keepConverted(type);
    return converted_;
}

void LinearGroup::keepConverted(at::ScalarType type) const {
    if (converted_.defined() && converted_.scalar_type() == type) return;
    const at::NoGradGuard noGrad;
    converted_ = concatenated(parts, type);
}

at::Tensor LinearGroup::forward(const at::Tensor& x, bool training) const {
    const at::Tensor out = at::linear(x, convertedWeight(x.scalar_type()));
    const bool adapted = std::ranges::any_of(
        parts, [](const AdaptedLinear& part) { return part.adapter.has_value(); });
    if (!adapted) return out;
    std::vector<at::Tensor> pieces;
    int64_t column = 0;
    for (const AdaptedLinear& part : parts) {
        const int64_t width = part.weight.size(0);
        const at::Tensor piece = out.narrow(1, column, width);
        pieces.push_back(part.adapter ? piece + adapterOutput(*part.adapter, x, training) : piece);
        column += width;
    }
    return pieces.size() == 1 ? pieces[0] : at::cat(pieces, 1);
}

} // namespace ttt
