#include "core/adapt/optimizers.h"

#include "core/kernels/parallel_tasks.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>
#include <map>

namespace ttt {

namespace {

class AdamW : public Optimizer {
public:
    AdamW(std::vector<NamedTensor> parameters, const AdamWSettings& settings)
        : parameters_(std::move(parameters)), settings_(settings) {
        for (const NamedTensor& parameter : parameters_) {
            first_.push_back(at::zeros_like(parameter.tensor));
            second_.push_back(at::zeros_like(parameter.tensor));
            steps_.push_back(at::zeros({}, parameter.tensor.options().dtype(at::kFloat)));
        }
    }

    void step(const LearningRates& rates) override {
        const at::NoGradGuard noGrad;
        std::vector<at::Tensor> tensors;
        std::vector<at::Tensor> gradients;
        std::vector<at::Tensor> first;
        std::vector<at::Tensor> second;
        std::vector<at::Tensor> steps;
        for (size_t i = 0; i < parameters_.size(); ++i) {
            if (!parameters_[i].tensor.grad().defined()) continue;
            tensors.push_back(parameters_[i].tensor);
            gradients.push_back(parameters_[i].tensor.grad());
            first.push_back(first_[i]);
            second.push_back(second_[i]);
            steps.push_back(steps_[i].add_(1));
        }
        if (tensors.empty()) return;
        at::_fused_adamw_(tensors, gradients, first, second, {}, steps, rates.adamw,
                          settings_.beta1, settings_.beta2, settings_.weightDecay,
                          settings_.epsilon, false, false);
    }

    std::vector<NamedTensor> state() const override {
        std::vector<NamedTensor> list;
        for (size_t i = 0; i < parameters_.size(); ++i) {
            list.push_back({parameters_[i].name + ".adamw_first", first_[i]});
            list.push_back({parameters_[i].name + ".adamw_second", second_[i]});
            list.push_back({parameters_[i].name + ".adamw_steps", steps_[i]});
        }
        return list;
    }

private:
    std::vector<NamedTensor> parameters_;
    AdamWSettings settings_;
    std::vector<at::Tensor> first_;
    std::vector<at::Tensor> second_;
    std::vector<at::Tensor> steps_;
};

class Muon : public Optimizer {
public:
    Muon(std::vector<NamedTensor> matrices, const MuonSettings& settings,
         std::unique_ptr<Optimizer> rest)
        : matrices_(std::move(matrices)), settings_(settings), rest_(std::move(rest)) {
        momentum_.resize(matrices_.size());
        std::map<std::vector<int64_t>, std::vector<size_t>> byShape;
        for (size_t i = 0; i < matrices_.size(); ++i) {
            byShape[matrices_[i].tensor.sizes().vec()].push_back(i);
        }
        for (auto& [shape, members] : byShape) {
            const at::Tensor& first = matrices_[members[0]].tensor;
            const auto count = static_cast<int64_t>(members.size());
            Group group{at::zeros({count, shape[0], shape[1]}, first.options()), members};
            for (size_t m = 0; m < members.size(); ++m) {
                momentum_[members[m]] = group.momentum[static_cast<int64_t>(m)];
            }
            groups_.push_back(std::move(group));
        }
    }

    void step(const LearningRates& rates) override {
        rest_->step(rates);
        if (!matrices_.empty() && matrices_[0].tensor.is_cuda()) {
            for (const Group& group : groups_) updateTogether(group, rates.muon);
            return;
        }
        forEachTensor(matrices_, [&](size_t i) { update(i, rates.muon); });
    }

    std::vector<NamedTensor> state() const override {
        std::vector<NamedTensor> list = rest_->state();
        for (size_t i = 0; i < matrices_.size(); ++i) {
            list.push_back({matrices_[i].name + ".muon_momentum", momentum_[i]});
        }
        return list;
    }

private:
    // Matrices of one shape: on a GPU one product of many small matrices takes as long as a few.
    struct Group {
        at::Tensor momentum; // [G, R, K]; momentum_ has views of it
        std::vector<size_t> members;
    };

    // gradient and momentum [..., R, K]
    at::Tensor direction(const at::Tensor& gradient, const at::Tensor& momentum) const {
        momentum.lerp_(gradient, 1 - settings_.momentum);
        const double shape =
            static_cast<double>(gradient.size(-2)) / static_cast<double>(gradient.size(-1));
        return orthogonalised(gradient.lerp(momentum, settings_.momentum)) *
               std::sqrt(std::max(1.0, shape));
    }

    void apply(const at::Tensor& weight, const at::Tensor& towards, double rate) const {
        weight.mul_(1 - rate * settings_.weightDecay).add_(towards, -rate);
    }

    void update(size_t i, double rate) {
        const at::Tensor& weight = matrices_[i].tensor;
        if (!weight.grad().defined()) return;
        apply(weight, direction(weight.grad(), momentum_[i]), rate);
    }

