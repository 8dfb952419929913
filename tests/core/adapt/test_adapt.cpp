#include "core/adapt/batch_shards.h"
#include "core/adapt/test_time_trainer.h"
#include "core/base/error.h"
#include "core/models/lora.h"
#include "core/transforms/adaptation_set.h"
#include "core/transforms/episode_stream.h"
#include "tests/support/mirror_task.h"
#include "tests/support/recording_codec.h"
#include "tests/support/small_decoders.h"

#include <ATen/Parallel.h>
#include <QtTest/QtTest>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

using namespace ttt;

namespace {

Episode mirrorEpisode() {
    const FewShotTask task = test::mirrorTask("m");
    Episode episode;
    episode.demonstrations = {task.examples[0], task.examples[1]};
    episode.query = task.examples[2];
    return episode;
}

// An episode whose last output is a row of `cells` cells: of a length of its own.
Episode episodeOfLength(int cells) { return {{}, {Grid::fromText("1"), Grid(1, cells)}, {}}; }

RunConfig smallConfig(const std::string& method) {
    RunConfig config;
    config.adapt.method = method;
    config.adapt.steps = 6;
    config.adapt.batchTokens = 0;
    config.adapt.batchSize = 1;
    config.adapt.loraRank = 4;
    config.adapt.loraAlpha = 8;
    config.optimizer.learningRate = 1e-2;
    config.optimizer.fullLearningRate = 3e-3;
    config.optimizer.muonLearningRate = 5e-3;
    return config;
}

std::vector<at::Tensor> copied(const std::vector<NamedTensor>& tensors) {
    std::vector<at::Tensor> copies;
    for (const NamedTensor& tensor : tensors) copies.push_back(tensor.tensor.detach().clone());
    return copies;
}

// How many tensors differ from their copies.
size_t countChanged(const std::vector<NamedTensor>& tensors, const std::vector<at::Tensor>& was) {
    size_t changed = 0;
    for (size_t i = 0; i < was.size(); ++i) changed += at::equal(tensors[i].tensor, was[i]) ? 0 : 1;
    return changed;
}

struct Training {
    std::vector<double> losses;
    std::vector<at::Tensor> weights; // and adapters
};

// Enough tokens for several shards, in sequences of different lengths.
std::vector<TokenSequence> largeBatch() {
    Rng random(5);
    const ArcCodec codec;
    std::vector<TokenSequence> batch;
    for (int64_t tokens = 0; tokens < 5000; tokens += batch.back().length()) {
        const int side = 4 + static_cast<int>(batch.size() % 4) * 4;
        batch.push_back(codec.encode(test::randomEpisode(random, side, 2), {}));
    }
    return batch;
}

Trainer clippingTrainer(LanguageModel& model, const std::string& optimizer, double clipNorm) {
    return {model, model.weights(),
            optimizer == "muon" ? makeMuon(model.weights(), {}, {})
                                : makeAdamW(model.weights(), {}),
            clipNorm};
}

// Sets the number of threads and gives it back.
class Threads {
public:
    explicit Threads(int count) : before_(at::get_num_threads()) { at::set_num_threads(count); }
    ~Threads() { at::set_num_threads(before_); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

private:
    int before_;
};

Training trainSmall(const RunConfig& config, at::ScalarType type = at::kFloat) {
    ArcDecoder model = test::randomDecoder(3, type);
    const ArcCodec codec;
    Training training;
    {
        TestTimeTrainer trainer(model, codec, config, {mirrorEpisode()}, {});
        while (std::ssize(training.losses) < trainer.plannedSteps()) {
            training.losses.push_back(trainer.step().lossNats);
        }
    }
    training.weights = copied(model.weights());
    for (const NamedTensor& tensor : loraTensors(model)) training.weights.push_back(tensor.tensor);
    return training;
}

} // namespace

class TestAdapt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneEpisodeIsLearnedByEveryMethodAndOptimizer() {
        for (const char* method : {"full", "lora"}) {
            for (const char* optimizer : {"adamw", "muon"}) {
                RunConfig config = smallConfig(method);
                config.optimizer.name = optimizer;
                config.adapt.steps = 80;
                config.adapt.loraRank = 16;
                config.adapt.loraAlpha = 32;
                const Training training = trainSmall(config);
                QVERIFY2(training.losses.back() < 0.1 * training.losses.front(),
                         qPrintable(QString("%1 %2: %3 to %4")
                                        .arg(method, optimizer)
                                        .arg(training.losses.front())
                                        .arg(training.losses.back())));
            }
        }
    }

