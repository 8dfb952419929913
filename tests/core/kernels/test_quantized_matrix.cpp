#include "core/kernels/dispatch.h"
#include "core/kernels/language/grouped_lora_product.h"
#include "core/kernels/language/quantized_matrix.h"
#include "tests/support/kernel_operations.h"

#include <ATen/ATen.h>
#include <QtTest/QtTest>

using namespace ttt;
using test::noise;

namespace {

constexpr std::array kKinds{Quantization::Int8, Quantization::Nf4};

FrozenMatrix frozen(const at::Tensor& weight, Quantization kind) {
    return FrozenMatrix(std::make_shared<QuantizedMatrix>(quantize(weight, kind)));
}

// [blocks, 64], the last block filled up with zeros.
at::Tensor inBlocks(const at::Tensor& matrix) {
    const int64_t beyond = (64 - matrix.numel() % 64) % 64;
    return at::constant_pad_nd(matrix.flatten(), {0, beyond}).view({-1, 64});
}

} // namespace

class TestQuantizedMatrix : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatTheFormatHasIsKeptExactly() {
        std::vector<float> levels(kNf4Values.begin(), kNf4Values.end());
        const at::Tensor nf4 = at::tensor(levels).repeat({3, 8}) * 0.25;
        QVERIFY(at::equal(dequantize(quantize(nf4, Quantization::Nf4), at::kFloat), nf4));
        const at::Tensor int8 = at::arange(-127, 128).to(at::kFloat).view({5, 51}) / 127;
        const at::Tensor found = dequantize(quantize(int8, Quantization::Int8), at::kFloat);
        QVERIFY(at::equal(found.sign(), int8.sign()));
        QVERIFY(at::allclose(found, int8, 0, 0.5 / 127 + 1e-6));
        for (const Quantization kind : kKinds) {
            const at::Tensor zeros = at::zeros({7, 30});
            QVERIFY(at::equal(dequantize(quantize(zeros, kind), at::kFloat), zeros));
        }
    }

    // Half a step of the block's largest magnitude; for nf4 half the widest gap between two values
    // and what the quantized scales differ by.
    void theErrorIsBoundedByTheBlocksScale() {
        const at::Tensor weight = noise({130, 70}, 1);
        const at::Tensor blocks = inBlocks(weight);
        const at::Tensor scales = std::get<0>(blocks.abs().max(1)).unsqueeze(1);
        const double offsets = (scales - scales.mean()).abs().max().item<double>();
        const auto errorOf = [&](Quantization kind) {
            return inBlocks(dequantize(quantize(weight, kind), at::kFloat) - weight).abs();
        };
        QVERIFY((errorOf(Quantization::Int8) <= scales * (0.5 / 127) * 1.0001).all().item<bool>());
        const double gap = 1.0 - 0.696192801;
        const at::Tensor bound = scales * gap / 2 + offsets / 127;
        QVERIFY((errorOf(Quantization::Nf4) <= bound).all().item<bool>());
        QVERIFY(errorOf(Quantization::Nf4).mean().item<double>() >
                5 * errorOf(Quantization::Int8).mean().item<double>());
    }

    // bitsandbytes' own tests have 0.072792 for blocks of 64.
    void theMeanErrorOfNf4IsThatOfThePeer() {
        const at::Tensor weight = noise({1024, 1024}, 1);
        const at::Tensor found = dequantize(quantize(weight, Quantization::Nf4), at::kFloat);
        const double error = (found - weight).abs().mean().item<double>();
        QVERIFY2(std::abs(error - 0.0728) < 0.0008, qPrintable(QString::number(error)));
    }

    void bitsOfAWeight() {
        const at::Tensor weight = noise({512, 576}, 1);
        const auto bits = [&](Quantization kind) {
            return 8.0 * static_cast<double>(quantize(weight, kind).bytes()) /
                   static_cast<double>(weight.numel());
        };
        QCOMPARE(bits(Quantization::Int8), 8.5);
        QCOMPARE_LT(std::abs(bits(Quantization::Nf4) - 4.127), 0.001); // as arXiv 2305.14314 has it
    }

    void theFastLoopsGiveWhatTheReferenceGives() {
        const at::Tensor weight = noise({33, 50}, 2); // 1,650 weights: the last block is not whole
        for (const Quantization kind : kKinds) {
            const QuantizedMatrix matrix = quantize(weight, kind);
            for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
                const at::Tensor fast = dequantize(matrix, type);
                QCOMPARE(fast.sizes(), weight.sizes());
                const ReferenceKernels reference;
                const double tolerance = type == at::kFloat ? 1e-6 : 4e-3;
                QVERIFY(test::relativeDifference(fast, dequantize(matrix, type)) < tolerance);
            }
        }
    }

    void productsAndGradientsAreThoseOfTheDenseMatrix() {
        const at::Tensor weight = noise({9, 5}, 1, at::kDouble);
        for (const Quantization kind : kKinds) {
            const FrozenMatrix few = frozen(weight, kind);
            const auto product = [](const FrozenMatrix& matrix) {
                return [matrix](const test::Tensors& t) {
                    return test::Tensors{
                        loraProduct(t[0], matrix, {}, {{t[1], t[2], 0.5, 3, 0.4, 1}}),
                        loraProduct(t[0], matrix, {}, {}),
                        groupedLoraProduct(t[0], matrix, {}, {{{t[1], t[1]}, {t[2], t[2]}, 2, 0}},
                                           std::vector<RowGroup>{{0, 2, 0}, {2, 6, 1}})};
                };
            };
            const test::Tensors inputs{noise({6, 5}, 2, at::kDouble), noise({2, 5}, 3, at::kDouble),
                                       noise({4, 2}, 4, at::kDouble)};
            const test::Tensors found = product(few)(inputs);
            const test::Tensors expected = product(FrozenMatrix(few.in(at::kDouble)))(inputs);
            for (size_t i = 0; i < found.size(); ++i) QVERIFY(at::equal(found[i], expected[i]));
            QVERIFY(test::gradientError(product(few), inputs) < 1e-6);
        }
    }
};

QTEST_GUILESS_MAIN(TestQuantizedMatrix)
#include "test_quantized_matrix.moc"
