// Installed language models against golden values of public peers (data/golden/README.md).
#include "core/adapt/trainer.h"
#include "core/models/lora.h"
#include "tests/support/tiny_text_models.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;

namespace {

std::filesystem::path fileOf(const std::string& model) {
    return modelsFolder() / findKnownModel(model)->fileName;
}

// Of one prompt of a logits file.
struct Comparison {
    double largest = 0; // difference of a log-probability
    double squares = 0; // sum of them
    int compared = 0;
    int wrong = 0; // positions with another likeliest token in spite of the margin
    int64_t positions = 0;
};

Comparison compare(const LanguageModel& model, const json& prompt, double margin) {
    const auto ids = prompt["ids"].get<std::vector<int32_t>>();
    const at::Tensor logs = logProbabilities(model, textSequence(ids));
    const at::Tensor best = logs.argmax(-1);
    Comparison result{.positions = logs.size(0)};
    const auto differ = [&](double found, double expected) {
        result.largest = std::max(result.largest, std::abs(found - expected));
        result.squares += (found - expected) * (found - expected);
        ++result.compared;
    };
    for (size_t t = 0; t < ids.size(); ++t) {
        const auto row = static_cast<int64_t>(t);
        const auto expected = prompt["argmax"][t].get<int64_t>();
        differ(logs[row][expected].item<double>(), prompt["argmax_logprob"][t].get<double>());
        const bool clear = prompt["argmax_margin"][t].get<double>() > margin;
        if (clear && best[row].item<int64_t>() != expected) {
            ++result.wrong;
            qInfo("position %d: margin %.3f", static_cast<int>(t),
                  prompt["argmax_margin"][t].get<double>());
        }
        if (t + 1 == ids.size()) continue;
        differ(logs[row][ids[t + 1]].item<double>(), prompt["next_token_logprob"][t].get<double>());
    }
    for (const json& entry : prompt["last_top20"]) {
        differ(logs[-1][entry[0].get<int64_t>()].item<double>(), entry[1].get<double>());
    }
    return result;
}

// The A that the golden run starts from.
at::Tensor goldenA(int64_t rank, int64_t inputs, int layer, int module) {
    const at::Tensor i = at::arange(rank, at::kDouble).unsqueeze(1);
    const at::Tensor j = at::arange(inputs, at::kDouble).unsqueeze(0);
    const at::Tensor angle = i * 0.37 + j * 1.13 + i * j * 0.071 + (layer + 0.5 * module);
    return (at::sin(angle) / std::sqrt(static_cast<double>(inputs))).to(at::kFloat);
}

// "...layers.12.self_attn.q_proj" of a PEFT name.
std::pair<int, std::string> layerAndModule(const std::string& name) {
    const size_t layer = name.find("layers.") + 7;
    const size_t end = name.find(".lora_");
    const size_t module = name.rfind('.', end - 1) + 1;
    return {std::stoi(name.substr(layer)), name.substr(module, end - module)};
}

std::vector<TokenSequence> batchOf(const json& sequences, bool all) {
    std::vector<TokenSequence> batch;
    for (const json& sequence : sequences) {
        std::vector<float> weights = sequence["answer_mask"].get<std::vector<float>>();
        if (all) weights.assign(weights.size(), 1);
        batch.push_back(textSequence(sequence["ids"].get<std::vector<int32_t>>(), weights));
    }
    return batch;
}

double gradientNorm(const std::vector<NamedTensor>& parameters, bool onlyA) {
    double squares = 0;
    for (const NamedTensor& parameter : parameters) {
        if (onlyA && parameter.name.find("lora_A") == std::string::npos) continue;
        squares += parameter.tensor.grad().to(at::kDouble).square().sum().item<double>();
    }
    return std::sqrt(squares);
}

} // namespace

class TestTextGolden : public QObject {
    Q_OBJECT

    void compareLogits(const std::string& model, const std::string& golden) {
        const json document = readGolden(golden);
        for (const auto& [type, margin] :
             {std::pair{at::kFloat, 0.01}, std::pair{at::kBFloat16, 0.1}}) {
            const auto decoder = loadTextDecoder(fileOf(model), {at::kCPU, type});
            for (const json& prompt : document["prompts"]) {
                const Comparison found = compare(*decoder, prompt, margin);
                qInfo("%s %s %s: largest difference %.6f, rms %.6f, %d of %d positions wrong",
                      model.c_str(), toString(type), prompt["category"].get<std::string>().c_str(),
                      found.largest, std::sqrt(found.squares / found.compared), found.wrong,
                      static_cast<int>(found.positions));
                QCOMPARE(found.wrong, 0);
                if (type == at::kFloat) QVERIFY(found.largest < 1e-3);
            }
        }
    }