    void theNanoModelLearnsOneEpisodeFromFreshWeights() {
        ArcDecoder model(arcDecoderShape("nano"), 1, {at::kCPU, at::kFloat});
        const ArcCodec codec;
        RunConfig config = smallConfig("full");
        config.adapt.steps = 40;
        TestTimeTrainer trainer(model, codec, config, {mirrorEpisode()}, {});
        const double first = trainer.step().lossNats;
        double last = first;
        for (int step = 1; step < 40; ++step) last = trainer.step().lossNats;
        QVERIFY2(last < 0.1 * first, qPrintable(QString("%1 to %2").arg(first).arg(last)));
    }

    void everyLossTrains() {
        for (const auto& loss : lossNames()) {
            RunConfig config = smallConfig("full");
            config.adapt.loss = loss.name;
            config.adapt.steps = 12;
            const Training training = trainSmall(config);
            QVERIFY2(training.losses.back() < training.losses.front(), loss.name.data());
        }
    }

    void loraTrainsAdaptersOnlyAndFullTrainsAllWeights() {
        const ArcCodec codec;
        ArcDecoder model = test::randomDecoder(3);
        const std::vector<at::Tensor> before = copied(model.weights());
        {
            TestTimeTrainer trainer(model, codec, smallConfig("lora"), {mirrorEpisode()}, {});
            int64_t adapterNumbers = 0;
            for (const NamedTensor& tensor : loraTensors(model)) {
                adapterNumbers += tensor.tensor.numel();
            }
            QCOMPARE(trainer.trainableParameters(), adapterNumbers);
            const std::vector<at::Tensor> adapters = copied(loraTensors(model));
            // A gets a gradient once B is no longer zero.
            trainer.step();
            trainer.step();
            QCOMPARE(countChanged(loraTensors(model), adapters), adapters.size());
        }
        QCOMPARE(countChanged(model.weights(), before), size_t{0});

        ArcDecoder whole = test::randomDecoder(3);
        TestTimeTrainer trainer(whole, codec, smallConfig("full"), {mirrorEpisode()}, {});
        QCOMPARE(trainer.trainableParameters(), countParameters(whole));
        trainer.step();
        QCOMPARE(countChanged(whole.weights(), before), before.size());
    }

    void whatIsMeasuredWhileTrainingIsTheModelOfThatStep() {
        const ArcCodec codec;
        for (const char* optimizer : {"adamw", "muon"}) {
            ArcDecoder model = test::randomDecoder(3, at::kBFloat16);
            RunConfig config = smallConfig("full");
            config.optimizer.name = optimizer;
            TestTimeTrainer trainer(model, codec, config, {mirrorEpisode()}, {});
            const PackedBatch batch = test::randomBatch(1);
            for (int step = 0; step < 3; ++step) {
                const at::Tensor kept = test::logitsOf(model, batch);
                trainer.step();
                const at::Tensor now = test::logitsOf(model, batch);
                QVERIFY(!at::equal(now, kept));
                QVERIFY(at::equal(now, test::logitsOf(*model.clone(WeightUse::Trained), batch)));
            }
        }
    }

