#include "core/adapt/optimizers.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <torch/torch.h>

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
        for (const NamedTensor& matrix : matrices_) {
            momentum_.push_back(at::zeros_like(matrix.tensor));
        }
    }

    void step(const LearningRates& rates) override {
        rest_->step(rates);
        forEachTensor(matrices_, [&](size_t i) {
            if (matrices_[i].tensor.grad().defined()) update(i, rates.muon);
        });
    }

    std::vector<NamedTensor> state() const override {
        std::vector<NamedTensor> list = rest_->state();
        for (size_t i = 0; i < matrices_.size(); ++i) {
            list.push_back({matrices_[i].name + ".muon_momentum", momentum_[i]});
        }
        return list;
    }

private:
    void update(size_t i, double rate) {
        const at::Tensor& weight = matrices_[i].tensor;
        const at::Tensor gradient = weight.grad();
        momentum_[i].lerp_(gradient, 1 - settings_.momentum);
        const at::Tensor ahead = gradient.lerp(momentum_[i], settings_.momentum);
        const double shape =
            static_cast<double>(weight.size(0)) / static_cast<double>(weight.size(1));
        weight.mul_(1 - rate * settings_.weightDecay);
        weight.add_(orthogonalised(ahead), -rate * std::sqrt(std::max(1.0, shape)));
    }

    std::vector<NamedTensor> matrices_;
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
    const bool tall = matrix.size(0) > matrix.size(1);
    at::Tensor x = tall ? matrix.t() : matrix;
    x = (x / (x.norm() + 1e-7)).to(at::kBFloat16).contiguous();
    for (int i = 0; i < kSteps; ++i) {
        const at::Tensor gram = at::mm(x, x.t());
        const at::Tensor polynomial = gram * kB + at::mm(gram, gram) * kC;
        x = x * kA + at::mm(polynomial, x);
    }
    return (tall ? x.t() : x).to(at::kFloat);
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
    const auto count = static_cast<int64_t>(tensors.size());
    const bool onCpu = tensors.empty() || tensors[0].tensor.is_cpu();
    at::parallel_for(0, count, onCpu ? 1 : count, [&](int64_t begin, int64_t end) {
        const at::NoGradGuard noGrad;
        for (int64_t i = begin; i < end; ++i) work(static_cast<size_t>(i));
    });
}

double clipGradients(const std::vector<NamedTensor>& parameters, double limit) {
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> norms(parameters.size());
    forEachTensor(parameters, [&](size_t i) {
        const at::Tensor& gradient = parameters[i].tensor.grad();
        if (gradient.defined()) norms[i] = gradient.norm();
    });
    std::erase_if(norms, [](const at::Tensor& norm) { return !norm.defined(); });
    if (norms.empty()) return 0;
    const double norm = at::stack(norms).norm().item<double>();
    if (!(limit > 0 && norm > limit)) return norm; // nor where it is not a number
    for (const NamedTensor& parameter : parameters) {
        const at::Tensor& gradient = parameter.tensor.grad();
        if (gradient.defined()) gradient.mul_(limit / norm);
    }
    return norm;
}

void clearGradients(const std::vector<NamedTensor>& parameters) {
    for (const NamedTensor& parameter : parameters) parameter.tensor.mutable_grad().reset();
}

} // namespace ttt
