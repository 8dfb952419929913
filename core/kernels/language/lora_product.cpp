#include "core/kernels/language/lora_product.h"

#include "core/kernels/language/dropout.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <optional>
#include <torch/csrc/autograd/custom_function.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// A term without its factors: columns of the output, and of the down-projections side by side.
struct Part {
    int64_t column = 0;
    int64_t outputs = 0;
    int64_t low = 0;
    int64_t rank = 0;
    double scale = 1;
    double dropout = 0;
    uint64_t maskSeed = 0;

    at::Tensor masked(const at::Tensor& x) const {
        return dropout > 0 ? dropped(x, dropout, maskSeed) : x;
    }
};

struct Parts : torch::CustomClassHolder {
    Parts(FrozenMatrix matrix, const std::vector<LoraTerm>& terms) : weight(std::move(matrix)) {
        int64_t low = 0;
        for (const LoraTerm& term : terms) {
            list.push_back({term.column, term.b.size(0), low, term.b.size(1), term.scale,
                            term.dropout, term.maskSeed});
            low += term.b.size(1);
        }
    }
    bool drop() const {
        return std::ranges::any_of(list, [](const Part& part) { return part.dropout > 0; });
    }
    FrozenMatrix weight;
    std::vector<Part> list;
};

at::Tensor sideBySide(const tensor_list& downs, const at::Tensor& x) {
    if (downs.empty()) return at::empty({0, x.size(1)}, x.options());
    return downs.size() == 1 ? downs[0] : at::cat(downs, 0);
}

// x A^T of all terms side by side.
at::Tensor lowered(const at::Tensor& x, const at::Tensor& down, const Parts& parts) {
    if (!parts.drop()) return at::linear(x, down);
    const at::Tensor low = at::empty({x.size(0), down.size(0)}, x.options());
    for (const Part& part : parts.list) {
        const at::Tensor own = down.narrow(0, part.low, part.rank);
        low.narrow(1, part.low, part.rank).copy_(at::linear(part.masked(x), own));
    }
    return low;
}

// The same backwards: gradients of the down-projections side by side.
at::Tensor downGradient(const at::Tensor& gradLow, const at::Tensor& x, const Parts& parts) {
    if (!parts.drop()) return at::mm(gradLow.t(), x);
    tensor_list each;
    for (const Part& part : parts.list) {
        each.push_back(at::mm(gradLow.narrow(1, part.low, part.rank).t(), part.masked(x)));
    }
    return at::cat(each, 0);
}

void addInputGradient(const at::Tensor& gradX, const at::Tensor& gradLow, const at::Tensor& down,
                      const Parts& parts) {
    if (!parts.drop()) {
        gradX.addmm_(gradLow, down);
        return;
    }
    for (const Part& part : parts.list) {
        const at::Tensor own = down.narrow(0, part.low, part.rank);
        gradX.add_(part.masked(at::mm(gradLow.narrow(1, part.low, part.rank), own)));
    }
}

class LoraProduct : public torch::autograd::Function<LoraProduct> {
public:
    // factors: A and B of each term in turn.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const std::optional<at::Tensor>& bias, at::TensorList factors,
                              const c10::intrusive_ptr<Parts>& parts) {
        const auto type = x.scalar_type();
        tensor_list downs;
        for (size_t i = 0; i < factors.size(); i += 2) downs.push_back(factors[i].to(type));
        const at::Tensor down = sideBySide(downs, x);
        const at::Tensor low = lowered(x, down, *parts);
        at::Tensor out = at::linear(x, parts->weight.in(type), bias.value_or(at::Tensor()));
        tensor_list saved{x, down, low};
        for (size_t i = 0; i < parts->list.size(); ++i) {
            const Part& part = parts->list[i];
            const at::Tensor up = (factors[2 * i + 1] * part.scale).to(type);
            out.narrow(1, part.column, part.outputs)
                .addmm_(low.narrow(1, part.low, part.rank), up.t());
            saved.push_back(up);
        }
        context->save_for_backward(saved);
        context->saved_data["parts"] = c10::IValue::make_capsule(parts);
        context->saved_data["type"] =
            static_cast<int64_t>(factors.empty() ? type : factors[0].scalar_type());
        return out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& x = saved[0];
        const at::Tensor& down = saved[1];
        const at::Tensor& low = saved[2];
        const at::Tensor grad = gradients[0].contiguous();
        const auto parts =
            c10::static_intrusive_pointer_cast<Parts>(context->saved_data["parts"].toCapsule());
        const auto type = static_cast<at::ScalarType>(context->saved_data["type"].toInt());
        const at::Tensor gradLow = at::empty_like(low);
        tensor_list gradUps;
        for (size_t i = 0; i < parts->list.size(); ++i) {
            const Part& part = parts->list[i];
            const at::Tensor own = grad.narrow(1, part.column, part.outputs);
            gradLow.narrow(1, part.low, part.rank).copy_(at::mm(own, saved[3 + i]));
            const at::Tensor up = at::mm(own.t(), low.narrow(1, part.low, part.rank));
            gradUps.push_back(up.to(type).mul_(part.scale));
        }
        const at::Tensor gradDown = downGradient(gradLow, x, *parts).to(type);
        at::Tensor gradX;
        if (context->needs_input_grad(0)) {
            gradX = at::mm(grad, parts->weight.in(grad.scalar_type()));
            addInputGradient(gradX, gradLow, down, *parts);
        }
        tensor_list result{gradX, {}};
        for (size_t i = 0; i < parts->list.size(); ++i) {
            const Part& part = parts->list[i];
            result.push_back(gradDown.narrow(0, part.low, part.rank));
            result.push_back(gradUps[i]);
        }
        result.emplace_back();
        return result;
    }
};

} // namespace

at::Tensor loraProduct(const at::Tensor& x, const FrozenMatrix& weight, const at::Tensor& bias,
                       const std::vector<LoraTerm>& terms) {
    if (terms.empty() && weight.isDense()) return at::linear(x, weight.in(x.scalar_type()), bias);
    tensor_list factors;
    for (const LoraTerm& term : terms) {
        factors.push_back(term.a);
        factors.push_back(term.b);
    }
    const std::optional<at::Tensor> optionalBias =
        bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt;
    return LoraProduct::apply(x, optionalBias, at::TensorList(factors),
                              c10::make_intrusive<Parts>(weight, terms));
}

} // namespace ttt