    void theSameSeedGivesTheSameNumbersBitForBit() {
        for (const char* method : {"full", "lora"}) {
            for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
                const Training first = trainSmall(smallConfig(method), type);
                const Training second = trainSmall(smallConfig(method), type);
                QCOMPARE(first.losses, second.losses);
                for (size_t i = 0; i < first.weights.size(); ++i) {
                    QVERIFY(at::equal(first.weights[i], second.weights[i]));
                }
            }
        }
        RunConfig dropout = smallConfig("lora");
        dropout.adapt.loraDropout = 0.3;
        QCOMPARE(trainSmall(dropout).losses, trainSmall(dropout).losses);
        QVERIFY(trainSmall(dropout).losses != trainSmall(smallConfig("lora")).losses);
        RunConfig other = smallConfig("lora");
        other.run.seed = 1;
        QVERIFY(trainSmall(other).losses != trainSmall(smallConfig("lora")).losses);
    }

    void theGradientOfAStepIsThatOfTheWholeBatch() {
        const std::vector<TokenSequence> batch = largeBatch();
        const PackedBatch packed = packSequences(batch, at::kCPU);
        QVERIFY(packShards(batch, at::kCPU).size() > 2);
        for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
            ArcDecoder model = test::randomDecoder(3, type);
            Trainer trainer = clippingTrainer(model, "adamw", 0);
            const at::Tensor loss = maskedLoss(model.forward(packed, true), model.head().weight,
                                               packed.targets, model.classGroups());
            std::vector<at::Tensor> weights;
            for (const NamedTensor& weight : trainer.trainable()) weights.push_back(weight.tensor);
            const auto whole = torch::autograd::grad({loss}, weights);
            const double tolerance = type == at::kFloat ? 1e-4 : 3e-2;
            QVERIFY(std::abs(trainer.loss(batch) / loss.item<double>() - 1) < tolerance);
            const StepOutcome outcome = trainer.step(batch, {0, 0});
            QVERIFY(std::abs(outcome.lossNats / loss.item<double>() - 1) < tolerance);
            QCOMPARE(outcome.tokens, packed.layout.tokens());
            for (size_t i = 0; i < weights.size(); ++i) {
                QVERIFY2(test::relativeDifference(weights[i].grad(), whole[i]) < tolerance,
                         trainer.trainable()[i].name.c_str());
            }
        }
    }

    void everyNumberOfThreadsGivesTheSameNumbersBitForBit() {
        const std::vector<TokenSequence> batch = largeBatch();
        for (const char* optimizer : {"adamw", "muon"}) {
            std::vector<double> losses[2];
            std::vector<at::Tensor> weights;
            for (const int threads : {1, 2}) {
                const Threads limit(threads);
                ArcDecoder model = test::randomDecoder(3, at::kBFloat16);
                Trainer trainer = clippingTrainer(model, optimizer, 0.1);
                for (int step = 0; step < 3; ++step) {
                    losses[threads - 1].push_back(trainer.step(batch, {1e-3, 1e-3}).lossNats);
                }
                losses[threads - 1].push_back(trainer.loss(batch));
                if (threads == 1) weights = copied(model.weights());
                if (threads == 2) QCOMPARE(countChanged(model.weights(), weights), size_t{0});
            }
            QCOMPARE(losses[0], losses[1]);
        }
    }

    void dropoutIsTheSameForEveryNumberOfThreads() {
        const std::vector<TokenSequence> batch = largeBatch();
        RunConfig config = smallConfig("lora");
        config.adapt.loraDropout = 0.3;
        std::vector<double> losses;
        for (const int threads : {1, 2, 2}) {
            const Threads limit(threads);
            ArcDecoder model = test::randomDecoder(3);
            const std::vector<NamedTensor> adapters = attachLora(model, config.adapt, 1);
            Trainer trainer(model, adapters, makeAdamW(adapters, {}), 1);
            trainer.step(batch, {1e-2, 0});
            losses.push_back(trainer.step(batch, {1e-2, 0}).lossNats);
        }
        QVERIFY(std::abs(losses[0] - losses[1]) < 1e-5);
        QCOMPARE(losses[1], losses[2]);
    }

    void anErrorInAnyShardReachesTheCaller() {
        std::vector<TokenSequence> batch = largeBatch();
        batch.back().targets.back() = 1000;
        batch.back().lossWeights.back() = 1;
        for (const int threads : {1, 2}) {
            const Threads limit(threads);
            ArcDecoder model = test::randomDecoder(3);
            Trainer trainer = clippingTrainer(model, "adamw", 1);
            QVERIFY_EXCEPTION_THROWN(trainer.step(batch, {1e-3, 0}), c10::Error);
            QVERIFY_EXCEPTION_THROWN(trainer.loss(batch), c10::Error);
        }
    }

    void weightsThatAreNotFiniteStopTrainingAndStayAsTheyWere() {
        const ArcCodec codec;
        for (const char* name :
             {"features", "head", "layers.0.q", "layers.1.down", "layers.1.up"}) {
            ArcDecoder model = test::randomDecoder(3);
            for (const NamedTensor& weight : model.weights()) {
                if (weight.name == name) weight.tensor.fill_(std::nan(""));
            }
            TestTimeTrainer trainer(model, codec, smallConfig("full"), {mirrorEpisode()}, {});
            const at::Tensor gate = model.weights()[6].tensor;
            const at::Tensor before = gate.detach().clone();
            try {
                trainer.step();
                QFAIL(name);
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Numeric);
                QVERIFY(!error.suggestion().empty());
            }
            QVERIFY(at::equal(gate, before));
        }
    }

    void aBatchHasTheStatedNumberOfEpisodes() {
        const ArcCodec codec;
        ArcDecoder model = test::randomDecoder(3);
        RunConfig config = smallConfig("lora");
        config.adapt.batchSize = 3;
        TestTimeTrainer trainer(model, codec, config, {mirrorEpisode()}, {});
        QCOMPARE(trainer.step().tokens, 3 * codec.countTokens(mirrorEpisode(), {}));
    }

    void aBatchHasAtMostTheStatedTokensOrOneEpisode() {
        const ArcCodec codec;
        ArcDecoder model = test::randomDecoder(3);
        RunConfig config = smallConfig("lora");
        config.adapt.steps = 0;
        config.adapt.epochs = 4;
        config.adapt.batchTokens = 30;
        std::vector<Episode> episodes;
        int64_t total = 0;
        for (const int cells : {3, 9, 12, 16, 30}) {
            episodes.push_back(episodeOfLength(cells));
            total += codec.countTokens(episodes.back(), {});
        }
        TestTimeTrainer trainer(model, codec, config, episodes, {});
        QCOMPARE(trainer.plannedSteps(),
                 int64_t{std::llround(4 * static_cast<double>(total) / 30)});
        const int64_t longest = codec.countTokens(episodes.back(), {});
        for (int step = 0; step < 12; ++step) {
            const int64_t tokens = trainer.step().tokens;
            QVERIFY(tokens <= 30 || tokens == longest);
        }
    }

    void anEpochTakesEveryEpisodeOnce() {
        const ArcCodec codec;
        ArcDecoder model = test::randomDecoder(3);
        RunConfig config = smallConfig("lora");
        config.adapt.steps = 0;
        config.adapt.epochs = 2;
        std::vector<Episode> episodes;
        std::vector<int64_t> lengths;
        for (int cells = 1; cells <= 7; ++cells) {
            episodes.push_back(episodeOfLength(cells));
            lengths.push_back(codec.countTokens(episodes.back(), {}));
        }
        TestTimeTrainer trainer(model, codec, config, episodes, {});
        QCOMPARE(trainer.plannedSteps(), 14);
        std::vector<std::vector<int64_t>> epochs(2);
        for (auto& epoch : epochs) {
            for (int i = 0; i < 7; ++i) epoch.push_back(trainer.step().tokens);
        }
        QVERIFY(epochs[0] != epochs[1]);
        for (auto& epoch : epochs) {
            std::ranges::sort(epoch);
            QCOMPARE(epoch, lengths);
        }
    }

    void theHeldOutDemonstrationIsNeverTrainedOn() {
        Rng random(1);
        SolverTask task = test::randomTask(random, 4, 4);
        constexpr int kHeldOut = 2;
        const Grid mark(7, 5, 3); // no other grid has 35 cells
        task.examples[kHeldOut] = {mark, mark};
        for (const char* kind : {"random-orders", "leave-one-out", "direct"}) {
            for (const bool heldOut : {true, false}) {
                RunConfig config = smallConfig("lora");
                config.task.holdOut = heldOut ? kHeldOut : -1;
                config.adapt.episodes = kind;
                test::RecordingCodec codec;
                const TokenCounter tokens = [&](const Episode& e) {
                    return codec.countTokens(e, {});
                };
                std::vector<Episode> episodes;
                EpisodeStream stream({task}, config, tokens);
                if (std::string(kind) != "random-orders") {
                    episodes = buildAdaptationSet(task, config, tokens).episodes;
                }
                ArcDecoder model = test::randomDecoder(3);
                TestTimeTrainer trainer(model, codec, config, episodes,
                                        [&] { return stream.next(); });
                for (int step = 0; step < 6; ++step) trainer.step();
                QVERIFY(codec.episodes.size() >= 6);
                bool seen = false;
                for (const Episode& episode : codec.episodes) {
                    std::vector<Example> pairs = episode.demonstrations;
                    pairs.push_back(episode.query);
                    for (const Example& pair : pairs) seen |= gridOf(pair.output).area() == 35;
                }
                QCOMPARE(seen, !heldOut);
            }
        }
    }

    void aStreamWithoutStepsIsAnError() {
        const ArcCodec codec;
        ArcDecoder model = test::randomDecoder(3);
        RunConfig config = smallConfig("full");
        config.adapt.steps = 0;
        QVERIFY_EXCEPTION_THROWN(
            TestTimeTrainer(model, codec, config, {}, [] { return mirrorEpisode(); }), Error);
    }
};

QTEST_GUILESS_MAIN(TestAdapt)
#include "test_adapt.moc"
