#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/kernels/dispatch.h"
#include "core/models/lora.h"
#include "core/models/text/gguf_config.h"
#include "core/models/text/hf_config.h"
#include "core/models/weight_file.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/tiny_text_models.h"

#include <ATen/core/grad_mode.h>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <torch/csrc/autograd/autograd.h>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

json goldenOf(const std::string& model) {
    return json::parse(readFile(tinyModelFolder(model) / "golden.json"));
}

double largestDifference(const at::Tensor& found, const at::Tensor& expected) {
    return (found.to(at::kDouble) - expected.to(at::kDouble)).abs().max().item<double>();
}

// Of the log-probabilities that the golden file has.
double differenceFromGolden(const LanguageModel& model, const json& golden) {
    const at::Tensor logs =
        logProbabilities(model, textSequence(golden["ids"].get<std::vector<int32_t>>()));
    double largest = 0;
    const auto positions = golden["positions"].get<std::vector<int64_t>>();
    for (size_t i = 0; i < positions.size(); ++i) {
        const auto row = golden["log_probabilities"][i].get<std::vector<double>>();
        largest =
            std::max(largest, largestDifference(logs[positions[i]], at::tensor(row, at::kDouble)));
    }
    return largest;
}

json readConfig(const std::string& model) {
    return json::parse(readFile(tinyModelFolder(model) / "config.json"));
}

Error errorOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("no error was thrown", __FILE__, __LINE__);
    return Error(ErrorKind::Internal, {}, {});
}

Error errorOfConfig(const json& config) {
    return errorOf([&] { textShapeFromHf(config, "config.json"); });
}

} // namespace

class TestTextModels : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    // A copy of a tiny model that may be broken.
    fs::path copyOf(const std::string& model) const {
        static int number = 0;
        const fs::path copy =
            fs::path(folder_.path().toStdString()) / (model + std::to_string(++number));
        fs::copy(tinyModelFolder(model), copy);
        return copy;
    }
    static Error errorOfLoading(const fs::path& folder) {
        return errorOf([&] { loadTextDecoder(folder, {at::kCPU, at::kFloat}); });
    }

