#include "core/base/error.h"
#include "core/kernels/devices.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/feature_embedding.h"
#include "core/kernels/masked_loss.h"
#include "core/kernels/rms_norm.h"
#include "core/kernels/swiglu.h"
#include "tests/support/kernel_operations.h"

#include <QtTest/QtTest>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace ttt;
using namespace ttt::test;

namespace {

// Accumulated rounding of float32; one bfloat16 rounding is 0.4 % of a value.
constexpr double kFloatTolerance = 2e-5;
constexpr double kBfloatTolerance = 3e-2;
constexpr double kGradientTolerance = 1e-6;

Tensors widened(const Tensors& inputs) {
    Tensors result;
    for (const at::Tensor& input : inputs) result.push_back(input.to(at::kDouble));
    return result;
}

bool hasFastKernels() { return useFastCpu(at::zeros({1})); }

Error errorOfDevice(const std::string& name) {
    try {
        resolveDevice(name);
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("the device was accepted", __FILE__, __LINE__);
    return Error(ErrorKind::Internal, {}, {});
}

// -log softmax over the target's group, weighted, in plain loops.
double lossByHand(const at::Tensor& hidden, const at::Tensor& head, const LossTargets& targets,
                  const ClassGroups& groups) {
    double sum = 0;
    double weights = 0;
    for (int64_t m = 0; m < targets.rows.numel(); ++m) {
        const int64_t target = targets.targets[m].item<int64_t>();
        int64_t begin = 0;
        int64_t end = 0;
        for (const int64_t groupEnd : groups.ends) {
            begin = end;
            end = groupEnd;
            if (target < end) break;
        }
        double total = 0;
        double own = 0;
        for (int64_t v = begin; v < end; ++v) {
            double logit = 0;
            for (int64_t c = 0; c < hidden.size(1); ++c) {
                logit += hidden[targets.rows[m].item<int64_t>()][c].item<double>() *
                         head[v][c].item<double>();
            }
            total += std::exp(logit);
            if (v == target) own = logit;
        }
        const double weight = targets.weights[m].item<double>();
        sum += weight * (std::log(total) - own);
        weights += weight;
    }
    return sum / weights;
}

LossTargets someTargets() {
    return {at::tensor({0, 2, 3, 5}, at::kLong), at::tensor({1, 6, 3, 4}, at::kLong),
            at::tensor({1.0F, 0.25F, 1.0F, 0.5F})};
}

} // namespace

class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fastKernelsAgreeWithTheReferenceInFloat32() {
        if (!hasFastKernels()) QSKIP("this processor has no AVX2: there are no fast kernels");
        for (const Operation& operation : operations()) {
            const Tensors inputs = converted(operation.inputs, at::kFloat);
            const test::Outcome fast = test::outcomeOf(operation.function, inputs);
            const ReferenceKernels reference;
            QVERIFY(!useFastCpu(at::zeros({1})));
            const double difference =
                relativeDifference(fast, test::outcomeOf(operation.function, inputs));
            QVERIFY2(difference < kFloatTolerance,
                     qPrintable(QString("%1: %2").arg(operation.name).arg(difference)));
        }
    }

    void fastKernelsAgreeWithFloat64InBfloat16() {
        if (!hasFastKernels()) QSKIP("this processor has no AVX2: there are no fast kernels");
        for (const Operation& operation : operations()) {
            const Tensors inputs = converted(operation.inputs, at::kBFloat16);
            const test::Outcome fast = test::outcomeOf(operation.function, inputs);
            const test::Outcome exact = test::outcomeOf(operation.function, widened(inputs));
            const double difference = relativeDifference(fast, exact);
            QVERIFY2(difference < kBfloatTolerance,
                     qPrintable(QString("%1: %2").arg(operation.name).arg(difference)));
        }
    }

