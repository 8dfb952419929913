#include "core/models/text/hf_config.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

namespace ttt {

using nlohmann::json;

namespace {

constexpr size_t kMaxConfigBytes = size_t{1} << 20;

const std::map<std::string, std::string>& familiesByType() {
    static const std::map<std::string, std::string> families{{"llama", "llama"},
                                                             {"gemma3", "gemma3"},
                                                             {"gemma3_text", "gemma3"},
                                                             {"qwen2", "qwen2"},
                                                             {"qwen3", "qwen3"}};
    return families;
}

// Typed access to one object of the config; a key that is null counts as absent.
class Section {
public:
    Section(const json& values, std::string place) : values_(values), place_(std::move(place)) {}

    bool has(const char* key) const { return values_.contains(key) && !values_[key].is_null(); }
    const json& raw(const char* key) const { return values_[key]; }

    int64_t integer(const char* key, std::optional<int64_t> otherwise = {}) const {
        if (!has(key) && otherwise) return *otherwise;
        if (!has(key) || !values_[key].is_number_integer()) reject(key, "an integer");
        return values_[key].get<int64_t>();
    }
    double number(const char* key, std::optional<double> otherwise = {}) const {
        if (!has(key) && otherwise) return *otherwise;
        if (!has(key) || !values_[key].is_number()) reject(key, "a number");
        return values_[key].get<double>();
    }
    bool flag(const char* key, bool otherwise) const {
        if (!has(key)) return otherwise;
        if (!values_[key].is_boolean()) reject(key, "true or false");
        return values_[key].get<bool>();
    }
    std::string text(const char* key, const char* otherwise = "") const {
        if (!has(key)) return otherwise;
        if (!values_[key].is_string()) reject(key, "a text");
        return values_[key].get<std::string>();
    }
    Section object(const char* key) const {
        if (!has(key) || !values_[key].is_object()) reject(key, "an object");
        return {values_[key], place_ + ": " + key};
    }
    [[noreturn]] void reject(const char* key, const std::string& expected) const {
        const std::string found = has(key) ? values_[key].dump().substr(0, 80) : "nothing";
        throw Error(ErrorKind::BadInput, place_ + ": " + key,
                    "found " + found + ", expected " + expected);
    }

private:
    const json& values_;
    std::string place_;
};

RotaryScaling scalingFrom(const Section& section) {
    const std::string kind = section.text("rope_type", section.text("type", "default").c_str());
    if (kind == "default") return {};
    if (kind != "linear" && kind != "llama3") section.reject("rope_type", "linear or llama3");
    RotaryScaling scaling;
    scaling.kind = kind;
    scaling.factor = section.number("factor");
    if (kind == "linear") return scaling;
    scaling.lowFrequencyFactor = section.number("low_freq_factor");
    scaling.highFrequencyFactor = section.number("high_freq_factor");
    scaling.originalContext = section.number("original_max_position_embeddings");
    return scaling;
}

// Older configs have rope_theta and rope_scaling, newer ones rope_parameters, one object or one for
// each kind of layer.
void readRotary(const Section& config, TextShape& shape) {
    if (!config.has("rope_parameters")) {
        shape.rotaryBase = config.number("rope_theta", shape.rotaryBase);
        shape.localRotaryBase = config.number("rope_local_base_freq", shape.localRotaryBase);
        if (config.has("rope_scaling")) shape.scaling = scalingFrom(config.object("rope_scaling"));
        return;
    }
    const Section all = config.object("rope_parameters");
    const bool perKind = all.has("full_attention");
    const Section global = perKind ? all.object("full_attention") : all;
    shape.rotaryBase = global.number("rope_theta", shape.rotaryBase);
    shape.scaling = scalingFrom(global);
    if (perKind && all.has("sliding_attention")) {
        shape.localRotaryBase =
            all.object("sliding_attention").number("rope_theta", shape.localRotaryBase);
    }
}

void readLayerKinds(const Section& config, TextShape& shape) {
    shape.window = config.integer("sliding_window", 0);
    if (config.has("layer_types")) {
        const json& kinds = config.raw("layer_types");
        if (!kinds.is_array()) config.reject("layer_types", "a list");
        for (const json& kind : kinds) {
            if (kind != "full_attention" && kind != "sliding_attention") {
                config.reject("layer_types", "full_attention or sliding_attention");
            }
            shape.local.push_back(kind == "sliding_attention");
        }
    } else if (shape.family == "gemma3") {
        const int64_t pattern = config.integer("sliding_window_pattern", 6);
        if (pattern < 1) config.reject("sliding_window_pattern", "at least 1");
        for (int64_t layer = 1; layer <= shape.layers; ++layer) {
            shape.local.push_back(layer % pattern != 0);
        }
    } else if (config.flag("use_sliding_window", false)) {
        const int64_t first = config.integer("max_window_layers", 28);
        for (int64_t layer = 0; layer < shape.layers; ++layer) {
            shape.local.push_back(layer >= first);
        }
    }
    if (shape.family != "gemma3") shape.localRotaryBase = shape.rotaryBase;
}

// What a config may ask for that is not built here.
void requireSupported(const Section& config, const TextShape& shape) {
    const char* activation = shape.gelu ? "gelu_pytorch_tanh" : "silu";
    const char* key = config.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    if (config.text(key, activation) != activation) config.reject(key, activation);
    if (config.flag("attention_bias", shape.qkvBias) != shape.qkvBias) {
        config.reject("attention_bias", shape.qkvBias ? "true" : "false");
    }
    if (config.flag("mlp_bias", false)) config.reject("mlp_bias", "false");
    if (config.has("attn_logit_softcapping")) config.reject("attn_logit_softcapping", "null");
    if (config.flag("use_bidirectional_attention", false)) {
        config.reject("use_bidirectional_attention", "false");
    }
    if (config.has("quantization_config")) config.reject("quantization_config", "none");
}

} // namespace

TextShape textShapeFromHf(const json& document, const std::string& place) {
    if (!document.is_object()) {
        throw Error(ErrorKind::BadInput, place, "expected a JSON object");
    }
    const Section outer(document, place);
    const std::string type = outer.text("model_type");
    const auto family = familiesByType().find(type);
    if (family == familiesByType().end()) {
        outer.reject("model_type", "llama, gemma3, gemma3_text, qwen2 or qwen3");
    }
    const Section config = outer.has("text_config") ? outer.object("text_config") : outer;
    TextShape shape = familyShape(family->second, place);
    shape.layers = config.integer("num_hidden_layers");
    shape.width = config.integer("hidden_size");
    shape.heads = config.integer("num_attention_heads");
    shape.keyHeads = config.integer("num_key_value_heads", shape.heads);
    const int64_t usualSize = shape.heads > 0 ? shape.width / shape.heads : 0;
    shape.headSize = config.integer("head_dim", shape.family == "gemma3" ? 256 : usualSize);
    shape.hidden = config.integer("intermediate_size");
    shape.vocabulary = config.integer("vocab_size");
    shape.context = config.integer("max_position_embeddings");
    shape.normEpsilon = config.number("rms_norm_eps", 1e-6);
    shape.tiedHead = config.flag("tie_word_embeddings", shape.tiedHead);
    shape.finalSoftCap = config.number("final_logit_softcapping", 0);
    readRotary(config, shape);
    if (shape.layers < 0 || shape.layers > 1024) config.reject("num_hidden_layers", "1 to 1024");
    readLayerKinds(config, shape);
    if (shape.family == "gemma3") {
        shape.embeddingScale = std::sqrt(static_cast<double>(shape.width));
        const double scalar = config.number("query_pre_attn_scalar", 256);
        if (!(scalar > 0)) config.reject("query_pre_attn_scalar", "a number above 0");
        shape.queryScale = 1 / std::sqrt(scalar);
    }
    requireSupported(config, shape);
    requireUsableShape(shape, place);
    return shape;
}

TextShape readHfConfig(const std::filesystem::path& path) {
    const json config = json::parse(readFile(path, kMaxConfigBytes), nullptr, false);
    return textShapeFromHf(config, path.string());
}

} // namespace ttt
