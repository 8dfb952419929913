#include "core/kernels/language/grouped_lora_product.h"

#include <ATen/ATen.h>
#include <optional>
#include <torch/csrc/autograd/custom_function.h>

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

struct Weight : torch::CustomClassHolder {
    explicit Weight(FrozenMatrix matrix) : matrix(std::move(matrix)) {}
    FrozenMatrix matrix;
};

at::Tensor rowsOf(const at::Tensor& tensor, int64_t begin, int64_t end) {
    return tensor.narrow(0, begin, end - begin);
}

// [G, out, R] of each term, scaled and in `type`.
at::Tensor sideBySide(at::TensorList factors, size_t first, size_t groups) {
    return at::stack(factors.slice(first, groups));
}

class GroupedLoraProduct : public torch::autograd::Function<GroupedLoraProduct> {
public:
    // factors: A of each group and then B of each group, term after term. rows: begin and end of
    // each group in turn.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const c10::intrusive_ptr<Weight>& weight,
                              const std::optional<at::Tensor>& bias, at::TensorList factors,
                              const std::vector<int64_t>& columns,
                              const std::vector<double>& scales, const std::vector<int64_t>& rows) {
        const auto type = x.scalar_type();
        const size_t groups = rows.size() / 2;
        tensor_list downs;
        tensor_list ups;
        std::vector<Span> spans;
        int64_t low = 0;
        for (size_t t = 0; t < columns.size(); ++t) {
            downs.push_back(sideBySide(factors, 2 * t * groups, groups));
            const at::Tensor up = sideBySide(factors, (2 * t + 1) * groups, groups);
            spans.push_back({columns[t], up.size(1), low, up.size(2)});
            low += up.size(2);
            ups.push_back((up * scales[t]).to(type));
        }
        const at::Tensor down = (downs.size() == 1 ? downs[0] : at::cat(downs, 1)).to(type);
        at::Tensor out = at::linear(x, weight->matrix.in(type), bias.value_or(at::Tensor()));
        at::Tensor lows = at::empty({x.size(0), low}, x.options());
        for (size_t g = 0; g < groups; ++g) {
            const auto group = static_cast<int64_t>(g);
            at::Tensor own = rowsOf(lows, rows[2 * g], rows[2 * g + 1]);
            at::mm_out(own, rowsOf(x, rows[2 * g], rows[2 * g + 1]), down[group].t());
            const at::Tensor target = rowsOf(out, rows[2 * g], rows[2 * g + 1]);
            for (size_t t = 0; t < spans.size(); ++t) {
                target.narrow(1, spans[t].column, spans[t].outputs)
                    .addmm_(own.narrow(1, spans[t].low, spans[t].rank), ups[t][group].t());
            }
        }
        tensor_list saved{x, down, lows};
        saved.insert(saved.end(), ups.begin(), ups.end());
        context->save_for_backward(saved);
        context->saved_data["weight"] = c10::IValue::make_capsule(weight);
        context->saved_data["columns"] = columns;
        context->saved_data["scales"] = scales;
        context->saved_data["rows"] = rows;
        context->saved_data["type"] = static_cast<int64_t>(factors[0].scalar_type());
        return out;
    }

    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& x = saved[0];
        const at::Tensor& down = saved[1];
        const at::Tensor& lows = saved[2];
        const at::Tensor grad = gradients[0].contiguous();
        const auto columns = context->saved_data["columns"].toIntVector();
        const auto scales = context->saved_data["scales"].toDoubleVector();
        const auto rows = context->saved_data["rows"].toIntVector();
        const auto type = static_cast<at::ScalarType>(context->saved_data["type"].toInt());
        const size_t groups = rows.size() / 2;
        const std::span<const at::Tensor> ups(saved.data() + 3, columns.size());
        const at::Tensor gradDown = at::empty_like(down);
        tensor_list gradUps;
        for (const at::Tensor& up : ups) gradUps.push_back(at::empty_like(up));
        const at::Tensor gradLows = at::empty_like(lows);
        const bool flows = context->needs_input_grad(0);
        const auto weight =
            c10::static_intrusive_pointer_cast<Weight>(context->saved_data["weight"].toCapsule());
        const at::Tensor gradX =
            flows ? at::mm(grad, weight->matrix.in(grad.scalar_type())) : at::Tensor();
        for (size_t g = 0; g < groups; ++g) {
            const auto group = static_cast<int64_t>(g);
            const auto own = [&](const at::Tensor& all) {
                return rowsOf(all, rows[2 * g], rows[2 * g + 1]);
            };
            const at::Tensor gradLow = own(gradLows);
            int64_t first = 0;
            for (size_t t = 0; t < ups.size(); ++t) {
                const at::Tensor up = ups[t][group];
                const at::Tensor part = own(grad).narrow(1, columns[t], up.size(0));
                gradLow.narrow(1, first, up.size(1)).copy_(at::mm(part, up));
                at::Tensor gradUp = gradUps[t][group];
                at::mm_out(gradUp, part.t(), own(lows).narrow(1, first, up.size(1)));
                first += up.size(1);
            }
            at::Tensor gradOwn = gradDown[group];
            at::mm_out(gradOwn, gradLow.t(), own(x));
            if (flows) own(gradX).addmm_(gradLow, down[group]);
        }
        return inputGradients(gradX, gradDown.to(type), gradUps, scales, type);
    }

private:
    // In the order of forward's inputs.
    static tensor_list inputGradients(const at::Tensor& gradX, const at::Tensor& gradDown,
                                      const tensor_list& gradUps, const std::vector<double>& scales,
                                      at::ScalarType type) {
        tensor_list result{gradX, {}, {}};
        int64_t first = 0;
        for (size_t t = 0; t < gradUps.size(); ++t) {
            const at::Tensor gradUp = gradUps[t].to(type).mul_(scales[t]);
            const int64_t rank = gradUp.size(2);
            for (int64_t g = 0; g < gradUp.size(0); ++g) {
                result.push_back(gradDown[g].narrow(0, first, rank));
            }
            for (int64_t g = 0; g < gradUp.size(0); ++g) result.push_back(gradUp[g]);
            first += rank;
        }
        result.insert(result.end(), 3, at::Tensor());
        return result;
    }
};

} // namespace

at::Tensor groupedLoraProduct(const at::Tensor& x, const FrozenMatrix& weight,
                              const at::Tensor& bias, const std::vector<GroupedLoraTerm>& terms,
                              std::span<const RowGroup> groups) {
    tensor_list factors;
    std::vector<int64_t> columns;
    std::vector<double> scales;
    for (const GroupedLoraTerm& term : terms) {
        factors.insert(factors.end(), term.a.begin(), term.a.end());
        factors.insert(factors.end(), term.b.begin(), term.b.end());
        columns.push_back(term.column);
        scales.push_back(term.scale);
    }
    std::vector<int64_t> rows;
    for (const RowGroup& group : groups) rows.insert(rows.end(), {group.begin, group.end});
    const std::optional<at::Tensor> optionalBias =
        bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt;
    return GroupedLoraProduct::apply(x, c10::make_intrusive<Weight>(weight), optionalBias,
                                     at::TensorList(factors), columns, scales, rows);
}

} // namespace ttt