    void gradientsAreThoseOfFiniteDifferences() {
        const PackedLayout layout = test::raggedLayout({1, 6, 4}, 5);
        const HeadTensors heads = test::randomHeads(2, 11, 3, at::kDouble);
        const std::vector<Operation> small{
            {"rms norm",
             [](const Tensors& t) { return Tensors{rmsNorm(t[0])}; },
             {noise({3, 5}, 1, at::kDouble)}},
            {"add and rms norm",
             [](const Tensors& t) {
                 const auto [sum, normed] = addRmsNorm(t[0], t[1]);
                 return Tensors{sum, normed};
             },
             {noise({3, 5}, 1, at::kDouble), noise({3, 5}, 2, at::kDouble)}},
            {"split qkv",
             split(someAngles(3, 2), 2),
             {noise({3, 3 * 2 * 6}, 1, at::kDouble), noise({6}, 2, at::kDouble),
              noise({6}, 3, at::kDouble)}},
            {"attention", attention(layout), {heads.query, heads.key, heads.value}},
            {"swiglu",
             [](const Tensors& t) { return Tensors{swiGlu(t[0])}; },
             {noise({3, 8}, 1, at::kDouble)}},
            {"geglu",
             [](const Tensors& t) { return Tensors{geGlu(t[0])}; },
             {noise({3, 8}, 1, at::kDouble)}},
            {"norms with a gain",
             gainedNorms(),
             {noise({3, 5}, 1, at::kDouble), noise({3, 5}, 2, at::kDouble),
              noise({5}, 3, at::kDouble)}},
            {"split qkv, shared keys",
             sharedSplit(someAngles(3, 3), 4, 2),
             {noise({3, 8 * 6}, 1, at::kDouble)}},
            {"attention in a window",
             sharedAttention(layout, 3),
             {noise({4, 11, 3}, 1, at::kDouble), noise({2, 11, 3}, 2, at::kDouble),
              noise({2, 11, 3}, 3, at::kDouble)}},
            {"adapted product",
             adapted(noise({9, 5}, 9, at::kDouble)),
             {noise({4, 5}, 1, at::kDouble), noise({2, 5}, 2, at::kDouble),
              noise({3, 2}, 3, at::kDouble), noise({3, 5}, 4, at::kDouble),
              noise({4, 3}, 5, at::kDouble)}},
            {"vocabulary loss",
             vocabularyLoss(noise({7, 5}, 2, at::kDouble), someTargets()),
             {noise({6, 5}, 1, at::kDouble)}},
            {"feature embedding",
             [](const Tensors& t) { return Tensors{featureEmbedding(t[0], t[1], at::kDouble)}; },
             {noise({6, 3}, 1, at::kDouble),
              at::tensor({0, 5, -1, 2, 2, 3}, at::kInt).view({3, 2})}},
            {"masked loss",
             [](const Tensors& t) {
                 return Tensors{maskedLoss(t[0], t[1], someTargets(), {{4, 7}})};
             },
             {noise({6, 5}, 1, at::kDouble), noise({7, 5}, 2, at::kDouble)}}};
        for (const Operation& operation : small) {
            const double error = test::gradientError(operation.function, operation.inputs);
            QVERIFY2(error < kGradientTolerance,
                     qPrintable(QString("%1: %2").arg(operation.name).arg(error)));
        }
    }

    void anAdaptedProductIsTheSumOfItsParts() {
        const at::Tensor x = noise({6, 5}, 1);
        const at::Tensor weight = noise({9, 5}, 2);
        const at::Tensor bias = noise({9}, 3);
        const at::Tensor a = noise({2, 5}, 4);
        const at::Tensor b = noise({3, 2}, 5);
        at::Tensor expected = at::linear(x, weight, bias);
        expected.narrow(1, 4, 3) += at::linear(at::linear(x, a), b) * 1.5;
        QVERIFY(test::relativeDifference(loraProduct(x, weight, bias, {{a, b, 1.5, 4}}), expected) <
                1e-6);
    }