private Q_SLOTS:
    void everyFamilyComputesWhatTheReferenceDoes() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            const json golden = goldenOf(name);
            const double fast = differenceFromGolden(*model, golden);
            QVERIFY2(fast < 1e-4, qPrintable(QString("%1: %2").arg(name.c_str()).arg(fast)));
            const ReferenceKernels reference;
            const double exact = differenceFromGolden(*model, golden);
            QVERIFY2(exact < 1e-4, qPrintable(QString("%1: %2").arg(name.c_str()).arg(exact)));
        }
    }

    void bfloat16StaysNear() {
        for (const std::string& name : kTinyModels) {
            const double difference =
                differenceFromGolden(*tinyModel(name, at::kBFloat16), goldenOf(name));
            QVERIFY2(difference < 0.25 && difference > 0,
                     qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference)));
        }
    }

    // Layers in few bits: less memory, the same model nearly, and weights that stay as they are.
    void quantizedLayersStayNear() {
        for (const std::string& name : kTinyModels) {
            const auto dense = tinyModel(name);
            double nearest = 0;
            // Random weights make small differences large: the bounds are for wrong ones.
            for (const auto& [kind, bound] :
                 {std::pair{Quantization::Int8, 0.5}, std::pair{Quantization::Nf4, 5.0}}) {
                const auto few =
                    loadTextDecoder(tinyModelFolder(name), {at::kCPU, at::kFloat, kind});
                QCOMPARE(countParameters(*few), countParameters(*dense));
                QVERIFY(weightBytes(*few) < weightBytes(*dense));
                const double difference = differenceFromGolden(*few, goldenOf(name));
                QVERIFY2(difference > nearest && difference < bound,
                         qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference)));
                nearest = difference;
                const Error error = errorOf([&] { few->clone(WeightUse::Trained); });
                QCOMPARE(error.place(), "run.quantization");
            }
        }
    }

    void parametersAreCountedWithoutWeights() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            QCOMPARE(countParameters(model->shape()), countParameters(*model));
        }
    }

    void packedSequencesDoNotSeeEachOther() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            const auto vocabulary = static_cast<int>(model->shape().vocabulary);
            std::vector<TokenSequence> sequences;
            for (const int length : {5, 70, 1, 33}) {
                sequences.push_back(randomText(static_cast<uint64_t>(length), length, vocabulary));
            }
            const at::NoGradGuard noGrad;
            const at::Tensor together = model->forward(packed(sequences), false);
            int64_t row = 0;
            for (const TokenSequence& sequence : sequences) {
                const at::Tensor alone = model->forward(packed({sequence}), false);
                QVERIFY(relativeDifference(together.narrow(0, row, sequence.length()), alone) <
                        1e-5);
                row += sequence.length();
            }
        }
    }

    void aCacheGivesWhatAWholePassGives() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            const TokenSequence text =
                randomText(3, 50, static_cast<int>(model->shape().vocabulary));
            const at::NoGradGuard noGrad;
            const at::Tensor whole = model->forward(packed({text}), false);
            DecodeCache cache = model->makeCache(2, 60);
            int64_t done = 0;
            for (const int64_t count : {30, 1, 1, 17, 1}) {
                TokenSequence part;
                part.features = part.axes = 1;
                for (int64_t t = done; t < done + count; ++t) {
                    const auto i = static_cast<size_t>(t);
                    part.ids.push_back(text.ids[i]);
                    part.positions.push_back(text.positions[i]);
                    part.visibleEnd.push_back(text.visibleEnd[i]);
                    part.targets.push_back(kNoTarget);
                    part.lossWeights.push_back(0);
                }
                const at::Tensor found = model->extend(packed({part}), {1}, {done}, cache);
                const double difference = relativeDifference(found, whole.narrow(0, done, count));
                QVERIFY2(difference < 1e-5,
                         qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference)));
                done += count;
            }
        }
    }

    void gradientsOfAdaptersAreThoseOfTheReferenceKernels() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            AdaptConfig config;
            config.loraRank = 3;
            config.loraAlpha = 3; // larger scores would lose the digits that are compared
            std::vector<NamedTensor> adapters = attachLora(*model, config, 1);
            uint64_t seed = 10;
            for (NamedTensor& adapter : adapters) {
                adapter.tensor.copy_(noise(adapter.tensor.sizes(), seed++) * 0.2);
                adapter.tensor.requires_grad_(true);
            }
            const PackedBatch batch =
                packed({randomText(4, 40, static_cast<int>(model->shape().vocabulary)),
                        randomText(5, 70, static_cast<int>(model->shape().vocabulary))});
            const auto gradients = [&] {
                std::vector<at::Tensor> parameters;
                for (const NamedTensor& adapter : adapters) parameters.push_back(adapter.tensor);
                const at::Tensor loss = lossShare(*model, model->forward(batch, true),
                                                  batch.targets, batch.lossWeight, true);
                return torch::autograd::grad({loss}, parameters);
            };
            const std::vector<at::Tensor> fast = gradients();
            const ReferenceKernels reference;
            const std::vector<at::Tensor> exact = gradients();
            // Against the largest gradient: some of the keys' are near zero by cancellation.
            double largest = 0;
            for (const at::Tensor& gradient : exact) {
                largest = std::max(largest, gradient.abs().max().item<double>());
            }
            for (size_t i = 0; i < fast.size(); ++i) {
                const double difference = (fast[i] - exact[i]).abs().max().item<double>() / largest;
                QVERIFY2(difference < 1e-4, qPrintable(QString("%1, %2: %3")
                                                           .arg(name.c_str())
                                                           .arg(adapters[i].name.c_str())
                                                           .arg(difference)));
            }
        }
    }

    void aFrozenCopySharesWeightsAndATrainedOneDoesNot() {
        const auto model = tinyModel("llama", at::kBFloat16);
        const auto frozen = model->clone(WeightUse::Frozen);
        const auto trained = model->clone(WeightUse::Trained);
        const auto own = model->weights();
        for (size_t i = 0; i < own.size(); ++i) {
            QVERIFY(frozen->weights()[i].tensor.is_alias_of(own[i].tensor));
            QVERIFY(!trained->weights()[i].tensor.is_alias_of(own[i].tensor));
            QVERIFY(trained->weights()[i].tensor.scalar_type() == at::kFloat);
        }
        AdaptConfig config;
        QVERIFY(!attachLora(*frozen, config, 1).empty());
        QVERIFY(loraTensors(*model).empty());
        QVERIFY(relativeDifference(trained->forward(packed({randomText(1, 9, 48)}), false),
                                   model->forward(packed({randomText(1, 9, 48)}), false)) < 1e-6);
        const at::NoGradGuard noGrad;
        const at::Tensor hidden = model->forward(packed({randomText(1, 9, 48)}), false);
        QVERIFY(relativeDifference(trained->logits(hidden, false), model->logits(hidden, false)) <
                1e-2);
    }

    void adaptersAreNamedAsPeftNamesThem() {
        const auto model = tinyModel("qwen3");
        AdaptConfig config;
        config.loraTargets = {"q", "head"};
        const std::vector<NamedTensor> adapters = attachLora(*model, config, 1);
        QCOMPARE(adapters.front().name,
                 std::string("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"));
        QCOMPARE(adapters.back().name, std::string("base_model.model.lm_head.lora_B.weight"));
        const fs::path folder = fs::path(folder_.path().toStdString()) / "adapter";
        saveLora(*model, config, "tiny", folder);
        const json saved = json::parse(readFile(folder / "adapter_config.json"));
        QCOMPARE(saved["target_modules"], json({"lm_head", "q_proj"}));
    }

    void weightsMayLieInSeveralFiles() {
        const fs::path folder = copyOf("llama3");
        const WeightFile whole = readWeightFile(folder / "model.safetensors");
        std::vector<NamedTensor> halves[2];
        json map = json::object();
        for (size_t i = 0; i < whole.tensors.size(); ++i) {
            halves[i % 2].push_back(whole.tensors[i]);
            map[whole.tensors[i].name] = i % 2 == 0 ? "a.safetensors" : "b.safetensors";
        }
        writeWeightFile(folder / "a.safetensors", halves[0], {});
        writeWeightFile(folder / "b.safetensors", halves[1], {});
        fs::remove(folder / "model.safetensors");
        writeFileAtomically(folder / "model.safetensors.index.json",
                            json{{"weight_map", map}}.dump());
        const auto model = loadTextDecoder(folder, {at::kCPU, at::kFloat});
        QVERIFY(differenceFromGolden(*model, goldenOf("llama3")) < 1e-4);
        map.begin().value() = "../a.safetensors";
        writeFileAtomically(folder / "model.safetensors.index.json",
                            json{{"weight_map", map}}.dump());
        QCOMPARE(errorOfLoading(folder).kind(), ErrorKind::BadInput);
    }

    void olderConfigsAreRead() {
        json config = readConfig("llama3");
        const TextShape shape = textShapeFromHf(config, "config.json");
        config["rope_scaling"] = config["rope_parameters"];
        config["rope_theta"] = config["rope_parameters"]["rope_theta"];
        config.erase("rope_parameters");
        QVERIFY(textShapeFromHf(config, "config.json") == shape);

        json gemma = readConfig("gemma3");
        gemma.erase("rope_parameters");
        gemma.erase("layer_types");
        gemma["num_hidden_layers"] = 7;
        gemma["sliding_window_pattern"] = 3;
        const TextShape local = textShapeFromHf(gemma, "config.json");
        QVERIFY(local.local == (std::vector<bool>{true, true, false, true, true, false, true}));
        QCOMPARE(local.localRotaryBase, 1e4);
        QCOMPARE(local.rotaryBase, 1e6);
    }

    // Llama 3.1's scaling as GGUF has it: worked out into a tensor.
    void frequencyFactorsOfGgufAreThoseOfTheConfig() {
        TextShape plain = textShapeFromHf(readConfig("llama"), "config.json");
        TextShape scaled = plain;
        scaled.scaling.kind = "llama3";
        scaled.scaling.factor = 8;
        scaled.scaling.originalContext = 32;
        const std::vector<float> expected = rotaryFrequencies(scaled, false);
        std::string factors;
        const std::vector<float> unscaled = rotaryFrequencies(plain, false);
        for (size_t p = 0; p < expected.size(); ++p) {
            factors += test::GgufBytes::raw(unscaled[p] / expected[p]);
        }
        QVERIFY(unscaled.back() / expected.back() > 7.9F);
        const auto u32 = [](int64_t value) { return static_cast<uint32_t>(value); };
        const auto shapeWith = [&](const std::string& bytes) {
            test::GgufBytes file;
            file.text("general.architecture", "llama")
                .uint32("llama.block_count", u32(plain.layers))
                .uint32("llama.embedding_length", u32(plain.width))
                .uint32("llama.feed_forward_length", u32(plain.hidden))
                .uint32("llama.attention.head_count", u32(plain.heads))
                .uint32("llama.attention.head_count_kv", u32(plain.keyHeads))
                .uint32("llama.attention.key_length", u32(plain.headSize))
                .uint32("llama.context_length", u32(plain.context))
                .number("llama.attention.layer_norm_rms_epsilon", 1e-5F)
                .number("llama.rope.freq_base", static_cast<float>(plain.rotaryBase))
                .tensor("token_embd.weight", {2, 8}, 0, std::string(64, '\0'))
                .tensor("rope_freqs.weight", {bytes.size() / 4}, 0, bytes);
            return textShapeFromGguf(GgufFile(shareBytes(file.bytes(), "test.gguf")));
        };
        const std::vector<float> found = rotaryFrequencies(shapeWith(factors), false);
        QCOMPARE(found.size(), expected.size());
        for (size_t p = 0; p < expected.size(); ++p) {
            QVERIFY(std::abs(found[p] / expected[p] - 1) < 1e-5);
        }
        for (const std::string& wrong : {factors.substr(4), std::string(factors.size(), '\0')}) {
            const Error error = errorOf([&] { shapeWith(wrong); });
            QVERIFY(error.place().find("rope_freqs.weight") != std::string::npos);
        }
    }

    void configsOfLargeModelsHaveTheirKnownSizes() {
        const auto llama = [](int64_t width, int64_t hidden, int64_t layers, int64_t heads,
                              int64_t keys, int64_t vocabulary, bool tied) {
            return json{{"model_type", "llama"},          {"hidden_size", width},
                        {"intermediate_size", hidden},    {"num_hidden_layers", layers},
                        {"num_attention_heads", heads},   {"num_key_value_heads", keys},
                        {"vocab_size", vocabulary},       {"tie_word_embeddings", tied},
                        {"max_position_embeddings", 8192}};
        };
        const auto count = [](const json& config) {
            return countParameters(textShapeFromHf(config, "config.json"));
        };
        QCOMPARE(count(llama(576, 1536, 30, 9, 3, 49152, true)), int64_t{134515008});
        QCOMPARE(count(llama(2048, 5632, 22, 32, 4, 32000, false)), int64_t{1100048384});
        QCOMPARE(count(llama(4096, 11008, 32, 32, 32, 32000, false)), int64_t{6738415616});
        QCOMPARE(count(llama(4096, 14336, 32, 32, 8, 128256, false)), int64_t{8030261248});
        QCOMPARE(count(llama(2048, 8192, 16, 32, 8, 128256, true)), int64_t{1235814400});
        json qwen = llama(896, 4864, 24, 14, 2, 151936, true);
        qwen["model_type"] = "qwen2";
        QCOMPARE(count(qwen), int64_t{494032768});
        qwen = llama(1024, 3072, 28, 16, 8, 151936, true);
        qwen["model_type"] = "qwen3";
        qwen["head_dim"] = 128;
        QCOMPARE(count(qwen), int64_t{596049920});
        json gemma = llama(640, 2048, 18, 4, 1, 262144, true);
        gemma["model_type"] = "gemma3_text";
        gemma["head_dim"] = 256;
        gemma["sliding_window"] = 512;
        QCOMPARE(count(gemma), int64_t{268098176});
    }

    void whatIsNotSupportedIsAnErrorThatNamesTheKey() {
        json config = readConfig("llama");
        config["model_type"] = "mamba";
        const Error unknown = errorOfConfig(config);
        QCOMPARE(unknown.place(), std::string("config.json: model_type"));
        QVERIFY(unknown.message().find("mamba") != std::string::npos);
        const std::vector<std::pair<std::string, json>> changes{
            {"hidden_size", "32"},
            {"hidden_size", -32},
            {"num_hidden_layers", 5000},
            {"num_attention_heads", 3},
            {"num_key_value_heads", 0},
            {"vocab_size", 1e18},
            {"hidden_act", "relu"},
            {"attention_bias", true},
            {"mlp_bias", true},
            {"layer_types", json{"mamba", "mamba"}},
            {"rms_norm_eps", -1},
            {"head_dim", 7},
            {"rope_parameters", json{{"rope_type", "yarn"}, {"factor", 4}}}};
        for (const auto& [key, value] : changes) {
            json changed = readConfig("llama");
            changed[key] = value;
            QCOMPARE(errorOfConfig(changed).kind(), ErrorKind::BadInput);
        }
        QCOMPARE(errorOfConfig(json::array()).kind(), ErrorKind::BadInput);
    }

    void layersThatTheConfigDoesNotStateAreAnError() {
        const fs::path folder = copyOf("qwen2");
        json config = json::parse(readFile(folder / "config.json"));
        config["num_hidden_layers"] = config.at("num_hidden_layers").get<int>() - 1;
        config.erase("layer_types");
        writeFileAtomically(folder / "config.json", config.dump());
        const Error error = errorOfLoading(folder);
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QVERIFY2(error.message().find("more layers") != std::string::npos, error.what());
    }

    void missingAndMisshapenTensorsAreErrorsThatNameThem() {
        const std::string name = "model.layers.1.mlp.up_proj.weight";
        for (const bool missing : {true, false}) {
            const fs::path folder = copyOf("qwen2");
            WeightFile file = readWeightFile(folder / "model.safetensors");
            for (NamedTensor& tensor : file.tensors) {
                if (tensor.name == name && missing) tensor.name = "another";
                if (tensor.name == name) tensor.tensor = tensor.tensor.t().contiguous();
            }
            writeWeightFile(folder / "model.safetensors", file.tensors, {});
            const Error error = errorOfLoading(folder);
            QCOMPARE(error.kind(), ErrorKind::BadInput);
            QVERIFY(error.place().find(name) != std::string::npos);
        }
        const fs::path folder = copyOf("qwen2");
        fs::resize_file(folder / "model.safetensors", 20000);
        QCOMPARE(errorOfLoading(folder).kind(), ErrorKind::BadInput);
        fs::remove(folder / "model.safetensors");
        QCOMPARE(errorOfLoading(folder).kind(), ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestTextModels)
#include "test_text_models.moc"
