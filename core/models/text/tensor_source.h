// Where a text decoder's weights come from: a Hugging Face folder or a GGUF file, both
// memory-mapped, behind Hugging Face's names for the tensors.
#pragma once

#include "core/models/text/text_shape.h"

#include <ATen/core/Tensor.h>
#include <filesystem>
#include <memory>
#include <string>

namespace ttt {

class GgufFile;

class TensorSource {
public:
    virtual ~TensorSource() = default;
    // The tensor "model.layers.0.self_attn.q_proj.weight" on the CPU, of any floating type; it may
    // be a view of the file and must not be written to. BadInput where it is missing or of another
    // shape, or its type is not read here.
    virtual at::Tensor read(const std::string& name, at::IntArrayRef shape) const = 0;
};

// model.safetensors, or the files that model.safetensors.index.json lists.
std::unique_ptr<TensorSource> openHfTensors(const std::filesystem::path& folder,
                                            const TextShape& shape);

// The file must outlive the source. What GGUF files store in another way than Hugging Face (rows of
// Llama's queries and keys for another rotary embedding) comes as Hugging Face has it; norm gains
// of Gemma come as they are multiplied, that is 1 + w.
std::unique_ptr<TensorSource> openGgufTensors(const GgufFile& file, const TextShape& shape);

} // namespace ttt