    void updateTogether(const Group& group, double rate) {
        const at::NoGradGuard noGrad;
        std::vector<at::Tensor> gradients;
        for (const size_t i : group.members) {
            if (matrices_[i].tensor.grad().defined()) {
                gradients.push_back(matrices_[i].tensor.grad());
            }
        }
        if (gradients.size() < group.members.size()) {
            for (const size_t i : group.members) update(i, rate);
            return;
        }
        const at::Tensor towards = direction(at::stack(gradients), group.momentum);
        for (size_t m = 0; m < group.members.size(); ++m) {
            apply(matrices_[group.members[m]].tensor, towards[static_cast<int64_t>(m)], rate);
        }
    }

    std::vector<NamedTensor> matrices_;
    std::vector<Group> groups_;
    MuonSettings settings_;
    std::unique_ptr<Optimizer> rest_;
    std::vector<at::Tensor> momentum_;
};

} // namespace

at::Tensor orthogonalised(const at::Tensor& matrix) {
    // Coefficients of Jordan et al.: the steepest quintic at zero that stays within 0.7..1.2.
    constexpr double kA = 3.4445;
    constexpr double kB = -4.7750;
    constexpr double kC = 2.0315;
    constexpr int kSteps = 5;
    const bool tall = matrix.size(-2) > matrix.size(-1);
    at::Tensor x = tall ? matrix.mT() : matrix;
    const at::Tensor norm = at::linalg_vector_norm(x, 2, at::IntArrayRef({-2, -1}), true);
    x = (x / (norm + 1e-7)).to(at::kBFloat16).contiguous();
    for (int i = 0; i < kSteps; ++i) {
        const at::Tensor gram = at::matmul(x, x.mT());
        const at::Tensor polynomial = gram * kB + at::matmul(gram, gram) * kC;
        x = x * kA + at::matmul(polynomial, x);
    }
    return (tall ? x.mT() : x).to(at::kFloat);
}

std::unique_ptr<Optimizer> makeAdamW(std::vector<NamedTensor> parameters,
                                     const AdamWSettings& settings) {
    return std::make_unique<AdamW>(std::move(parameters), settings);
}

std::unique_ptr<Optimizer> makeMuon(const std::vector<NamedTensor>& parameters,
                                    const MuonSettings& muon, const AdamWSettings& adamw) {
    std::vector<NamedTensor> matrices;
    std::vector<NamedTensor> rest;
    for (const NamedTensor& parameter : parameters) {
        const bool isEmbedding = parameter.name == "features" || parameter.name == "head";
        (parameter.tensor.dim() == 2 && !isEmbedding ? matrices : rest).push_back(parameter);
    }
    return std::make_unique<Muon>(std::move(matrices), muon, makeAdamW(std::move(rest), adamw));
}

void forEachTensor(const std::vector<NamedTensor>& tensors,
                   const std::function<void(size_t)>& work) {
    const at::NoGradGuard noGrad;
    if (!tensors.empty() && !tensors[0].tensor.is_cpu()) {
        for (size_t i = 0; i < tensors.size(); ++i) work(i);
        return;
    }
    forEachTask(static_cast<int64_t>(tensors.size()),
                [&](int64_t i) { work(static_cast<size_t>(i)); });
}

namespace {

std::vector<at::Tensor> gradientsOf(const std::vector<NamedTensor>& parameters) {
    std::vector<at::Tensor> gradients;
    for (const NamedTensor& parameter : parameters) {
        if (parameter.tensor.grad().defined()) gradients.push_back(parameter.tensor.grad());
    }
    return gradients;
}

std::vector<at::Tensor> gradientNorms(const std::vector<NamedTensor>& parameters) {
    if (parameters[0].tensor.is_cuda()) return at::_foreach_norm(gradientsOf(parameters));
    std::vector<at::Tensor> norms(parameters.size());
    forEachTensor(parameters, [&](size_t i) {
        const at::Tensor& gradient = parameters[i].tensor.grad();
        if (gradient.defined()) norms[i] = gradient.norm();
    });
    std::erase_if(norms, [](const at::Tensor& norm) { return !norm.defined(); });
    return norms;
}

} // namespace

double clipGradients(const std::vector<NamedTensor>& parameters, double limit) {
    const at::NoGradGuard noGrad;
    const std::vector<at::Tensor> gradients = gradientsOf(parameters);
    if (gradients.empty()) return 0;
    const double norm = at::stack(gradientNorms(parameters)).norm().item<double>();
    // Nor where it is not a number.
    if (limit > 0 && norm > limit) at::_foreach_mul_(gradients, limit / norm);
    return norm;
}

void clearGradients(const std::vector<NamedTensor>& parameters) {
    for (const NamedTensor& parameter : parameters) parameter.tensor.mutable_grad().reset();
}

} // namespace ttt
