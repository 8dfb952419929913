// An absent value as null in JSON, of which the JSON library's version here knows nothing.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace ttt {

template <typename Value>
nlohmann::json jsonOrNull(const std::optional<Value>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

} // namespace ttt
