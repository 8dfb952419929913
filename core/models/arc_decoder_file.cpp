#include "core/models/arc_decoder_file.h"

#include "core/base/error.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "ttt-arc-decoder-1";

// What the layers and their kernels can work with.
struct Side {
    const char* key;
    int64_t ArcDecoderShape::*field;
    int64_t min;
    int64_t max;
};
constexpr Side kSides[] = {{"layers", &ArcDecoderShape::layers, 1, 1024},
                           {"width", &ArcDecoderShape::width, 1, 16384},
                           {"heads", &ArcDecoderShape::heads, 1, 1024},
                           {"head_size", &ArcDecoderShape::headSize, kMinHeadSize, kMaxHeadSize},
                           {"hidden", &ArcDecoderShape::hidden, 1, 65536}};

// "without" of a stored shape; BadInput naming `place` where it is no list of parts.
void leaveOutParts(ArcDecoderShape& shape, const json& parts, const std::string& place) {
    const std::vector<std::string> known = arcDecoderParts();
    const bool usable =
        parts.is_array() && std::ranges::all_of(parts, [&](const json& part) {
            return part.is_string() && std::ranges::count(known, part.get<std::string>()) > 0;
        });
    if (!usable) {
        throw Error(ErrorKind::BadInput, place,
                    "found a shape without " + parts.dump() +
                        ", expected a list of parts such as " + json(known).dump());
    }
    for (const json& part : parts) leaveOut(shape, part.get<std::string>());
}

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
    for (const Side& side : kSides) {
        const bool present =
            shape.is_object() && shape.contains(side.key) && shape[side.key].is_number_unsigned();
        if (!present || shape[side.key] < side.min || shape[side.key] > side.max) {
            throw Error(ErrorKind::BadInput, place,
                        "found the shape " + (text == metadata.end() ? "none" : text->second) +
                            ", expected " + side.key + " from " + std::to_string(side.min) +
                            " to " + std::to_string(side.max));
        }
        result.*side.field = shape[side.key].get<int64_t>();
    }
    leaveOutParts(result, shape.value("without", json::array()), place);
    return result;
}

// Before memory is taken for a shape that the file only claims; assignWeights then names the tensor
// that is missing or of another shape.
void requireWeightsFor(const ArcDecoderShape& shape, const WeightFile& file,
                       const std::string& place) {
    int64_t stored = 0;
    for (const NamedTensor& tensor : file.tensors) stored += tensor.tensor.numel();
    const int64_t expected = countParameters(shape);
    if (expected / 2 <= stored) return;
    throw Error(ErrorKind::BadInput, place,
                "found " + std::to_string(stored) + " weights, expected " +
                    std::to_string(expected) + " for the shape in the header");
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
    json sizes;
    for (const Side& side : kSides) sizes[side.key] = shape.*side.field;
    if (const auto without = partsLeftOut(shape); !without.empty()) sizes["without"] = without;
    metadata["shape"] = sizes.dump();
    writeWeightFile(path, tensors, metadata);
}

void assignTensor(const NamedTensor& target, const WeightFile& file, const std::string& place) {
    const at::NoGradGuard noGrad;
    const at::Tensor& stored = file.find(target.name, place);
    if (stored.sizes() != target.tensor.sizes()) {
        throw Error(ErrorKind::BadInput, place + ": " + target.name,
                    "found the shape " + sizesOf(stored) + ", expected " + sizesOf(target.tensor));
    }
    target.tensor.copy_(stored);
}

void assignWeights(LanguageModel& model, const WeightFile& file, const std::string& place) {
    for (const NamedTensor& weight : model.weights()) assignTensor(weight, file, place);
    model.weightsChanged();
}

std::unique_ptr<ArcDecoder> loadArcDecoder(const fs::path& path, const ModelPlacement& placement) {
    const WeightFile file = readWeightFile(path);
    const ArcDecoderShape shape = shapeFromMetadata(file.metadata, path.string());
    requireWeightsFor(shape, file, path.string());
    auto model = std::make_unique<ArcDecoder>(shape, 0, placement);
    assignWeights(*model, file, path.string());
    model->quantizeLayers();
    return model;
}

ArcDecoderShape readArcDecoderShape(const fs::path& path) {
    return shapeFromMetadata(readWeightFileMetadata(path), path.string());
}

} // namespace ttt
