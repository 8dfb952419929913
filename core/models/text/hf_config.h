// Hugging Face's config.json to the shape of a text decoder.
#pragma once

#include "core/models/text/text_shape.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace ttt {

// BadInput naming the file and the key where something is missing, of another type, or not
// supported here (another architecture, biases, a kind of rotary scaling).
TextShape readHfConfig(const std::filesystem::path& path);
TextShape textShapeFromHf(const nlohmann::json& config, const std::string& place);

} // namespace ttt
