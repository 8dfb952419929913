#include "core/adapt/optimizers.h"
#include "core/adapt/schedule.h"
#include "tests/support/tensors.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace ttt;

namespace {

// One step of AdamW as the paper's Algorithm 2 has it, on plain numbers.
struct HandAdamW {
    AdamWSettings settings;
    double first = 0;
    double second = 0;
    int steps = 0;
    double step(double weight, double gradient, double rate) {
        ++steps;
        first = settings.beta1 * first + (1 - settings.beta1) * gradient;
        second = settings.beta2 * second + (1 - settings.beta2) * gradient * gradient;
        const double unbiasedFirst = first / (1 - std::pow(settings.beta1, steps));
        const double unbiasedSecond = second / (1 - std::pow(settings.beta2, steps));
        return weight - rate * settings.weightDecay * weight -
               rate * unbiasedFirst / (std::sqrt(unbiasedSecond) + settings.epsilon);
    }
};

} // namespace

class TestOptimizers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void adamWIsTheAlgorithmOfItsPaper() {
        const AdamWSettings settings{0.8, 0.95, 1e-3, 0.1};
        const at::Tensor weight = test::noise({5}, 1);
        const auto optimizer = makeAdamW({{"w", weight}}, settings);
        std::vector<HandAdamW> hand(5, HandAdamW{settings});
        std::vector<double> expected;
        for (int64_t i = 0; i < 5; ++i) expected.push_back(weight[i].item<double>());
        for (const double rate : {1e-2, 5e-3, 2e-2}) {
            const at::Tensor gradient = test::noise({5}, static_cast<uint64_t>(rate * 1e4));
            weight.mutable_grad() = gradient;
            optimizer->step({rate, 0});
            for (size_t i = 0; i < 5; ++i) {
                const auto k = static_cast<int64_t>(i);
                expected[i] = hand[i].step(expected[i], gradient[k].item<double>(), rate);
                QVERIFY(std::abs(weight[k].item<double>() - expected[i]) < 1e-6);
            }
        }
    }

    void parametersWithoutAGradientAreLeftAlone() {
        const at::Tensor with = test::noise({3}, 1);
        const at::Tensor without = test::noise({3}, 2);
        const at::Tensor kept = without.clone();
        const auto optimizer = makeAdamW({{"a", with}, {"b", without}}, {});
        with.mutable_grad() = test::noise({3}, 3);
        optimizer->step({0.1, 0});
        QVERIFY(at::equal(without, kept));
        QVERIFY(!at::equal(with, test::noise({3}, 1)));
    }

    void orthogonalisedMatricesHaveSingularValuesNearOne() {
        for (const auto& [rows, columns] :
             {std::pair{48, 48}, std::pair{192, 64}, std::pair{16, 200}}) {
            const at::Tensor matrix = test::noise({rows, columns}, 1) * 37;
            const at::Tensor values = std::get<1>(at::linalg_svd(orthogonalised(matrix), false));
            QVERIFY(values.max().item<double>() < 1.3);
            QVERIFY(values.median().item<double>() > 0.6);
            // Square random matrices have singular values near zero, which five steps cannot lift.
            if (rows != columns) QVERIFY(values.min().item<double>() > 0.6);
        }
    }

    void muonStepsAreOrthogonalAndTheRestIsAdamWs() {
        const at::Tensor matrix = at::zeros({64, 32});
        const at::Tensor head = at::zeros({8, 32});
        const at::Tensor gain = at::zeros({32});
        const std::vector<NamedTensor> parameters{
            {"layers.0.q", matrix}, {"head", head}, {"gain", gain}};
        const auto optimizer = makeMuon(parameters, {0.95, 0}, {});
        for (const NamedTensor& parameter : parameters) {
            parameter.tensor.mutable_grad() = test::noise(parameter.tensor.sizes(), 5);
        }
        optimizer->step({1e-3, 0.5});
        const at::Tensor values = std::get<1>(at::linalg_svd(matrix, false));
        const double scale = 0.5 * std::sqrt(2.0);
        QVERIFY(values.max().item<double>() < 1.3 * scale);
        QVERIFY(values.min().item<double>() > 0.6 * scale);
        // The first step of AdamW is the rate against each gradient's sign.
        QVERIFY((head.abs() - 1e-3).abs().max().item<double>() < 1e-5);
        QVERIFY((gain.abs() - 1e-3).abs().max().item<double>() < 1e-5);
    }

    void clippingScalesTheJointNormToItsLimit() {
        const auto fresh = [] {
            std::vector<NamedTensor> parameters{{"a", at::zeros({4})}, {"b", at::zeros({2, 3})}};
            parameters[0].tensor.mutable_grad() = at::full({4}, 3.0F);
            parameters[1].tensor.mutable_grad() = at::full({2, 3}, -2.0F);
            return parameters;
        };
        const double norm = std::sqrt(4 * 9.0 + 6 * 4.0);
        auto parameters = fresh();
        QVERIFY(std::abs(clipGradients(parameters, 2) - norm) < 1e-5);
        QVERIFY(std::abs(parameters[0].tensor.grad()[0].item<double>() - 3 * 2 / norm) < 1e-5);
        QVERIFY(std::abs(parameters[1].tensor.grad()[0][0].item<double>() + 2 * 2 / norm) < 1e-5);
        for (const double limit : {0.0, norm + 1}) {
            parameters = fresh();
            QVERIFY(std::abs(clipGradients(parameters, limit) - norm) < 1e-5);
            QCOMPARE(parameters[0].tensor.grad()[0].item<double>(), 3.0);
        }
        clearGradients(parameters);
        QVERIFY(!parameters[0].tensor.grad().defined());
        QCOMPARE(clipGradients(parameters, 1), 0.0);
    }

    void schedulesRiseToThePeakAndFallToTheirEnd() {
        OptimizerConfig config;
        config.warmupShare = 0.1;
        config.finalShare = 0.2;
        for (const std::string_view name : scheduleNames()) {
            config.schedule = name;
            QCOMPARE(scheduleFactor(config, 0, 100), 0.1);
            QCOMPARE(scheduleFactor(config, 9, 100), 1.0);
            QCOMPARE(scheduleFactor(config, 10, 100), 1.0);
            const double end = scheduleFactor(config, 100, 100);
            QVERIFY(std::abs(end - (name == "constant" ? 1.0 : 0.2)) < 1e-12);
            for (int step = 10; step < 99; ++step) {
                QVERIFY(scheduleFactor(config, step + 1, 100) <= scheduleFactor(config, step, 100));
            }
        }
        config.schedule = "linear";
        QVERIFY(std::abs(scheduleFactor(config, 55, 100) - 0.6) < 1e-12);
        config.schedule = "cosine";
        QVERIFY(std::abs(scheduleFactor(config, 55, 100) - 0.6) < 1e-12);
        config.warmupShare = 0;
        QCOMPARE(scheduleFactor(config, 0, 1), 1.0);
    }

    void pretrainingWarmsUpStaysAndDecays() {
        QCOMPARE(warmupStableDecay(0, 10, 0, 0.25), 0.1);
        QCOMPARE(warmupStableDecay(9, 10, 0.01, 0.25), 1.0);
        QCOMPARE(warmupStableDecay(500, 10, 0.75, 0.25), 1.0);
        QCOMPARE(warmupStableDecay(900, 10, 0.875, 0.25), 0.5);
        QCOMPARE(warmupStableDecay(1000, 10, 1.0, 0.25), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestOptimizers)
#include "test_optimizers.moc"
