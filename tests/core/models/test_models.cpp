#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/lora.h"
#include "core/models/weight_file.h"
#include "tests/support/small_decoders.h"

#include <ATen/core/grad_mode.h>
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <nlohmann/json.hpp>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

AdaptConfig loraConfig() {
    AdaptConfig config;
    config.loraRank = 4;
    config.loraAlpha = 12;
    return config;
}

// Adapters that change something: B is zero at first.
void moveAdapters(LanguageModel& model, uint64_t seed) {
    const at::NoGradGuard noGrad;
    for (const NamedTensor& tensor : loraTensors(model)) {
        tensor.tensor.copy_(test::noise(tensor.tensor.sizes(), seed++) * 0.05);
    }
}

// attachLora returns nothing that these tests need.
void attach(LanguageModel& model, const AdaptConfig& config, uint64_t seed) {
    QVERIFY(!attachLora(model, config, seed).empty());
}

double lossOf(LanguageModel& model, const PackedBatch& batch) {
    const at::NoGradGuard noGrad;
    model.weightsChanged();
    return maskedLoss(model.forward(batch, true), model.head().weight, batch.targets,
                      model.classGroups())
        .item<double>();
}

Error errorOfLoading(LanguageModel& model, const fs::path& folder) {
    try {
        loadLora(model, folder);
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("the adapter was accepted", __FILE__, __LINE__);
    return Error(ErrorKind::Internal, {}, {});
}

} // namespace

class TestModels : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    PackedBatch batch_ = test::randomBatch(1);

    fs::path freshFolder() const {
        static int number = 0;
        return fs::path(folder_.path().toStdString()) / std::to_string(++number);
    }
    // A folder with the adapter of a small random decoder.
    fs::path savedAdapter() const {
        ArcDecoder model = test::randomDecoder(1);
        attach(model, loraConfig(), 2);
        moveAdapters(model, 3);
        const fs::path folder = freshFolder();
        saveLora(model, loraConfig(), "arc-test", folder);
        return folder;
    }

