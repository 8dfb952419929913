#include "core/kernels/language/dropout.h"
#include "tests/support/kernel_operations.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <QtTest/QtTest>

using namespace ttt;
using test::noise;

class TestDropout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void elementsAreZeroOrScaled() {
        const at::Tensor ones = at::ones({300, 700});
        for (const double rate : {0.05, 0.5}) {
            const at::Tensor out = dropped(ones, rate, 7);
            const at::Tensor zero = out == 0;
            QVERIFY(
                at::allclose(out.masked_select(zero.logical_not()), at::full({}, 1 / (1 - rate))));
            // Five standard deviations of a binomial share.
            const double share = zero.to(at::kDouble).mean().item<double>();
            QVERIFY(std::abs(share - rate) < 5 * std::sqrt(rate * (1 - rate) / 210'000));
            QVERIFY(at::equal(dropped(ones, rate, 7), out));
        }
        QVERIFY(at::equal(dropped(ones, 0, 7), ones));
    }

    // Neither neighbours nor the same places under another seed drop together.
    void masksAreIndependent() {
        const auto kept = [](uint64_t seed) {
            return (dropped(at::ones({1 << 20}), 0.5, seed) > 0).to(at::kDouble) - 0.5;
        };
        const auto correlation = [](const at::Tensor& a, const at::Tensor& b) {
            return (a * b).mean().item<double>() / 0.25;
        };
        const at::Tensor first = kept(1);
        for (const uint64_t other : {uint64_t{2}, uint64_t{1} << 32, (uint64_t{1} << 32) + 1}) {
            QVERIFY(std::abs(correlation(first, kept(other))) < 5.0 / 1024);
        }
        for (const int64_t distance : {1, 2, 64, 576}) {
            const at::Tensor shifted = first.roll(distance);
            QVERIFY(std::abs(correlation(first, shifted)) < 5.0 / 1024);
        }
    }

    void typesAndThreadsHaveTheSameMask() {
        const at::Tensor x = noise({200, 600}, 1).to(at::kBFloat16).to(at::kFloat);
        const at::Tensor out = dropped(x, 0.3, 5);
        QVERIFY(at::equal(dropped(x.to(at::kBFloat16), 0.3, 5), out.to(at::kBFloat16)));
        QVERIFY(at::allclose(dropped(x.to(at::kDouble), 0.3, 5), out.to(at::kDouble), 1e-6));
        const int threads = at::get_num_threads();
        at::set_num_threads(1);
        QVERIFY(at::equal(dropped(x, 0.3, 5), out));
        at::set_num_threads(threads);
    }

    void anAdaptedProductDropsForEachAdapter() {
        const at::Tensor x = noise({6, 5}, 1);
        const at::Tensor weight = noise({9, 5}, 2);
        const at::Tensor a = noise({2, 5}, 3);
        const at::Tensor b = noise({4, 2}, 4);
        at::Tensor expected = at::linear(x, weight);
        expected.narrow(1, 0, 4) += at::linear(at::linear(dropped(x, 0.4, 1), a), b) * 0.5;
        expected.narrow(1, 5, 4) += at::linear(at::linear(dropped(x, 0.4, 2), a), b) * 2.0;
        const std::vector<LoraTerm> terms{{a, b, 0.5, 0, 0.4, 1}, {a, b, 2.0, 5, 0.4, 2}};
        QVERIFY(test::relativeDifference(loraProduct(x, weight, {}, terms), expected) < 1e-6);
    }

    void itsGradientIsThatOfTheSameMasks() {
        const at::Tensor weight = noise({9, 5}, 1, at::kDouble);
        const auto product = [&](const test::Tensors& t) {
            return test::Tensors{loraProduct(
                t[0], weight, {}, {{t[1], t[2], 0.5, 0, 0.4, 1}, {t[3], t[4], 2.0, 5, 0.4, 2}})};
        };
        const test::Tensors inputs{noise({6, 5}, 2, at::kDouble), noise({2, 5}, 3, at::kDouble),
                                   noise({4, 2}, 4, at::kDouble), noise({3, 5}, 5, at::kDouble),
                                   noise({4, 3}, 6, at::kDouble)};
        QVERIFY(test::gradientError(product, inputs) < 1e-6);
    }
};

QTEST_GUILESS_MAIN(TestDropout)
#include "test_dropout.moc"
