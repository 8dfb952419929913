#include "core/models/text/gguf_config.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ttt {

namespace {

constexpr int64_t kGemmaPattern = 6;        // every sixth layer is global
constexpr int64_t kGemmaLargestLayers = 62; // of 27B, which scales queries in another way

void readScaling(const GgufFile& file, const std::string& prefix, TextShape& shape) {
    const std::string_view kind = file.text(prefix + "rope.scaling.type", "none");
    if (kind == "none") return;
    if (kind != "linear") {
        throw Error(ErrorKind::BadInput, file.placeOf(prefix + "rope.scaling.type"),
                    "found " + std::string(kind) + ", expected none or linear");
    }
    shape.scaling.kind = "linear";
    shape.scaling.factor = file.number(prefix + "rope.scaling.factor");
}

// Llama 3.1 and 3.2: what "llama3" says in config.json has been worked out into a tensor.
void readFactors(const GgufFile& file, TextShape& shape) {
    constexpr const char* kFactors = "rope_freqs.weight";
    const GgufTensor* stored = file.findTensor(kFactors);
    if (stored == nullptr) return;
    shape.scaling.factors = stored->values(file.placeOf(kFactors));
    const bool usable = 2 * std::ssize(shape.scaling.factors) == shape.headSize &&
                        std::ranges::all_of(shape.scaling.factors, [](float factor) {
                            return factor > 0 && std::isfinite(factor);
                        });
    if (usable) return;
    throw Error(ErrorKind::BadInput, file.placeOf(kFactors),
                "found " + std::to_string(stored->elements) + " factors, expected " +
                    std::to_string(shape.headSize / 2) + " above 0");
}

void completeGemma(const GgufFile& file, const std::string& prefix, TextShape& shape) {
    shape.window = file.integer(prefix + "attention.sliding_window", 512);
    for (int64_t layer = 1; layer <= shape.layers; ++layer) {
        shape.local.push_back(layer % kGemmaPattern != 0);
    }
    shape.embeddingScale = std::sqrt(static_cast<double>(shape.width));
    const auto perHead = static_cast<double>(shape.layers == kGemmaLargestLayers && shape.heads > 0
                                                 ? shape.width / shape.heads
                                                 : shape.headSize);
    shape.queryScale = 1 / std::sqrt(perHead);
}

} // namespace

TextShape textShapeFromGguf(const GgufFile& file) {
    const std::string family(file.text("general.architecture"));
    const std::string prefix = family + ".";
    TextShape shape = familyShape(family, file.placeOf("general.architecture"));
    shape.layers = file.integer(prefix + "block_count");
    shape.width = file.integer(prefix + "embedding_length");
    shape.hidden = file.integer(prefix + "feed_forward_length");
    shape.heads = file.integer(prefix + "attention.head_count");
    shape.keyHeads = file.integer(prefix + "attention.head_count_kv", shape.heads);
    shape.headSize = file.integer(prefix + "attention.key_length",
                                  shape.heads > 0 ? shape.width / shape.heads : 0);
    shape.context = file.integer(prefix + "context_length");
    shape.normEpsilon = file.number(prefix + "attention.layer_norm_rms_epsilon");
    shape.rotaryBase = file.number(prefix + "rope.freq_base", shape.rotaryBase);
    const GgufTensor& table = file.tensor("token_embd.weight");
    shape.vocabulary = table.shape.empty() ? 0 : table.shape[0];
    shape.tiedHead = file.findTensor("output.weight") == nullptr;
    if (shape.layers < 0 || shape.layers > 1024) {
        throw Error(ErrorKind::BadInput, file.placeOf(prefix + "block_count"),
                    "found " + std::to_string(shape.layers) + ", expected 1 to 1024");
    }
    readScaling(file, prefix, shape);
    readFactors(file, shape);
    if (family == "gemma3") completeGemma(file, prefix, shape);
    requireUsableShape(shape, file.place());
    return shape;
}

} // namespace ttt
