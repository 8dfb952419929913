// The metadata of a GGUF file to the shape of a text decoder.
#pragma once

#include "core/base/weights/gguf_file.h"
#include "core/models/text/text_shape.h"

namespace ttt {

// BadInput naming the key where something is missing or not supported here. What the files of a
// family leave out is filled in as the family has it (Gemma 3: which layers are local, their rotary
// base, the scale of embeddings and queries).
TextShape textShapeFromGguf(const GgufFile& file);

} // namespace ttt
