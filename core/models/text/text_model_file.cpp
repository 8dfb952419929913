#include "core/models/text/text_model_file.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/weights/gguf_file.h"
#include "core/models/text/gguf_config.h"
#include "core/models/text/hf_config.h"
#include "core/models/weight_file.h"

#include <ATen/ATen.h>
#include <map>
#include <set>

namespace ttt {

namespace fs = std::filesystem;

namespace {

bool isGguf(const fs::path& path) { return path.extension() == ".gguf"; }

std::vector<fs::path> weightFiles(const fs::path& folder) {
    std::set<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".safetensors") files.insert(entry.path());
    }
    return {files.begin(), files.end()};
}

// The name under which most values are stored.
template <typename Counts>
std::string commonest(const Counts& counts) {
    std::string name = "none";
    int64_t most = 0;
    for (const auto& [type, values] : counts) {
        if (values <= most) continue;
        most = values;
        name = type;
    }
    return name;
}

std::string ggufType(const GgufFile& file) {
    std::map<std::string, int64_t> counts;
    for (const GgufTensor& tensor : file.tensors()) {
        counts[nameOfGgmlType(tensor.ggmlType)] += tensor.elements;
    }
    return commonest(counts);
}

std::string typeName(at::ScalarType type) {
    switch (type) {
    case at::kFloat:
        return "float32";
    case at::kBFloat16:
        return "bfloat16";
    case at::kHalf:
        return "float16";
    default:
        return toString(type);
    }
}

std::string hfType(const fs::path& folder) {
    std::map<std::string, int64_t> counts;
    for (const fs::path& path : weightFiles(folder)) {
        for (const NamedTensor& tensor : mapWeightFile(path).tensors) {
            counts[typeName(tensor.tensor.scalar_type())] += tensor.tensor.numel();
        }
    }
    return commonest(counts);
}

// Ends the constructor of a decoder; caught below and never seen outside.
struct LoadStopped {};

class StoppableTensors : public TensorSource {
public:
    StoppableTensors(const TensorSource& inner, const std::stop_token& stop)
        : inner_(inner), stop_(stop) {}
    at::Tensor read(const std::string& name, at::IntArrayRef shape) const override {
        if (stop_.stop_requested()) throw LoadStopped{};
        return inner_.read(name, shape);
    }

private:
    const TensorSource& inner_;
    const std::stop_token& stop_;
};

} // namespace

bool looksLikeTextModel(const fs::path& path) {
    return isGguf(path) || isThere(path / "config.json");
}

TextModelFacts readTextModelFacts(const fs::path& path) {
    if (isGguf(path)) {
        const GgufFile file(path);
        return {textShapeFromGguf(file), ggufType(file)};
    }
    return {readHfConfig(path / "config.json"), hfType(path)};
}

std::unique_ptr<TextDecoder> loadTextDecoder(const fs::path& path, const ModelPlacement& placement,
                                             const std::stop_token& stop) {
    try {
        if (isGguf(path)) {
            const GgufFile file(path);
            const TextShape shape = textShapeFromGguf(file);
            const auto tensors = openGgufTensors(file, shape);
            return std::make_unique<TextDecoder>(shape, placement,
                                                 StoppableTensors(*tensors, stop));
        }
        const TextShape shape = readHfConfig(path / "config.json");
        const auto tensors = openHfTensors(path, shape);
        return std::make_unique<TextDecoder>(shape, placement, StoppableTensors(*tensors, stop));
    } catch (const LoadStopped&) {
        return nullptr;
    }
}

std::string hashTextModel(const fs::path& path) {
    if (isGguf(path)) return sha256Hex(mapFile(path).bytes);
    std::string lines;
    for (const fs::path& file : weightFiles(path)) {
        lines += file.filename().string() + " " + sha256Hex(mapFile(file).bytes) + "\n";
    }
    return sha256Hex(lines);
}

} // namespace ttt
