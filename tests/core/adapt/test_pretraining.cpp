#include "core/adapt/pretrainer.h"
#include "core/adapt/weight_average.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/pretraining_mixture.h"
#include "core/models/arc_decoder_file.h"
#include "core/tokens/arc_codec.h"
#include "core/transforms/grid_transforms.h"
#include "tests/support/random_tasks.h"
#include "tests/support/tensors.h"

#include <ATen/Parallel.h>
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <numeric>
#include <set>
#include <span>

using namespace ttt;
namespace fs = std::filesystem;

namespace {

// So long that the shares of planned time, which steer curriculum and decay, stay at zero.
constexpr double kWithoutEnd = 1e6;

PretrainConfig quickConfig() {
    PretrainConfig config;
    config.hours = kWithoutEnd;
    config.tokensPerStep = 60;
    config.warmupSteps = 4;
    config.checkpointMinutes = 1e6;
    return config;
}

// Rule families only.
EpisodeSource families() { return pretrainingMixture({}, 0); }

// Stops after `steps` more steps; the losses of those steps.
std::vector<double> trainIn(const fs::path& folder, const PretrainConfig& config, int steps) {
    std::stop_source stop;
    std::vector<double> losses;
    int64_t lastStep = -1;
    const bool finished = pretrain(
        config, families(), {}, folder,
        [&](const PretrainProgress& progress) {
            if (progress.step == lastStep) return; // the report after the last checkpoint
            lastStep = progress.step;
            losses.push_back(progress.lossNats);
            if (std::ssize(losses) == steps) stop.request_stop();
        },
        stop.get_token());
    if (finished) losses.clear();
    return losses;
}

Error errorOfResuming(const fs::path& folder, const PretrainConfig& config) {
    std::stop_source stop;
    stop.request_stop();
    try {
        pretrain(
            config, families(), {}, folder, [](const PretrainProgress&) {}, stop.get_token());
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("the checkpoint was accepted", __FILE__, __LINE__);
    return Error(ErrorKind::Internal, {}, {});
}

// The least of a pair's 8 images with its colours renamed in the order of appearance: the same for
// all images of a pair under symmetries and colour maps.
Example canonical(const Example& pair) {
    std::vector<Example> images;
    for (const char* name : {"identity", "rotate-90", "rotate-180", "rotate-270", "flip-rows",
                             "flip-columns", "transpose", "anti-transpose"}) {
        const GridTransform& symmetry = findTransform(name);
        Grid input = symmetry(gridOf(pair.input));
        Grid output = symmetry(gridOf(pair.output));
        std::array<int, kColours> names;
        names.fill(-1);
        int next = 0;
        for (Grid* grid : {&input, &output}) {
            for (int i = 0; i < grid->area(); ++i) {
                uint8_t& colour = grid->at(i / grid->width(), i % grid->width());
                if (names[colour] < 0) names[colour] = next++;
                colour = static_cast<uint8_t>(names[colour]);
            }
        }
        images.push_back({input, output});
    }
    return std::ranges::min(images);
}

std::set<Example> canonicalPairs(const std::vector<FewShotTask>& tasks) {
    std::set<Example> pairs;
    for (const FewShotTask& task : tasks) {
        for (const Example& pair : task.examples) pairs.insert(canonical(pair));
        for (const Query& query : task.queries) {
            pairs.insert(canonical({query.input, *query.output}));
        }
    }
    return pairs;
}

// Of `episodes` drawn episodes, how many have a pair in `pairs`.
int countDrawn(const EpisodeSource& source, const std::set<Example>& pairs, int episodes) {
    Rng random(5);
    int found = 0;
    for (int i = 0; i < episodes; ++i) {
        Episode episode = source(random, 1024);
        episode.demonstrations.push_back(episode.query);
        found += std::ranges::any_of(episode.demonstrations, [&](const Example& pair) {
            return pairs.contains(canonical(pair));
        });
    }
    return found;
}

} // namespace

class TestPretraining : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    int folders_ = 0;

