#include "core/models/lora.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/weight_file.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* kPrefix = "base_model.model.";

template <typename Visit>
void forEachLinear(LanguageModel& model, const Visit& visit) {
    for (LinearGroup* group : model.linearGroups()) {
        for (AdaptedLinear& part : group->parts) visit(part);
    }
}

// Adapters are trained: float32 beside weights of any shorter type.
at::TensorOptions adapterOptions(const AdaptedLinear& linear, const LanguageModel& model) {
    const bool wide = linear.weight.scalar_type() == at::kDouble;
    return at::device(model.device()).dtype(wide ? at::kDouble : at::kFloat);
}

LoraAdapter freshAdapter(const AdaptedLinear& linear, const at::TensorOptions& options,
                         const AdaptConfig& config, at::Generator& generator) {
    const int64_t rank = config.loraRank;
    const double bound = 1.0 / std::sqrt(static_cast<double>(linear.inputs()));
    const at::Tensor a = at::empty({rank, linear.inputs()}).uniform_(-bound, bound, generator);
    return {a.to(options), at::zeros({linear.outputs(), rank}, options),
            config.loraAlpha / static_cast<double>(rank), config.loraDropout,
            at::make_generator<at::CPUGeneratorImpl>(
                generator.get<at::CPUGeneratorImpl>()->random64())};
}

// The last words of the names of matrices with adapters, by which PEFT finds them.
std::set<std::string> adaptedModules(LanguageModel& model) {
    std::set<std::string> names;
    forEachLinear(model, [&](const AdaptedLinear& linear) {
        if (linear.adapter) names.insert(linear.name.substr(linear.name.rfind('.') + 1));
    });
    return names;
}

json readAdapterConfig(const fs::path& path) {
    const json config = json::parse(readFile(path, size_t{1} << 20), nullptr, false);
    const bool usable = config.is_object() && config.contains("r") &&
                        config["r"].is_number_unsigned() && config["r"] > 0 &&
                        config.contains("lora_alpha") && config["lora_alpha"].is_number();
    if (!usable) {
        throw Error(ErrorKind::BadInput, path.string(),
                    "expected a PEFT config with a rank r above 0 and lora_alpha");
    }
    return config;
}

} // namespace

std::vector<NamedTensor> attachLora(LanguageModel& model, const AdaptConfig& config,
                                    uint64_t seed) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    forEachLinear(model, [&](AdaptedLinear& linear) {
        if (std::ranges::count(config.loraTargets, targetOf(linear)) == 0) return;
        linear.adapter = freshAdapter(linear, adapterOptions(linear, model), config, generator);
    });
    std::vector<NamedTensor> tensors = loraTensors(model);
    if (tensors.empty()) {
        throw Error(ErrorKind::BadInput, "adapt.lora_targets",
                    "no matrix of the model has one of these names");
    }
    return tensors;
}

std::vector<NamedTensor> loraTensors(LanguageModel& model) {
    std::vector<NamedTensor> tensors;
    forEachLinear(model, [&](const AdaptedLinear& linear) {
        if (!linear.adapter) return;
        tensors.push_back({kPrefix + linear.name + ".lora_A.weight", linear.adapter->a});
        tensors.push_back({kPrefix + linear.name + ".lora_B.weight", linear.adapter->b});
    });
    return tensors;
}

void mergeLora(LanguageModel& model) {
    const at::NoGradGuard noGrad;
    forEachLinear(model, [](AdaptedLinear& linear) {
        const auto kept = linear.weight.scalar_type();
        if (!linear.adapter || linear.weight.is_meta()) return;
        if (kept != at::kFloat && kept != at::kDouble) return;
        linear.weight = linear.merged(); // not in place: other models may share it
        linear.adapter.reset();
    });
    model.weightsChanged();
}

void saveLora(LanguageModel& model, const AdaptConfig& config, const std::string& baseModel,
              const fs::path& folder) {
    writeWeightFile(folder / "adapter_model.safetensors", loraTensors(model), {{"format", "pt"}});
    const json description{{"peft_type", "LORA"},
                           {"task_type", "CAUSAL_LM"},
                           {"base_model_name_or_path", baseModel},
                           {"r", config.loraRank},
                           {"lora_alpha", config.loraAlpha},
                           {"lora_dropout", config.loraDropout},
                           {"target_modules", adaptedModules(model)},
                           {"bias", "none"},
                           {"fan_in_fan_out", false},
                           {"inference_mode", true}};
    writeFileAtomically(folder / "adapter_config.json", description.dump(2) + "\n");
}

void loadLora(LanguageModel& model, const fs::path& folder) {
    const json config = readAdapterConfig(folder / "adapter_config.json");
    const fs::path path = folder / "adapter_model.safetensors";
    const WeightFile file = readWeightFile(path);
    const auto rank = config["r"].get<int64_t>();
    const double scale = config["lora_alpha"].get<double>() / static_cast<double>(rank);
    size_t used = 0;
    forEachLinear(model, [&](AdaptedLinear& linear) {
        const std::string name = kPrefix + linear.name;
        const std::string aName = name + ".lora_A.weight";
        if (std::ranges::count(file.tensors, aName, &NamedTensor::name) == 0) return;
        const at::Tensor& a = file.find(aName, path.string());
        const at::Tensor& b = file.find(name + ".lora_B.weight", path.string());
        const bool fits = a.dim() == 2 && b.dim() == 2 && a.size(0) == rank &&
                          a.size(1) == linear.inputs() && b.size(0) == linear.outputs() &&
                          b.size(1) == rank;
        if (!fits) {
            throw Error(ErrorKind::BadInput, path.string() + ": " + name,
                        "the adapter's shape does not fit this model at rank " +
                            std::to_string(rank));
        }
        const at::TensorOptions options = adapterOptions(linear, model);
        linear.adapter = LoraAdapter{a.to(options), b.to(options), scale, 0, {}};
        used += 2;
    });
    if (used != file.tensors.size()) {
        throw Error(ErrorKind::BadInput, path.string(),
                    "found " + std::to_string(file.tensors.size()) + " tensors, of which " +
                        std::to_string(used) + " belong to this model");
    }
}

} // namespace ttt
