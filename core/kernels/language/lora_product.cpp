#include "core/kernels/language/lora_product.h"

#include <optional>
#include <torch/torch.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

// Where a term stands: columns of the output, and of the down-projections side by side.
struct Span {
    int64_t column;
    int64_t outputs;
    int64_t low;
    int64_t rank;
};

std::vector<Span> spansOf(at::TensorList factors, const std::vector<int64_t>& columns) {
    std::vector<Span> spans;
    int64_t low = 0;
    for (size_t i = 0; i < columns.size(); ++i) {
        const at::Tensor& b = factors[2 * i + 1];
        spans.push_back({columns[i], b.size(0), low, b.size(1)});
        low += b.size(1);
    }
    return spans;
}

class LoraProduct : public torch::autograd::Function<LoraProduct> {
public:
    // factors: A and B of each term in turn.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                              at::TensorList factors, const std::vector<int64_t>& columns,
                              const std::vector<double>& scales) {
        const auto type = x.scalar_type();
        tensor_list downs;
        for (size_t i = 0; i < columns.size(); ++i) downs.push_back(factors[2 * i].to(type));
        const at::Tensor down = downs.size() == 1 ? downs[0] : at::cat(downs, 0);
        const at::Tensor low = at::linear(x, down);
        at::Tensor out = at::linear(x, weight, bias.value_or(at::Tensor()));
        tensor_list saved{x, weight, down, low};
        const std::vector<Span> spans = spansOf(factors, columns);
        for (size_t i = 0; i < spans.size(); ++i) {
            const Span& span = spans[i];
            const at::Tensor up = (factors[2 * i + 1] * scales[i]).to(type);
            out.narrow(1, span.column, span.outputs)
                .addmm_(low.narrow(1, span.low, span.rank), up.t());
            saved.push_back(up);
        }
        context->save_for_backward(saved);
        context->saved_data["columns"] = columns;
        context->saved_data["scales"] = scales;
        context->saved_data["type"] = static_cast<int64_t>(factors[0].scalar_type());
        return out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& x = saved[0];
        const at::Tensor& down = saved[2];
        const at::Tensor& low = saved[3];
        const at::Tensor grad = gradients[0].contiguous();
        const auto columns = context->saved_data["columns"].toIntVector();
        const auto scales = context->saved_data["scales"].toDoubleVector();
        const auto type = static_cast<at::ScalarType>(context->saved_data["type"].toInt());
        const at::Tensor gradLow = at::empty_like(low);
        tensor_list gradUps;
        int64_t first = 0;
        for (size_t i = 0; i < columns.size(); ++i) {
            const at::Tensor& up = saved[4 + i];
            const at::Tensor part = grad.narrow(1, columns[i], up.size(0));
            gradLow.narrow(1, first, up.size(1)).copy_(at::mm(part, up));
            const at::Tensor own = at::mm(part.t(), low.narrow(1, first, up.size(1)));
            gradUps.push_back(own.to(type).mul_(scales[i]));
            first += up.size(1);
        }
        const at::Tensor gradDown = at::mm(gradLow.t(), x).to(type);
        at::Tensor gradX;
        if (context->needs_input_grad(0)) {
            gradX = at::mm(grad, saved[1]).addmm_(gradLow, down);
        }
        tensor_list result{gradX, {}, {}};
        first = 0;
        for (const at::Tensor& gradUp : gradUps) {
            result.push_back(gradDown.narrow(0, first, gradUp.size(1)));
            result.push_back(gradUp);
            first += gradUp.size(1);
        }
        result.insert(result.end(), 2, at::Tensor());
        return result;
    }
};

} // namespace

at::Tensor loraProduct(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                       const std::vector<LoraTerm>& terms) {
    tensor_list factors;
    std::vector<int64_t> columns;
    std::vector<double> scales;
    for (const LoraTerm& term : terms) {
        factors.push_back(term.a);
        factors.push_back(term.b);
        columns.push_back(term.column);
        scales.push_back(term.scale);
    }
    const std::optional<at::Tensor> optionalBias =
        bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt;
    return LoraProduct::apply(x, weight, optionalBias, at::TensorList(factors), columns, scales);
}

} // namespace ttt