    fs::path freshFolder() {
        return fs::path(folder_.path().toStdString()) / std::to_string(++folders_);
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void aStoppedAndResumedTrainingIsTheUninterruptedOne() {
        const fs::path whole = freshFolder();
        const fs::path parts = freshFolder();
        const std::vector<double> expected = trainIn(whole, quickConfig(), 5);
        QCOMPARE(expected.size(), size_t{5});
        std::vector<double> found = trainIn(parts, quickConfig(), 2);
        QVERIFY(fs::exists(parts / "checkpoint.safetensors"));
        for (const double loss : trainIn(parts, quickConfig(), 3)) found.push_back(loss);
        QCOMPARE(found, expected);
        const WeightFile a = readWeightFile(whole / "checkpoint.safetensors");
        const WeightFile b = readWeightFile(parts / "checkpoint.safetensors");
        QCOMPARE(a.metadata.at("step"), std::string("5"));
        QCOMPARE(b.metadata.at("step"), std::string("5"));
        QCOMPARE(a.metadata.at("tokens"), b.metadata.at("tokens"));
        QCOMPARE(a.tensors.size(), b.tensors.size());
        for (const NamedTensor& tensor : a.tensors) {
            QVERIFY2(at::equal(tensor.tensor, b.find(tensor.name, "")), tensor.name.c_str());
        }
    }

    void itsModelFileIsADecoderThatLoads() {
        const fs::path folder = freshFolder();
        trainIn(folder, quickConfig(), 2);
        const auto model = loadArcDecoder(folder / "model.safetensors", {at::kCPU, at::kFloat});
        QVERIFY(model->shape() == arcDecoderShape("nano"));
        const WeightFile checkpoint = readWeightFile(folder / "checkpoint.safetensors");
        for (const NamedTensor& weight : model->weights()) {
            const at::Tensor& kept = checkpoint.find("average." + weight.name, "");
            QVERIFY(at::equal(weight.tensor, kept.to(at::kBFloat16).to(at::kFloat)));
        }
    }

    void theAverageFollowsTheWeightsAndIsUsedOnlyOnDemand() {
        ArcDecoder model(arcDecoderShape("nano"), 1, {at::kCPU, at::kFloat});
        const at::Tensor weight = model.weights()[0].tensor;
        const at::Tensor start = weight.clone();
        WeightAverage average(model);
        at::Tensor expected = start;
        for (int64_t step = 1; step <= 3; ++step) {
            weight.add_(1);
            average.update(step);
            expected = expected + (weight - expected) * (9.0 / static_cast<double>(step + 9));
        }
        QVERIFY(at::allclose(average.tensors()[0].tensor, expected));
        {
            const WeightAverage::InUse used(average);
            QVERIFY(at::allclose(weight, expected));
        }
        QVERIFY(at::allclose(weight, start + 3));
        QVERIFY(at::allclose(average.tensors()[0].tensor, expected));
    }

    void anotherSeedTrainsOnOtherEpisodes() {
        PretrainConfig other = quickConfig();
        other.seed = 1;
        QVERIFY(trainIn(freshFolder(), other, 2) != trainIn(freshFolder(), quickConfig(), 2));
    }

    void heldOutLossIsMeasuredAtACheckpointAndTheLossFalls() {
        const fs::path folder = freshFolder();
        Rng random(1);
        const HeldOutEpisodes heldOut{{}, {families()(random, 200)}};
        PretrainConfig config = quickConfig();
        config.warmupSteps = 1;
        std::stop_source stop;
        PretrainProgress last;
        std::vector<double> losses;
        pretrain(
            config, families(), heldOut, folder,
            [&](const PretrainProgress& progress) {
                losses.push_back(progress.lossNats);
                if (progress.step == 60) stop.request_stop();
                last = progress;
            },
            stop.get_token());
        QCOMPARE(last.step, 60);
        QVERIFY(last.heldOutFamiliesLossNats > 0);
        QVERIFY(std::isnan(last.heldOutTasksLossNats));
        // One step's batch is easier or harder than another's.
        const auto mean = [](std::span<const double> some) {
            return std::accumulate(some.begin(), some.end(), 0.0) / double(some.size());
        };
        const double before = mean(std::span(losses).first(10));
        const double after = mean(std::span(losses).last(20));
        QVERIFY2(after < before, qPrintable(QString("%1, %2").arg(before).arg(after)));
        QVERIFY(last.tokens >= 60 * config.tokensPerStep);
    }

    void trainingEndsWhenItsHoursAreUp() {
        PretrainConfig config = quickConfig();
        config.hours = 0.2 / 3600;
        PretrainProgress last;
        const bool finished = pretrain(
            config, families(), {}, freshFolder(),
            [&](const PretrainProgress& progress) { last = progress; }, std::stop_token());
        QVERIFY(finished);
        QVERIFY(last.hours >= config.hours);
    }

    void aCheckpointThatDoesNotFitIsAnErrorThatNamesIt() {
        const fs::path folder = freshFolder();
        trainIn(folder, quickConfig(), 1);
        const fs::path path = folder / "checkpoint.safetensors";
        const std::string bytes = readFile(path);
        const WeightFile file = readWeightFile(path);

        PretrainConfig small = quickConfig();
        small.size = "small";
        const Error size = errorOfResuming(folder, small);
        QCOMPARE(size.kind(), ErrorKind::BadInput);
        QCOMPARE(size.place(), path.string());
        QVERIFY(size.message().find("nano") != std::string::npos &&
                size.message().find("small") != std::string::npos);

        PretrainConfig less = quickConfig();
        less.without = {"far-edges"};
        const Error parts = errorOfResuming(folder, less);
        QCOMPARE(parts.place(), path.string());
        QVERIFY(parts.message().find("nano without far-edges") != std::string::npos);

        writeFileAtomically(path, std::string_view(bytes).substr(0, bytes.size() / 2));
        const Error truncated = errorOfResuming(folder, quickConfig());
        QCOMPARE(truncated.kind(), ErrorKind::BadInput);
        QVERIFY(truncated.place().find(path.string()) == 0);

        writeFileAtomically(path, "");
        QCOMPARE(errorOfResuming(folder, quickConfig()).kind(), ErrorKind::BadInput);

        for (const char* key : {"step", "tokens", "hours", "size"}) {
            Metadata metadata = file.metadata;
            metadata.erase(key);
            writeWeightFile(path, file.tensors, metadata);
            QCOMPARE(errorOfResuming(folder, quickConfig()).place(), path.string());
            metadata[key] = "soon";
            writeWeightFile(path, file.tensors, metadata);
            QCOMPARE(errorOfResuming(folder, quickConfig()).place(), path.string());
        }

        std::vector<NamedTensor> tensors = file.tensors;
        for (NamedTensor& tensor : tensors) {
            if (tensor.name.ends_with("layers.0.q.muon_momentum")) tensor.tensor = at::zeros({1});
        }
        writeWeightFile(path, tensors, file.metadata);
        QCOMPARE(errorOfResuming(folder, quickConfig()).kind(), ErrorKind::BadInput);
    }

    void inputsInTheLossAreLearnedToo() {
        PretrainConfig config = quickConfig();
        config.tokensPerStep = 400;
        const double outputsAlone = trainIn(freshFolder(), config, 1).front();
        config.inputWeight = 1e-6;
        const double nearlyAlone = trainIn(freshFolder(), config, 1).front();
        // The same episodes, with what is asked standing at other places.
        QVERIFY(std::abs(nearlyAlone - outputsAlone) < 0.5);
        config.inputWeight = 1;
        const std::vector<double> losses = trainIn(freshFolder(), config, 30);
        QVERIFY(losses.back() < losses.front());
    }

    void aModelThatLeavesPartsOutIsTrainedAndLoads() {
        PretrainConfig config = quickConfig();
        config.size = "1x48";
        config.without = arcDecoderParts();
        const fs::path folder = freshFolder();
        QCOMPARE(trainIn(folder, config, 2).size(), size_t{2});
        const auto model = loadArcDecoder(folder / "model.safetensors", {at::kCPU, at::kFloat});
        QCOMPARE(partsLeftOut(model->shape()), arcDecoderParts());
        config.without = {"corners"};
        QVERIFY_EXCEPTION_THROWN(decoderShape(config), Error);
    }

    void theCurriculumGrowsToTheLongestEpisode() {
        PretrainConfig config;
        config.maxTokens = 1024;
        QCOMPARE(curriculumTokens(config, 0), 384);
        QCOMPARE(curriculumTokens(config, 0.4), 512);
        QCOMPARE(curriculumTokens(config, 0.6), 1024);
        config.maxTokens = 4096;
        QCOMPARE(curriculumTokens(config, 0), 1024);
        config.maxTokens = 300;
        for (const double progress : {0.0, 0.4, 1.0}) {
            QCOMPARE(curriculumTokens(config, progress), 300);
        }
    }

    void drawnEpisodesFitAndDependOnTheSeedAlone() {
        const ArcCodec codec;
        for (const int64_t limit : {200, 384, 1024}) {
            Rng first(3);
            Rng second(3);
            for (int i = 0; i < 60; ++i) {
                const Episode a = families()(first, limit);
                const Episode b = families()(second, limit);
                QVERIFY(!a.demonstrations.empty());
                QVERIFY(codec.countTokens(a, {}) <= limit);
                QVERIFY(a.demonstrations == b.demonstrations && a.query == b.query);
            }
        }
    }

    void fiftyTrainingTasksAreHeldOut() {
        TTT_NEEDS_ARC();
        TaskCatalog catalog = test::arcCatalog();
        const TrainingTasks split = splitTrainingTasks(catalog.set("arc1-train"));
        QCOMPARE(split.heldOut.size(), kHeldOutTasks);
        QCOMPARE(split.seen.size(), size_t{350});
        std::set<std::string> ids;
        for (const auto* part : {&split.seen, &split.heldOut}) {
            for (const FewShotTask& task : *part) ids.insert(task.id);
        }
        QCOMPARE(ids.size(), size_t{400});
        // Places 4 and 12 of the ids in ascending order.
        auto at = ids.begin();
        std::advance(at, 4);
        QCOMPARE(split.heldOut[0].id, *at);
        std::advance(at, 8);
        QCOMPARE(split.heldOut[1].id, *at);
        std::vector<FewShotTask> reversed = catalog.set("arc1-train");
        std::ranges::reverse(reversed);
        QVERIFY(splitTrainingTasks(reversed).heldOut == split.heldOut);
    }

    void heldOutTasksAreNeverDrawn() {
        TTT_NEEDS_ARC();
        TaskCatalog catalog = test::arcCatalog();
        const TrainingTasks split = splitTrainingTasks(catalog.set("arc1-train"));
        std::set<Example> heldOut = canonicalPairs(split.heldOut);
        // A pair that both parts have, such as a blank one, says nothing.
        for (const Example& pair : canonicalPairs(split.seen)) heldOut.erase(pair);
        constexpr int kEpisodes = 700;
        QCOMPARE(countDrawn(pretrainingMixture(split.seen, 1), heldOut, kEpisodes), 0);
        QVERIFY(countDrawn(pretrainingMixture(split.heldOut, 1), heldOut, 50) > 45);
    }

    void heldOutFamiliesAreTheSameEachTimeAndFit() {
        const std::vector<Episode> episodes = heldOutFamilyEpisodes(1024);
        const auto again = heldOutFamilyEpisodes(1024);
        QVERIFY(episodes.size() > 50);
        QCOMPARE(again.size(), episodes.size());
        const ArcCodec codec;
        for (size_t i = 0; i < episodes.size(); ++i) {
            QVERIFY(codec.countTokens(episodes[i], {}) <= 1024);
            QVERIFY(episodes[i].query == again[i].query);
        }
    }

    void theMixtureHasTheStatedShareOfTasks() {
        TTT_NEEDS_ARC();
        TaskCatalog catalog = test::arcCatalog();
        const TrainingTasks split = splitTrainingTasks(catalog.set("arc1-train"));
        const std::set<Example> seen = canonicalPairs(split.seen);
        const int found = countDrawn(pretrainingMixture(split.seen, 0.5), seen, 300);
        QVERIFY2(found > 80 && found < 180, qPrintable(QString::number(found)));
    }

    void heldOutEpisodesAskTheFirstTestPair() {
        TTT_NEEDS_ARC();
        TaskCatalog catalog = test::arcCatalog();
        const TrainingTasks split = splitTrainingTasks(catalog.set("arc1-train"));
        const std::vector<Episode> episodes = heldOutEpisodes(split.heldOut, 1024);
        QVERIFY(!episodes.empty() && episodes.size() < kHeldOutTasks);
        const ArcCodec codec;
        for (const Episode& episode : episodes) {
            QVERIFY(codec.countTokens(episode, {}) <= 1024);
            const auto task =
                std::ranges::find(split.heldOut, episode.demonstrations, &FewShotTask::examples);
            QVERIFY(task != split.heldOut.end());
            QVERIFY(task->queries.front().input == episode.query.input);
        }
    }
};

QTEST_GUILESS_MAIN(TestPretraining)
#include "test_pretraining.moc"
