#include "core/models/text/tensor_source.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/weight_file.h"

#include <ATen/ATen.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxIndexBytes = size_t{64} << 20;

// The files of a folder that hold weights.
std::set<std::string> weightFileNames(const fs::path& folder) {
    const fs::path index = folder / "model.safetensors.index.json";
    if (!isThere(index)) return {"model.safetensors"};
    const json document = json::parse(readFile(index, kMaxIndexBytes), nullptr, false);
    const bool usable = document.is_object() && document.contains("weight_map") &&
                        document["weight_map"].is_object();
    if (!usable) {
        throw Error(ErrorKind::BadInput, index.string(), "expected an object with a weight_map");
    }
    std::set<std::string> names;
    for (const auto& [tensor, file] : document["weight_map"].items()) {
        // Only names of files in this folder.
        const bool plain = file.is_string() && !file.get<std::string>().empty() &&
                           fs::path(file.get<std::string>()).filename() == file.get<std::string>();
        if (!plain) {
            throw Error(ErrorKind::BadInput, index.string() + ": " + tensor,
                        "found " + file.dump().substr(0, 80) + ", expected the name of a file");
        }
        names.insert(file.get<std::string>());
    }
    return names;
}

class HfTensors : public TensorSource {
public:
    HfTensors(const fs::path& folder, const TextShape& shape)
        : place_(folder.string()), addsOneToGains_(shape.family == "gemma3") {
        for (const std::string& name : weightFileNames(folder)) {
            for (NamedTensor& tensor : mapWeightFile(folder / name).tensors) {
                tensors_[withoutPrefix(tensor.name)] = std::move(tensor.tensor);
            }
        }
        const std::string beyond = "model.layers." + std::to_string(shape.layers) + ".";
        for (const auto& [name, tensor] : tensors_) {
            if (!name.starts_with(beyond)) continue;
            reject(name, "found more layers than the " + std::to_string(shape.layers) +
                             " that config.json states");
        }
    }

    at::Tensor read(const std::string& name, at::IntArrayRef shape) const override {
        const auto found = tensors_.find(name);
        if (found == tensors_.end()) reject(name, "the tensor is missing");
        const at::Tensor& tensor = found->second;
        std::ostringstream message;
        if (tensor.sizes() != shape) {
            message << "found the shape " << tensor.sizes() << ", expected " << shape;
            reject(name, message.str());
        }
        if (!at::isFloatingType(tensor.scalar_type())) {
            message << "found the type " << tensor.scalar_type() << ", expected a floating type";
            reject(name, message.str());
        }
        // Gemma stores gains as their distance from one.
        const bool gain = name.ends_with("norm.weight");
        return gain && addsOneToGains_ ? tensor.to(at::kFloat) + 1 : tensor;
    }

private:
    [[noreturn]] void reject(const std::string& name, const std::string& message) const {
        throw Error(ErrorKind::BadInput, place_ + ": " + name, message);
    }

    // Models that also see pictures keep the text decoder under a name of its own.
    static std::string withoutPrefix(const std::string& name) {
        for (const char* prefix : {"language_model.model.", "model.language_model."}) {
            if (name.starts_with(prefix)) return "model." + name.substr(std::string(prefix).size());
        }
        const std::string head = "language_model.lm_head.";
        return name.starts_with(head) ? "lm_head." + name.substr(head.size()) : name;
    }

    std::string place_;
    bool addsOneToGains_;
    std::map<std::string, at::Tensor> tensors_;
};

} // namespace

std::unique_ptr<TensorSource> openHfTensors(const fs::path& folder, const TextShape& shape) {
    return std::make_unique<HfTensors>(folder, shape);
}

} // namespace ttt