    // Trains as the golden run did and compares every step.
    void compareTraining(const std::string& variant) {
        const json golden = readGolden("lora_train_smollm2.json");
        const json& expected = golden["variants"][variant];
        const auto base = loadTextDecoder(fileOf("smollm2-135m"), {at::kCPU, at::kFloat});
        const auto model = base->clone(WeightUse::Frozen);
        AdaptConfig config;
        config.loraRank = 8;
        config.loraAlpha = 16;
        config.loraTargets = {"q", "v", "gate", "up", "down"};
        std::vector<NamedTensor> adapters = attachLora(*model, config, 1);
        const auto targets = golden["config"]["targets"].get<std::vector<std::string>>();
        for (NamedTensor& adapter : adapters) {
            if (adapter.name.find("lora_A") == std::string::npos) continue;
            const auto [layer, module] = layerAndModule(adapter.name);
            const auto index = std::ranges::find(targets, module) - targets.begin();
            adapter.tensor.copy_(
                goldenA(8, adapter.tensor.size(1), layer, static_cast<int>(index)));
        }
        Trainer trainer(*model, adapters, makeAdamW(adapters, {0.9, 0.999, 1e-8, 0.01}), 0);
        for (size_t step = 0; step < golden["batches"].size(); ++step) {
            const StepOutcome outcome =
                trainer.step(batchOf(golden["batches"][step], variant == "all_tokens"),
                             {expected["lr_per_step"][step].get<double>(), 0});
            const double loss = expected["loss_per_step"][step].get<double>();
            const double norm = expected["grad_norm_per_step"][step].get<double>();
            const double partA = expected["grad_norm_A_part_per_step"][step].get<double>();
            qInfo("%s step %d: loss %.6f (%.6f), gradient %.6f (%.6f)", variant.c_str(),
                  static_cast<int>(step) + 1, outcome.lossNats, loss, outcome.gradientNorm, norm);
            QVERIFY(std::abs(outcome.lossNats - loss) < 2e-4);
            QVERIFY(std::abs(outcome.gradientNorm - norm) < 1e-3 * norm);
            QVERIFY(std::abs(gradientNorm(adapters, true) - partA) <= 2e-3 * partA + 1e-7);
        }
        compareAdapters(adapters, expected["adapter_values_after_step_8"]);
        for (size_t i = 0; i < 3; ++i) {
            const double after = expected["loss_of_first_3_batches_after_step_8"][i].get<double>();
            const double found =
                trainer.loss(batchOf(golden["batches"][i], variant == "all_tokens"));
            QVERIFY(std::abs(found - after) < 2e-4);
        }
    }

    static void compareAdapters(const std::vector<NamedTensor>& adapters, const json& expected) {
        int near = 0;
        int compared = 0;
        for (const json& entry : expected) {
            for (const NamedTensor& adapter : adapters) {
                const auto [layer, module] = layerAndModule(adapter.name);
                if (layer != entry["layer"] || module != entry["module"]) continue;
                const bool isA = adapter.name.find("lora_A") != std::string::npos;
                const at::Tensor values = adapter.tensor.detach();
                const double sum = values.to(at::kDouble).abs().sum().item<double>();
                const double expectedSum = entry[isA ? "A_abs_sum" : "B_abs_sum"].get<double>();
                QVERIFY(std::abs(sum - expectedSum) < 1e-3 * expectedSum);
                if (isA) continue;
                for (int64_t c = 0; c < 4; ++c) {
                    const auto at = static_cast<size_t>(c);
                    near += std::abs(values[0][c].item<double>() -
                                     entry["B_row0"][at].get<double>()) < 2e-5;
                    near += std::abs(values[-1][c].item<double>() -
                                     entry["B_row_last"][at].get<double>()) < 2e-5;
                    compared += 2;
                }
            }
        }
        QCOMPARE(compared, 160);
        QVERIFY2(near >= 152, qPrintable(QString::number(near)));
    }

private Q_SLOTS:
    void logitsOfSmollm() {
        TTT_NEEDS_GOLDEN("logits_smollm2.json");
        if (!std::filesystem::exists(fileOf("smollm2-135m"))) QSKIP("SmolLM2 is not installed");
        compareLogits("smollm2-135m", "logits_smollm2.json");
    }
    void logitsOfGemma() {
        TTT_NEEDS_GOLDEN("logits_gemma3.json");
        if (!std::filesystem::exists(fileOf("gemma-3-270m"))) QSKIP("Gemma 3 is not installed");
        compareLogits("gemma-3-270m", "logits_gemma3.json");
    }
    void trainingOfSmollm_data() {
        QTest::addColumn<std::string>("variant");
        for (const char* variant : {"answers_only", "all_tokens", "answers_only_cosine"}) {
            QTest::newRow(variant) << std::string(variant);
        }
    }
    void trainingOfSmollm() {
        TTT_NEEDS_GOLDEN("lora_train_smollm2.json");
        if (!std::filesystem::exists(fileOf("smollm2-135m"))) QSKIP("SmolLM2 is not installed");
        QFETCH(std::string, variant);
        compareTraining(variant);
    }
};

QTEST_GUILESS_MAIN(TestTextGolden)
#include "test_text_golden.moc"