    void theVocabularyLossIsTheMaskedLossInPieces() {
        // Many rows over a vocabulary that is cut into several pieces.
        const at::Tensor head = noise({300'000, 8}, 1) * 0.3;
        const LossTargets targets{at::arange(100, at::kLong) * 2, at::arange(100, at::kLong) * 2999,
                                  noise({100}, 3).abs()};
        const double weight = targets.weights.sum().item<double>();
        const auto gradientOf = [&](const auto& loss) {
            const at::Tensor hidden = noise({200, 8}, 2).requires_grad_(true);
            const at::Tensor value = loss(hidden);
            return Tensors{value, torch::autograd::grad({value}, {hidden})[0]};
        };
        const Tensors pieces = gradientOf([&](const at::Tensor& hidden) {
            return vocabularyLossShare(hidden, head, targets, weight);
        });
        const Tensors whole = gradientOf([&](const at::Tensor& hidden) {
            return maskedLossShare(hidden, head, targets, {{300'000}}, weight);
        });
        QVERIFY(test::relativeDifference(pieces[0], whole[0]) < 1e-5);
        QVERIFY(test::relativeDifference(pieces[1], whole[1]) < 1e-4);
    }

    void aCommonBeginningGivesWhatEachSlotWithItsOwnGives() {
        for (const int64_t window : {0, 9}) {
            for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
                constexpr int64_t kPrefix = 21;
                const at::Tensor beginning = noise({2, kPrefix, 16}, 1, type);
                const at::Tensor values = noise({2, kPrefix, 16}, 2, type);
                const auto slots = [&](int64_t room) {
                    return at::zeros({3, 2, room, 16}, at::TensorOptions().dtype(type));
                };
                const KeyValueCache shared{slots(8), slots(8), beginning, values};
                const KeyValueCache naive{slots(8 + kPrefix), slots(8 + kPrefix)};
                naive.keys.narrow(2, 0, kPrefix).copy_(beginning.expand({3, 2, kPrefix, 16}));
                naive.values.narrow(2, 0, kPrefix).copy_(values.expand({3, 2, kPrefix, 16}));
                const HeadTensors heads{noise({4, 8, 16}, 3, type), noise({2, 8, 16}, 4, type),
                                        noise({2, 8, 16}, 5, type)};
                PackedLayout layout;
                layout.starts = {0, 1, 6, 8};
                layout.visibleEnd = {22, 22, 23, 24, 25, 26, 22, 23};
                const at::Tensor found =
                    cachedAttention(heads, layout, {2, 0, 1}, {0, 0, 0}, shared, window);
                const at::Tensor expected = cachedAttention(
                    heads, layout, {2, 0, 1}, {kPrefix, kPrefix, kPrefix}, naive, window);
                QVERIFY(test::relativeDifference(found, expected) < 1e-5);
            }
        }
    }

    void wideSumsKeepTheirPrecision() {
        const at::Tensor x = noise({9, 64}, 1);
        const at::Tensor delta = noise({9, 64}, 2).to(at::kBFloat16);
        const auto [sum, normed] = addRmsNorm(x, delta);
        QCOMPARE(sum.scalar_type(), at::kFloat);
        QCOMPARE(normed.scalar_type(), at::kBFloat16);
        QVERIFY(at::equal(sum, x + delta));
    }

    void normalisedRowsHaveUnitMeanSquare() {
        const at::Tensor normed = rmsNorm(noise({9, 64}, 1) * 30);
        QVERIFY((normed.square().mean(1) - 1).abs().max().item<double>() < 1e-4);
    }

    void rotatedQueriesAndKeysDependOnTheDistanceOnly() {
        const at::Tensor frequencies = at::linspace(2.0, 0.1, 20);
        const at::Tensor axes = at::arange(20, at::kLong).remainder(3);
        const at::Tensor one = noise({1, 3 * 2 * 48}, 1);
        const at::Tensor qkv = at::cat({one, one}, 0);
        const auto product = [&](const std::vector<int32_t>& positions) {
            const at::Tensor places = at::tensor(positions, at::kInt).view({2, 3});
            const HeadTensors heads = splitQkv(qkv, {2, 2, at::ones({48}), at::ones({48})},
                                               rotaryAngles(places, frequencies, axes));
            return (heads.query.select(1, 0) * heads.key.select(1, 1)).sum(-1);
        };
        const at::Tensor near = product({1, 2, 3, 4, 2, 5});
        QVERIFY(test::relativeDifference(product({6, 9, 5, 9, 9, 7}), near) < 1e-4);
        QVERIFY(test::relativeDifference(product({1, 2, 3, 5, 2, 5}), near) > 1e-3);
    }

    void packedSequencesAreComputedAsOneByOne() {
        const PackedLayout layout = test::raggedLayout(kLengths, 9);
        const HeadTensors heads = test::randomHeads(4, layout.tokens(), 48, at::kFloat);
        const at::Tensor packed = prefixAttention(heads, layout);
        for (int64_t s = 0; s < layout.sequences(); ++s) {
            const int64_t start = layout.starts[static_cast<size_t>(s)];
            const int64_t end = layout.starts[static_cast<size_t>(s) + 1];
            const at::Tensor alone = prefixAttention(test::slice(heads, start, end),
                                                     test::part(layout, s, 0, end - start));
            QVERIFY(test::relativeDifference(packed.narrow(0, start, end - start), alone) < 1e-6);
        }
    }

    void whatIsNotVisibleChangesNothing() {
        const PackedLayout layout = test::raggedLayout({60, 300}, 11);
        for (const at::ScalarType type : {at::kFloat, at::kBFloat16, at::kDouble}) {
            HeadTensors heads = test::randomHeads(2, 360, 48, type);
            heads.query = heads.query / 7; // weights that are spread, so that every change shows
            const at::Tensor before = prefixAttention(heads, layout);
            HeadTensors changed = heads;
            changed.key = heads.key.clone();
            changed.value = heads.value.clone();
            constexpr int64_t kChanged = 200; // position 140 of the second sequence
            changed.key.select(1, kChanged).fill_(1);
            changed.value.select(1, kChanged).fill_(-5);
            const at::Tensor after = prefixAttention(changed, layout);
            for (int64_t n = 0; n < 360; ++n) {
                const int64_t start = n < 60 ? 0 : 60;
                const bool sees =
                    n >= 60 && start + layout.visibleEnd[static_cast<size_t>(n)] > kChanged;
                QCOMPARE(at::equal(before[n], after[n]), !sees);
            }
        }
    }

    void theRangesOfTilesHoldAllThatTheirRowsSee() {
        const PackedLayout layout = test::raggedLayout(kLengths, 17);
        const int64_t tokens = layout.tokens();
        const int64_t tiles = (tokens + 63) / 64;
        const at::Tensor ranges = visibleRanges(layout, at::kCPU);
        QCOMPARE(ranges.sizes().vec(), (std::vector<int64_t>{tokens + 2 * tiles, 2}));
        const auto sees = [&](int64_t row, int64_t position) {
            const auto next = std::ranges::upper_bound(layout.starts, row);
            return position >= *(next - 1) &&
                   position < *(next - 1) + layout.visibleEnd[static_cast<size_t>(row)];
        };
        const auto holds = [&](int64_t range, int64_t position) {
            return position >= ranges[range][0].item<int64_t>() &&
                   position < ranges[range][1].item<int64_t>();
        };
        for (int64_t row = 0; row < tokens; ++row) {
            for (int64_t position = 0; position < tokens; ++position) {
                const bool seen = sees(row, position);
                QCOMPARE(holds(row, position), seen);
                if (!seen) continue;
                QVERIFY(holds(tokens + row / 64, position));
                QVERIFY(holds(tokens + tiles + position / 64, row));
            }
        }
    }

    void attentionToACacheIsFullAttention() {
        const PackedLayout layout = test::raggedLayout({200, 150}, 13);
        for (const bool fast : {true, false}) {
            std::optional<ReferenceKernels> reference;
            if (!fast) reference.emplace();
            const HeadTensors heads = test::randomHeads(4, 350, 48, at::kFloat);
            const at::Tensor full = prefixAttention(heads, layout);
            const KeyValueCache cache{at::full({3, 4, 220, 48}, 1e3),
                                      at::full({3, 4, 220, 48}, 1e3)};
            // Sequence 0 in slot 2: a prefix at once, then position by position. A prefix ends
            // where nothing of it sees beyond.
            for (int64_t s = 0; s < 2; ++s) {
                const int64_t start = layout.starts[static_cast<size_t>(s)];
                const int64_t length = layout.starts[static_cast<size_t>(s) + 1] - start;
                for (int64_t from = 0; from < length;) {
                    const bool first = from == 0;
                    int64_t to = first ? 140 : from + 1;
                    while (layout.visibleEnd[static_cast<size_t>(start + to - 1)] > to) ++to;
                    const at::Tensor rows =
                        cachedAttention(test::slice(heads, start + from, start + to),
                                        test::part(layout, s, from, to), {2 - s}, {from}, cache);
                    QVERIFY(test::relativeDifference(
                                rows, full.narrow(0, start + from, to - from)) < kFloatTolerance);
                    from = to;
                }
            }
        }
    }

    void cachedSequencesOfOneBatchDoNotMix() {
        const HeadTensors heads = test::randomHeads(2, 3, 48, at::kFloat);
        const HeadTensors past = test::randomHeads(2, 12, 48, at::kFloat);
        const KeyValueCache cache{past.key.unsqueeze(0).repeat({3, 1, 1, 1}),
                                  past.value.unsqueeze(0).repeat({3, 1, 1, 1})};
        const PackedLayout layout{{0, 1, 2, 3}, {4, 7, 11}};
        const at::Tensor together = cachedAttention(heads, layout, {1, 0, 2}, {3, 6, 10}, cache);
        for (int64_t s = 0; s < 3; ++s) {
            const KeyValueCache fresh{past.key.unsqueeze(0).clone(),
                                      past.value.unsqueeze(0).clone()};
            const int64_t start = layout.visibleEnd[static_cast<size_t>(s)] - 1;
            const at::Tensor alone = cachedAttention(
                test::slice(heads, s, s + 1), {{0, 1}, {layout.visibleEnd[static_cast<size_t>(s)]}},
                {0}, {start}, fresh);
            QVERIFY(test::relativeDifference(together.narrow(0, s, 1), alone) < 1e-6);
        }
    }

    void theMaskedLossIsACrossEntropyOverTheTargetsGroup() {
        const at::Tensor hidden = noise({6, 5}, 1);
        const at::Tensor head = noise({7, 5}, 2);
        for (const ClassGroups& groups : {ClassGroups{{4, 7}}, ClassGroups{{7}}}) {
            const double found = maskedLoss(hidden, head, someTargets(), groups).item<double>();
            const double expected = lossByHand(hidden, head, someTargets(), groups);
            QVERIFY(std::abs(found - expected) < 1e-5);
            const at::Tensor each = targetLogProbabilities(hidden, head, someTargets(), groups);
            const at::Tensor weights = someTargets().weights;
            QVERIFY(std::abs(-(each * weights).sum().item<double>() / weights.sum().item<double>() -
                             expected) < 1e-5);
        }
    }

    void theMaskedLossOfNothingIsZero() {
        LossTargets nothing{at::empty({0}, at::kLong), at::empty({0}, at::kLong), at::empty({0})};
        const at::Tensor loss = maskedLoss(noise({3, 5}, 1), noise({7, 5}, 2), nothing, {{7}});
        QCOMPARE(loss.item<double>(), 0.0);
    }

    void absentFeaturesAddNothing() {
        const at::Tensor table = noise({4, 3}, 1);
        const at::Tensor ids = at::tensor({0, -1, 2, 2, -1, -1}, at::kInt).view({3, 2});
        const at::Tensor found = featureEmbedding(table, ids, at::kFloat);
        QVERIFY(at::allclose(found[0], table[0]));
        QVERIFY(at::allclose(found[1], table[2] * 2));
        QVERIFY(at::equal(found[2], at::zeros({3})));
    }

    void thisMachineHasAtLeastAProcessor() {
        const std::vector<FoundDevice> devices = findDevices();
        QCOMPARE(devices.front().name, std::string("cpu"));
        QVERIFY(devices.front().memoryBytes > (int64_t{1} << 28));
        QVERIFY(devices.front().cores > 0);
        QVERIFY(resolveDevice("cpu") == at::Device(at::kCPU));
        const bool gpu = torch::cuda::is_available();
        QVERIFY(resolveDevice("auto").is_cuda() == gpu);
    }

    void anUnknownDeviceIsAnErrorThatNamesWhatThereIs() {
        for (const char* name : {"tpu", "cuda:99", "cuda:", "cuda:x", "cuda:-1", "CPU", ""}) {
            const Error error = errorOfDevice(name);
            QCOMPARE(error.kind(), ErrorKind::Device);
            QVERIFY(error.message().find(std::string("\"") + name + "\"") != std::string::npos);
            QVERIFY(error.message().find("auto, cpu") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(TestKernels)
#include "test_kernels.moc"
