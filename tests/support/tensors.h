// Random tensors and distances between tensors, for tests of torch folders. Include before Qt Test.
#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cstdint>
#include <functional>
#include <torch/csrc/autograd/autograd.h>
#include <vector>

namespace ttt::test {

// Normal draws that depend on the seed alone.
inline at::Tensor noise(at::IntArrayRef sizes, uint64_t seed, at::ScalarType type = at::kFloat) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    return at::normal(0.0, 1.0, sizes, generator, at::kDouble).to(type);
}

// Largest difference as a share of the largest expected value.
inline double relativeDifference(const at::Tensor& found, const at::Tensor& expected) {
    if (found.sizes() != expected.sizes()) return 1e9;
    if (expected.numel() == 0) return 0;
    const at::Tensor wide = expected.detach().cpu().to(at::kDouble);
    const double scale = wide.abs().max().item<double>();
    const double difference =
        (found.detach().cpu().to(at::kDouble) - wide).abs().max().item<double>();
    return difference / std::max(scale, 1e-12);
}

// A function of tensors; what it returns and its gradients are compared.
using TensorFunction = std::function<std::vector<at::Tensor>(const std::vector<at::Tensor>&)>;

struct Outcome {
    std::vector<at::Tensor> values;
    std::vector<at::Tensor> gradients; // of a fixed random weighting of the values, one an input
};

// Integer inputs get no gradient.
inline Outcome outcomeOf(const TensorFunction& function, const std::vector<at::Tensor>& inputs) {
    std::vector<at::Tensor> leaves;
    std::vector<at::Tensor> differentiable;
    for (const at::Tensor& input : inputs) {
        leaves.push_back(input.detach().clone());
        if (!at::isFloatingType(input.scalar_type())) continue;
        leaves.back().requires_grad_(true);
        differentiable.push_back(leaves.back());
    }
    Outcome outcome;
    outcome.values = function(leaves);
    at::Tensor sum;
    for (size_t i = 0; i < outcome.values.size(); ++i) {
        const at::Tensor& value = outcome.values[i];
        const at::Tensor weights =
            noise(value.sizes(), 1000 + i, value.scalar_type()).to(value.device());
        const at::Tensor part = (value * weights).sum();
        sum = sum.defined() ? sum + part : part;
    }
    outcome.gradients = torch::autograd::grad({sum}, differentiable);
    return outcome;
}

// The largest relative difference of any value or gradient.
inline double relativeDifference(const Outcome& found, const Outcome& expected) {
    double largest = 0;
    for (size_t i = 0; i < expected.values.size(); ++i) {
        largest = std::max(largest, relativeDifference(found.values[i], expected.values[i]));
    }
    for (size_t i = 0; i < expected.gradients.size(); ++i) {
        largest = std::max(largest, relativeDifference(found.gradients[i], expected.gradients[i]));
    }
    return largest;
}

// Largest difference between autograd and central differences over every element of every
// floating-point input, as a share of the largest gradient. Inputs must be float64.
inline double gradientError(const TensorFunction& function, const std::vector<at::Tensor>& inputs) {
    const auto weighted = [&](const std::vector<at::Tensor>& at) {
        const at::NoGradGuard noGrad;
        const std::vector<at::Tensor> values = function(at);
        double sum = 0;
        for (size_t i = 0; i < values.size(); ++i) {
            sum += (values[i] * noise(values[i].sizes(), 1000 + i, values[i].scalar_type()))
                       .sum()
                       .item<double>();
        }
        return sum;
    };
    const Outcome outcome = outcomeOf(function, inputs);
    constexpr double kStep = 1e-5;
    double largest = 0;
    size_t gradient = 0;
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (!at::isFloatingType(inputs[i].scalar_type())) continue;
        std::vector<at::Tensor> moved = inputs;
        moved[i] = inputs[i].detach().clone();
        const at::Tensor flat = moved[i].view({-1});
        const at::Tensor numeric = at::empty_like(flat);
        for (int64_t k = 0; k < flat.numel(); ++k) {
            flat[k].add_(kStep);
            const double above = weighted(moved);
            flat[k].sub_(2 * kStep);
            const double below = weighted(moved);
            flat[k].add_(kStep);
            numeric[k] = (above - below) / (2 * kStep);
        }
        largest = std::max(
            largest, relativeDifference(outcome.gradients[gradient++].reshape({-1}), numeric));
    }
    return largest;
}

} // namespace ttt::test
