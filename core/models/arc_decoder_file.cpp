#include "core/models/arc_decoder_file.h"

#include "core/base/error.h"
#include "core/tokens/arc_codec.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "ttt-arc-decoder-1";

std::string sizesOf(const at::Tensor& tensor) {
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

ArcDecoderShape shapeFromMetadata(const Metadata& metadata, const std::string& place) {
    const auto format = metadata.find("format");
    if (format == metadata.end() || format->second != kFormat) {
        throw Error(ErrorKind::BadInput, place,
                    "found " + (format == metadata.end() ? "no format" : format->second) +
                        ", expected a file of the format " + kFormat);
    }
    const auto text = metadata.find("shape");
    const json shape = text == metadata.end() ? json() : json::parse(text->second, nullptr, false);
    ArcDecoderShape result;
    for (const auto& [key, place_] : {std::pair<const char*, int64_t*>{"layers", &result.layers},
                                      {"width", &result.width},
                                      {"heads", &result.heads},
                                      {"head_size", &result.headSize},
                                      {"hidden", &result.hidden}}) {
        const bool present =
            shape.is_object() && shape.contains(key) && shape[key].is_number_unsigned();
        if (!present || shape[key] < 1 || shape[key] > 65536) {
            throw Error(ErrorKind::BadInput, place,
                        std::string("the shape has no ") + key + " from 1 to 65536");
        }
        *place_ = shape[key].get<int64_t>();
    }
    return result;
}

} // namespace

void saveArcDecoder(const ArcDecoder& model, const fs::path& path, const Metadata& extra) {
    std::vector<NamedTensor> tensors;
    for (const NamedTensor& weight : model.weights()) {
        tensors.push_back({weight.name, weight.tensor.detach().to(at::kBFloat16)});
    }
    const ArcDecoderShape& shape = model.shape();
    Metadata metadata = extra;
    metadata["format"] = kFormat;
    metadata["shape"] = json{
        {"layers", shape.layers},
        {"width", shape.width},
        {"heads", shape.heads},
        {"head_size", shape.headSize},
        {"hidden",
         shape.hidden}}.dump();
    writeWeightFile(path, tensors, metadata);
}

void assignWeights(LanguageModel& model, const WeightFile& file, const std::string& place) {
    const at::NoGradGuard noGrad;
    for (const NamedTensor& weight : model.weights()) {
        const at::Tensor& stored = file.find(weight.name, place);
        if (stored.sizes() != weight.tensor.sizes()) {
            throw Error(ErrorKind::BadInput, place + ": " + weight.name,
                        "found the shape " + sizesOf(stored) + ", expected " +
                            sizesOf(weight.tensor));
        }
        weight.tensor.copy_(stored);
    }
    model.weightsChanged();
}

std::unique_ptr<ArcDecoder> loadArcDecoder(const fs::path& path, const ModelPlacement& placement) {
    const WeightFile file = readWeightFile(path);
    auto model =
        std::make_unique<ArcDecoder>(shapeFromMetadata(file.metadata, path.string()), 0, placement);
    assignWeights(*model, file, path.string());
    return model;
}

ArcDecoderShape readArcDecoderShape(const fs::path& path) {
    return shapeFromMetadata(readWeightFileMetadata(path), path.string());
}

int64_t countParameters(const ArcDecoderShape& shape) {
    const int64_t attention = shape.heads * shape.headSize;
    const int64_t layer =
        4 * attention * shape.width + 3 * shape.hidden * shape.width + 2 * shape.headSize;
    return shape.layers * layer + (arc_features::kRows + kArcClasses) * shape.width;
}

} // namespace ttt
