// Optimizers over lists of parameters: AdamW (Loshchilov and Hutter, arXiv 1711.05101) and Muon
// (Jordan et al. 2024: momentum orthogonalised by Newton-Schulz iterations) for matrices with AdamW
// for the rest. Their state can be stored and put back, so that training resumes exactly.
#pragma once

#include "core/models/language_model.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ttt {

struct AdamWSettings {
    double beta1 = 0.9;
    double beta2 = 0.98;
    double epsilon = 1e-8;
    double weightDecay = 0;
};

struct MuonSettings {
    double momentum = 0.95;
    double weightDecay = 0;
};

struct LearningRates {
    double adamw = 0;
    double muon = 0; // of matrices; unused by AdamW alone
};

class Optimizer {
public:
    virtual ~Optimizer() = default;
    // Uses and keeps .grad of every parameter; parameters without one are left alone.
    virtual void step(const LearningRates& rates) = 0;
    // Tensors of the state, the optimizer's own; names are those of the parameters with a suffix.
    virtual std::vector<NamedTensor> state() const = 0;
};

std::unique_ptr<Optimizer> makeAdamW(std::vector<NamedTensor> parameters,
                                     const AdamWSettings& settings);
// Matrices whose name is not "features" or "head" go to Muon.
std::unique_ptr<Optimizer> makeMuon(const std::vector<NamedTensor>& parameters,
                                    const MuonSettings& muon, const AdamWSettings& adamw);

// The nearest (semi-)orthogonal matrix, roughly: five quintic Newton-Schulz steps with singular
// values ending between 0.7 and 1.2. matrix [..., R, K] of any floating type; the result is
// float32.
at::Tensor orthogonalised(const at::Tensor& matrix);

// work(i) for each tensor without gradients: on the CPU each as a whole on one of several threads,
// so that sums do not depend on their number.
void forEachTensor(const std::vector<NamedTensor>& tensors,
                   const std::function<void(size_t)>& work);

// Scales all gradients so that their joint norm is at most `limit` (0: no limit); returns the norm
// before.
double clipGradients(const std::vector<NamedTensor>& parameters, double limit);
void clearGradients(const std::vector<NamedTensor>& parameters);

} // namespace ttt
