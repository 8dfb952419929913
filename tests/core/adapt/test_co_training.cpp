#include "core/adapt/batch_shards.h"
#include "core/adapt/co_training.h"
#include "core/base/error.h"
#include "core/kernels/language/lora_product.h"
#include "core/models/lora.h"
#include "core/transforms/episode_stream.h"
#include "tests/support/random_tasks.h"
#include "tests/support/small_decoders.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <QtTest/QtTest>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

using namespace ttt;

namespace {

constexpr int kTasks = 5;
constexpr int kSteps = 6;

RunConfig coConfig() {
    RunConfig config;
    config.adapt.method = "lora";
    config.adapt.steps = kSteps;
    config.adapt.batchTokens = 500;
    config.adapt.loraRank = 8;
    config.adapt.loraAlpha = 16;
    config.optimizer.learningRate = 3e-3;
    config.optimizer.clipNorm = 0.2; // so that it matters
    return config;
}

// Of sizes from 3x3 to 15x15, so that batches have 1 to several sequences and shards 1 to 3 tasks.
SolverTask taskOfSize(int index) {
    Rng random(static_cast<uint64_t>(index) + 1);
    return test::randomTask(random, 3 + 3 * index, 3);
}

// One task's model and trainer, as the engine makes them.
struct Member {
    Member(const LanguageModel& base, int index, const RunConfig& config)
        : model(base.clone(WeightUse::Frozen)),
          stream(std::make_shared<EpisodeStream>(
              std::vector{taskOfSize(index)}, config,
              [this](const Episode& e) { return codec.countTokens(e, {}); })),
          trainer(std::make_unique<TestTimeTrainer>(*model, codec, config, std::vector<Episode>{},
                                                    [s = stream] { return s->next(); })) {}

    ArcCodec codec;
    std::unique_ptr<LanguageModel> model;
    std::shared_ptr<EpisodeStream> stream;
    std::unique_ptr<TestTimeTrainer> trainer;
    std::vector<double> losses;
    std::vector<double> norms;
    std::vector<at::Tensor> firstGradients;

    void note(const StepMetrics& metrics) {
        if (losses.empty()) {
            for (const NamedTensor& p : trainer->trainable()) {
                firstGradients.push_back(p.tensor.grad().clone());
            }
        }
        losses.push_back(metrics.lossNats);
        norms.push_back(metrics.gradientNorm);
    }
};
using Members = std::vector<std::unique_ptr<Member>>;

Members makeMembers(const LanguageModel& base, const RunConfig& config) {
    Members members;
    for (int i = 0; i < kTasks; ++i) members.push_back(std::make_unique<Member>(base, i, config));
    return members;
}

void trainAlone(Member& member) {
    for (int step = 0; step < kSteps; ++step) member.note(member.trainer->step());
}

std::unique_ptr<CoTraining> joined(const LanguageModel& base, Members& members) {
    auto training = std::make_unique<CoTraining>(base);
    for (const auto& member : members) training->add(*member->model, *member->trainer);
    return training;
}

void stepTogether(CoTraining& training, Members& members, const std::vector<size_t>& active) {
    const auto shares = training.differentiate(active);
    for (size_t i = 0; i < active.size(); ++i) {
        Member& member = *members[active[i]];
        member.note(member.trainer->finishStep(shares[i].lossNats, shares[i].tokens));
    }
}

double relative(double a, double b) { return std::abs(a - b) / std::abs(b); }

double worstDifference(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    double worst = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        if (b[i].norm().item<double>() == 0 && a[i].norm().item<double>() == 0) continue;
        worst = std::max(worst, test::relativeDifference(a[i], b[i]));
    }
    return worst;
}

std::vector<at::Tensor> adaptersOf(Member& member) {
    std::vector<at::Tensor> tensors;
    for (const NamedTensor& t : loraTensors(*member.model)) tensors.push_back(t.tensor.detach());
    return tensors;
}

} // namespace

class TestCoTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theGroupedProductIsThatOfEachGroupsOwnAdapters() {
        const std::vector<RowGroup> groups{{0, 5, 0}, {5, 6, 1}, {6, 17, 2}};
        const at::Tensor x = test::noise({17, 6}, 1, at::kDouble).requires_grad_(true);
        const at::Tensor weight = test::noise({9, 6}, 2, at::kDouble);
        const at::Tensor bias = test::noise({9}, 3, at::kDouble);
        std::vector<GroupedLoraTerm> terms{{{}, {}, 0.5, 0}, {{}, {}, 2, 4}};
        std::vector<at::Tensor> inputs{x};
        for (GroupedLoraTerm& term : terms) {
            const int64_t outputs = term.column == 0 ? 4 : 5;
            for (uint64_t g = 0; g < groups.size(); ++g) {
                const uint64_t seed = 10 * g + static_cast<uint64_t>(outputs);
                term.a.push_back(test::noise({3, 6}, seed, at::kDouble).requires_grad_(true));
                term.b.push_back(
                    test::noise({outputs, 3}, seed + 100, at::kDouble).requires_grad_(true));
                inputs.insert(inputs.end(), {term.a.back(), term.b.back()});
            }
        }
        std::vector<at::Tensor> pieces;
        for (const RowGroup& group : groups) {
            std::vector<LoraTerm> own;
            for (const GroupedLoraTerm& term : terms) {
                own.push_back({term.a[group.task], term.b[group.task], term.scale, term.column});
            }
            pieces.push_back(
                loraProduct(x.narrow(0, group.begin, group.end - group.begin), weight, bias, own));
        }
        const at::Tensor expected = at::cat(pieces, 0);
        const at::Tensor found = groupedLoraProduct(x, weight, bias, terms, groups);
        QVERIFY(test::relativeDifference(found, expected) < 1e-13);
        const at::Tensor upstream = test::noise({17, 9}, 4, at::kDouble);
        const auto wanted = torch::autograd::grad({expected}, inputs, {upstream});
        const auto got = torch::autograd::grad({found}, inputs, {upstream});
        for (size_t i = 0; i < wanted.size(); ++i) {
            QVERIFY2(test::relativeDifference(got[i], wanted[i]) < 1e-13,
                     qPrintable(QString::number(i)));
        }
    }

    void shardsKeepTasksWholeAsFarAsTheyGo() {
        const std::vector<int64_t> lengths{300, 200, 400, 500, 700, 900, 800, 100};
        const std::vector<size_t> owners{0, 0, 1, 2, 3, 3, 3, 4};
        // 0 and 1 together; 2 alone, as 3 is too long beside it; 3 is cut; 4 beside its rest.
        QCOMPARE(shardEnds(lengths, owners, at::kCPU), (std::vector<size_t>{3, 4, 6, 8}));
        QCOMPARE(shardEnds(lengths, owners, at::Device("cuda:0")), std::vector<size_t>{8});
    }

    // How far co-training is from one task at a time.
    void tasksOfDifferentSizesLearnAsTheyDoAlone() {
        struct Tolerance {
            at::ScalarType type;
            double gradient;
            double loss;
            double adapters;
        };
        for (const Tolerance& tolerance :
             {Tolerance{at::kFloat, 2e-5, 1e-4, 2e-3}, Tolerance{at::kBFloat16, 3e-2, 3e-2, 0.3}}) {
            const ArcDecoder base = test::randomDecoder(3, tolerance.type);
            Members alone = makeMembers(base, coConfig());
            for (const auto& member : alone) trainAlone(*member);
            Members together = makeMembers(base, coConfig());
            const auto training = joined(base, together);
            for (int step = 0; step < kSteps; ++step) {
                stepTogether(*training, together, {0, 1, 2, 3, 4});
            }
            for (size_t i = 0; i < together.size(); ++i) {
                Member& a = *together[i];
                Member& b = *alone[i];
                const double gradient = worstDifference(a.firstGradients, b.firstGradients);
                const double adapters = worstDifference(adaptersOf(a), adaptersOf(b));
                double loss = 0;
                for (size_t s = 0; s < a.losses.size(); ++s) {
                    loss = std::max(loss, relative(a.losses[s], b.losses[s]));
                    QVERIFY(relative(a.norms[s], b.norms[s]) < 10 * tolerance.loss);
                }
                qInfo("%s, task %zu: gradient %.2g, loss %.2g, adapters %.2g",
                      at::toString(tolerance.type), i, gradient, loss, adapters);
                QVERIFY(gradient < tolerance.gradient);
                QVERIFY(loss < tolerance.loss);
                QVERIFY(adapters < tolerance.adapters);
                QVERIFY(a.losses.back() != a.losses.front());
            }
            // Each task's adapters are its own.
            QVERIFY(worstDifference(adaptersOf(*together[0]), adaptersOf(*together[1])) > 0.05);
        }
    }

    void aTaskThatLeavesDoesNotMoveTheOthers() {
        const ArcDecoder base = test::randomDecoder(3);
        Members alone = makeMembers(base, coConfig());
        for (const auto& member : alone) trainAlone(*member);
        Members together = makeMembers(base, coConfig());
        const auto training = joined(base, together);
        stepTogether(*training, together, {0, 1, 2, 3, 4});
        stepTogether(*training, together, {0, 1, 2, 3, 4});
        const std::vector<at::Tensor> left = adaptersOf(*together[2]);
        std::vector<at::Tensor> before;
        for (const at::Tensor& tensor : left) before.push_back(tensor.clone());
        for (int step = 2; step < kSteps; ++step) stepTogether(*training, together, {4, 0, 1, 3});
        for (size_t i = 0; i < left.size(); ++i) QVERIFY(at::equal(left[i], before[i]));
        for (const size_t i : {0, 1, 3, 4}) {
            QCOMPARE(together[i]->losses.size(), size_t{kSteps});
            QVERIFY(relative(together[i]->losses.back(), alone[i]->losses.back()) < 1e-4);
        }
    }

    void aLossThatIsNotFiniteStopsItsOwnTaskOnly() {
        const ArcDecoder base = test::randomDecoder(3);
        Members healthy = makeMembers(base, coConfig());
        Members members = makeMembers(base, coConfig());
        {
            const at::NoGradGuard noGrad;
            members[1]->trainer->trainable()[0].tensor.fill_(std::nan(""));
        }
        const auto wellTraining = joined(base, healthy);
        const auto training = joined(base, members);
        const std::vector<size_t> all{0, 1, 2, 3, 4};
        const auto wellShares = wellTraining->differentiate(all);
        const auto shares = training->differentiate(all);
        for (const size_t i : all) {
            Member& member = *members[i];
            if (i == 1) {
                QVERIFY(std::isnan(shares[i].lossNats));
                try {
                    member.trainer->finishStep(shares[i].lossNats, shares[i].tokens);
                    QFAIL("no error");
                } catch (const Error& error) {
                    QCOMPARE(error.kind(), ErrorKind::Numeric);
                }
                continue;
            }
            QCOMPARE(shares[i].lossNats, wellShares[i].lossNats);
            member.note(member.trainer->finishStep(shares[i].lossNats, shares[i].tokens));
            healthy[i]->note(
                healthy[i]->trainer->finishStep(wellShares[i].lossNats, wellShares[i].tokens));
            QCOMPARE(worstDifference(member.firstGradients, healthy[i]->firstGradients), 0.0);
        }
    }

    void everyNumberOfThreadsGivesTheSameNumbersBitForBit() {
        const int before = at::get_num_threads();
        std::vector<double> losses[2];
        for (const int threads : {1, 2}) {
            at::set_num_threads(threads);
            const ArcDecoder base = test::randomDecoder(3, at::kBFloat16);
            Members members = makeMembers(base, coConfig());
            const auto training = joined(base, members);
            for (int step = 0; step < 3; ++step) {
                stepTogether(*training, members, {0, 1, 2, 3, 4});
            }
            for (const auto& member : members) {
                losses[threads - 1].insert(losses[threads - 1].end(), member->losses.begin(),
                                           member->losses.end());
            }
        }
        at::set_num_threads(before);
        QCOMPARE(losses[0], losses[1]);
    }

    void aPassWithoutRowsOfTasksIsRefused() {
        const ArcDecoder base = test::randomDecoder(3);
        Members members = makeMembers(base, coConfig());
        ArcDecoder joint = test::randomDecoder(3);
        const auto groups = joint.linearGroups();
        groups[0]->parts[0].adaptersByTask.push_back(
            *members[0]->model->linearGroups()[0]->parts[0].adapter);
        try {
            joint.forward(test::randomBatch(1), false);
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Internal);
        }
    }
};

QTEST_GUILESS_MAIN(TestCoTraining)
#include "test_co_training.moc"
