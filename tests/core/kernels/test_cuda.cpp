#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/devices.h"
#include "core/kernels/dispatch.h"
#include "tests/support/kernel_operations.h"
#include "tests/support/small_decoders.h"

#include <ATen/core/grad_mode.h>
#include <QtTest/QtTest>
#include <torch/cuda.h>

using namespace ttt;
using namespace ttt::test;

#define TTT_NEEDS_CUDA()                                                                           \
    if (!torch::cuda::is_available()) QSKIP("this machine has no CUDA device")

namespace {

constexpr double kFloatTolerance = 1e-4; // other orders of summation, no TF32
constexpr double kBfloatTolerance = 3e-2;

Tensors onCuda(const Tensors& inputs) {
    Tensors result;
    for (const at::Tensor& input : inputs) result.push_back(input.to(at::kCUDA));
    return result;
}

} // namespace

class TestCuda : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theReferenceIsTheSameOnBothDevices() {
        TTT_NEEDS_CUDA();
        const ReferenceKernels reference;
        const auto onCpu = operations();
        const auto onGpu = operations(at::kCUDA);
        for (size_t i = 0; i < onCpu.size(); ++i) {
            const Tensors inputs = converted(onCpu[i].inputs, at::kFloat);
            const double difference = relativeDifference(
                outcomeOf(onGpu[i].function, onCuda(inputs)), outcomeOf(onCpu[i].function, inputs));
            QVERIFY2(difference < kFloatTolerance,
                     qPrintable(QString("%1: %2").arg(onCpu[i].name).arg(difference)));
        }
    }

    void ownKernelsAgreeWithTheReference() {
        TTT_NEEDS_CUDA();
        const at::Tensor probe = at::zeros({4, 8}, at::TensorOptions().device(at::kCUDA));
        if (!useCudaKernels(probe)) QSKIP("own CUDA kernels are not compiled in");
        for (const auto& [type, tolerance] :
             {std::pair{at::kFloat, kFloatTolerance}, std::pair{at::kBFloat16, kBfloatTolerance}}) {
            for (const Operation& operation : operations(at::kCUDA)) {
                const Tensors inputs = onCuda(converted(operation.inputs, type));
                const Outcome own = outcomeOf(operation.function, inputs);
                const ReferenceKernels reference;
                QVERIFY(!useCudaKernels(probe));
                const double difference =
                    relativeDifference(own, outcomeOf(operation.function, inputs));
                QVERIFY2(difference < tolerance,
                         qPrintable(QString("%1: %2").arg(operation.name).arg(difference)));
            }
        }
    }

    void aDecoderSaysTheSameOnBothDevices() {
        TTT_NEEDS_CUDA();
        const ArcDecoder onCpu = randomDecoder(1);
        ArcDecoder onGpu(smallShape(), 0, {resolveDevice("cuda:0"), at::kFloat});
        const at::NoGradGuard noGrad;
        const auto from = onCpu.weights();
        const auto to = onGpu.weights();
        for (size_t i = 0; i < from.size(); ++i) to[i].tensor.copy_(from[i].tensor);
        onGpu.weightsChanged();
        const double difference = relativeDifference(
            logitsOf(onGpu, randomBatch(1, onGpu.device())).cpu(), logitsOf(onCpu, randomBatch(1)));
        QVERIFY2(difference < kFloatTolerance, qPrintable(QString::number(difference)));
    }
};

QTEST_GUILESS_MAIN(TestCuda)
#include "test_cuda.moc"