private Q_SLOTS:
    void aFreshAdapterChangesNoLogit() {
        for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
            ArcDecoder model = test::randomDecoder(1, type);
            const at::Tensor before = test::logitsOf(model, batch_);
            attach(model, loraConfig(), 2);
            QVERIFY(at::equal(test::logitsOf(model, batch_), before));
            moveAdapters(model, 3);
            QVERIFY(!at::equal(test::logitsOf(model, batch_), before));
        }
    }

    void mergedAndUnmergedAdaptersAgree() {
        for (const auto& [type, tolerance] :
             {std::pair{at::kFloat, 1e-5}, std::pair{at::kBFloat16, 5e-2}}) {
            ArcDecoder model = test::randomDecoder(1, type);
            const at::Tensor plain = test::logitsOf(model, batch_);
            attach(model, loraConfig(), 2);
            moveAdapters(model, 3);
            const at::Tensor unmerged = test::logitsOf(model, batch_);
            mergeLora(model);
            QVERIFY(loraTensors(model).empty());
            const at::Tensor merged = test::logitsOf(model, batch_);
            const double difference = test::relativeDifference(merged, unmerged);
            QVERIFY2(difference < tolerance, qPrintable(QString::number(difference)));
            QVERIFY(test::relativeDifference(plain, unmerged) > 4 * tolerance);
        }
    }

    void adaptersStandOnTheChosenMatricesOnly() {
        ArcDecoder model = test::randomDecoder(1);
        AdaptConfig config = loraConfig();
        config.loraTargets = {"v", "down"};
        const std::vector<NamedTensor> tensors = attachLora(model, config, 1);
        QCOMPARE(tensors.size(), size_t{2 * 2 * 2}); // layers, targets, A and B
        QCOMPARE(tensors[0].name, std::string("base_model.model.layers.0.v.lora_A.weight"));
        QVERIFY(tensors[0].tensor.sizes() == at::IntArrayRef({4, 64}));
        QVERIFY(tensors[1].tensor.sizes() == at::IntArrayRef({2 * 48, 4}));
        QCOMPARE(tensors[1].tensor.abs().max().item<double>(), 0.0);
        config.loraTargets = {"nowhere"};
        ArcDecoder other = test::randomDecoder(1);
        QVERIFY_EXCEPTION_THROWN(attachLora(other, config, 1), Error);
    }

    void dropoutActsWhileTrainingOnly() {
        ArcDecoder model = test::randomDecoder(1);
        AdaptConfig config = loraConfig();
        config.loraDropout = 0.5;
        attach(model, config, 2);
        moveAdapters(model, 3);
        const at::NoGradGuard noGrad;
        const at::Tensor one = model.forward(batch_, false);
        QVERIFY(at::equal(model.forward(batch_, false), one));
        QVERIFY(!at::equal(model.forward(batch_, true), one));
    }

    void aCloneIsIndependentAndHasNoAdapters() {
        ArcDecoder model = test::randomDecoder(1);
        const at::Tensor before = test::logitsOf(model, batch_);
        const auto copy = model.clone(WeightUse::Trained);
        QVERIFY(at::equal(test::logitsOf(*copy, batch_), before));
        test::randomise(*copy, 99);
        QVERIFY(!at::equal(test::logitsOf(*copy, batch_), before));
        QVERIFY(at::equal(test::logitsOf(model, batch_), before));
        attach(model, loraConfig(), 2);
        QVERIFY(loraTensors(*model.clone(WeightUse::Trained)).empty());
    }

    void announcedChangesOfWeightsAreSeenByTheNextForward() {
        for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
            ArcDecoder model = test::randomDecoder(1, type);
            const at::Tensor before = test::logitsOf(model, batch_);
            for (const NamedTensor& weight : model.weights()) {
                const at::NoGradGuard noGrad;
                const at::Tensor kept = weight.tensor.clone();
                weight.tensor.add_(0.5);
                model.weightsChanged();
                QVERIFY2(!at::equal(test::logitsOf(model, batch_), before), weight.name.c_str());
                weight.tensor.copy_(kept);
                model.weightsChanged();
            }
            QVERIFY(at::equal(test::logitsOf(model, batch_), before));
        }
    }

    void theLossFallsAlongItsGradientAsFiniteDifferencesSay() {
        ArcDecoder model = test::randomDecoder(1, at::kDouble, {2, 48, 1, 48, 64});
        attach(model, loraConfig(), 2);
        moveAdapters(model, 3);
        std::vector<NamedTensor> parameters = model.weights();
        for (const NamedTensor& tensor : loraTensors(model)) parameters.push_back(tensor);
        for (const NamedTensor& parameter : parameters) parameter.tensor.requires_grad_(true);
        model.weightsChanged();
        maskedLoss(model.forward(batch_, true), model.head().weight, batch_.targets,
                   model.classGroups())
            .backward();
        uint64_t seed = 50;
        for (const NamedTensor& parameter : parameters) {
            QVERIFY2(parameter.tensor.grad().defined(), parameter.name.c_str());
            const at::NoGradGuard noGrad;
            const at::Tensor direction =
                test::noise(parameter.tensor.sizes(), seed++, parameter.tensor.scalar_type());
            constexpr double kStep = 1e-5;
            parameter.tensor.add_(direction, kStep);
            const double above = lossOf(model, batch_);
            parameter.tensor.sub_(direction, 2 * kStep);
            const double below = lossOf(model, batch_);
            parameter.tensor.add_(direction, kStep);
            const double numeric = (above - below) / (2 * kStep);
            const double exact = (parameter.tensor.grad() * direction).sum().item<double>();
            QVERIFY2(
                std::abs(numeric - exact) < 1e-6 + 1e-4 * std::abs(exact),
                qPrintable(
                    QString("%1: %2 for %3").arg(parameter.name.c_str()).arg(numeric).arg(exact)));
        }
    }

    void extendingACacheIsForward() {
        const ArcDecoder model = test::randomDecoder(1);
        const at::Tensor full = test::logitsOf(model, batch_);
        DecodeCache cache = model.makeCache(2, 2000);
        const at::Tensor hidden = model.extend(batch_, {1, 0}, {0, 0}, cache);
        QVERIFY(test::relativeDifference(at::linear(hidden, model.head().weight), full) < 1e-4);
    }

    void namedShapesHaveTheStatedSizes() {
        for (const std::string& size : arcDecoderSizes()) {
            const ArcDecoderShape shape = arcDecoderShape(size);
            QVERIFY(shape.layers > 0);
            if (size == "nano") {
                const ArcDecoder model(shape, 1, {at::kCPU, at::kFloat});
                const int64_t parameters = countParameters(model);
                QVERIFY(parameters > 2'650'000 && parameters < 2'750'000);
            }
        }
        const ArcDecoderShape own = arcDecoderShape("3x144");
        QCOMPARE(own.layers, 3);
        QCOMPARE(own.heads * own.headSize, 144);
        QCOMPARE(own.hidden, 384);
        for (const char* size : {"giant", "3x100", "0x144", "3x", "x144", "3x144x1", "99x144"}) {
            QVERIFY_EXCEPTION_THROWN(arcDecoderShape(size), Error);
        }
    }

    void aDecoderWithoutHeadNormsIsAnotherAndDecodesAsItReads() {
        ArcDecoderShape shape = test::smallShape();
        leaveOut(shape, "head-norms");
        const ArcDecoder model = test::randomDecoder(1, at::kFloat, shape);
        const at::Tensor full = test::logitsOf(model, batch_);
        QVERIFY(test::relativeDifference(full, test::logitsOf(test::randomDecoder(1), batch_)) >
                0.1);
        DecodeCache cache = model.makeCache(2, 2000);
        const at::Tensor hidden = model.extend(batch_, {1, 0}, {0, 0}, cache);
        QVERIFY(test::relativeDifference(at::linear(hidden, model.head().weight), full) < 1e-4);
        const auto copy = model.clone(WeightUse::Trained);
        QVERIFY(at::equal(test::logitsOf(*copy, batch_), full));
    }

    void anAdapterFolderIsAsPeftHasIt() {
        const fs::path folder = savedAdapter();
        const json config = json::parse(readFile(folder / "adapter_config.json"));
        QCOMPARE(config["peft_type"].get<std::string>(), std::string("LORA"));
        QCOMPARE(config["r"].get<int>(), 4);
        QCOMPARE(config["lora_alpha"].get<double>(), 12.0);
        QCOMPARE(config["bias"].get<std::string>(), std::string("none"));
        QCOMPARE(config["base_model_name_or_path"].get<std::string>(), std::string("arc-test"));
        QCOMPARE(config["target_modules"].size(), size_t{7});
        const WeightFile file = readWeightFile(folder / "adapter_model.safetensors");
        QCOMPARE(file.metadata.at("format"), std::string("pt"));
        QCOMPARE(file.tensors.size(), size_t{2 * 7 * 2});
        for (const char* part : {"layers.1.q", "layers.0.gate", "layers.1.down"}) {
            const std::string name = std::string("base_model.model.") + part;
            QCOMPARE(file.find(name + ".lora_A.weight", "").size(0), 4);
            QCOMPARE(file.find(name + ".lora_B.weight", "").size(1), 4);
        }
        for (const NamedTensor& tensor : file.tensors) {
            QVERIFY(tensor.tensor.scalar_type() == at::kFloat);
        }
    }

    void aSavedAdapterAnswersAsItDidBeforeItWasSaved() {
        ArcDecoder model = test::randomDecoder(1);
        attach(model, loraConfig(), 2);
        moveAdapters(model, 3);
        const at::Tensor expected = test::logitsOf(model, batch_);
        const fs::path folder = freshFolder();
        saveLora(model, loraConfig(), "arc-test", folder);
        ArcDecoder other = test::randomDecoder(1);
        loadLora(other, folder);
        QVERIFY(at::equal(test::logitsOf(other, batch_), expected));
    }

    void anAdapterThatDoesNotFitIsAnErrorThatNamesIt() {
        const fs::path folder = savedAdapter();
        const fs::path weights = folder / "adapter_model.safetensors";
        ArcDecoder wider = test::randomDecoder(1, at::kFloat, {2, 96, 2, 48, 96});
        QVERIFY(errorOfLoading(wider, folder).place().find(weights.string()) == 0);
        ArcDecoder shallow = test::randomDecoder(1, at::kFloat, {1, 64, 2, 48, 96});
        QVERIFY(errorOfLoading(shallow, folder).place().find(weights.string()) == 0);

        ArcDecoder model = test::randomDecoder(1);
        WeightFile file = readWeightFile(weights);
        file.tensors.pop_back();
        writeWeightFile(weights, file.tensors, file.metadata);
        QVERIFY(errorOfLoading(model, folder).message().find("missing") != std::string::npos);

        const fs::path config = folder / "adapter_config.json";
        for (const char* text :
             {"", "[]", "{\"r\": 0, \"lora_alpha\": 1}", "{\"r\": 4}",
              "{\"r\": \"4\", \"lora_alpha\": 1}", "{\"r\": -4, \"lora_alpha\": 1}"}) {
            writeFileAtomically(config, text);
            const Error error = errorOfLoading(model, folder);
            QCOMPARE(error.kind(), ErrorKind::BadInput);
            QCOMPARE(error.place(), config.string());
        }
        fs::remove(config);
        QCOMPARE(errorOfLoading(model, folder).kind(), ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestModels)
#include "test_models.moc"
