// ARC decoders on disk: one safetensors file that carries the shape in its metadata.
#pragma once

#include "core/models/arc_decoder.h"
#include "core/models/weight_file.h"

#include <filesystem>

namespace ttt {

// Stored as bfloat16; `extra` joins the metadata (training hours, tokens...).
void saveArcDecoder(const ArcDecoder& model, const std::filesystem::path& path,
                    const Metadata& extra);

// BadInput if the file is no ARC decoder or a tensor is missing or of the wrong shape.
std::unique_ptr<ArcDecoder> loadArcDecoder(const std::filesystem::path& path,
                                           const ModelPlacement& placement);

// The shape from the file's metadata.
ArcDecoderShape readArcDecoderShape(const std::filesystem::path& path);

// Copies the file's tensor of that name into the target; BadInput naming `place` where it is
// missing or of another shape.
void assignTensor(const NamedTensor& target, const WeightFile& file, const std::string& place);

// Copies tensors by name into the model; BadInput naming `place` where one does not fit.
void assignWeights(LanguageModel& model, const WeightFile& file, const std::string& place);

} // namespace ttt
