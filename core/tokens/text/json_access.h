// Reading JSON that others wrote: the wanted type, or an Error that names the place.
#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace ttt {

// A JSON value and where it stands ("tokenizer.json: /model/vocab").
class JsonPlace {
public:
    JsonPlace(const nlohmann::json& value, std::string place)
        : value_(value), place_(std::move(place)) {}

    const nlohmann::json& value() const { return value_; }
    const std::string& place() const { return place_; }
    bool isNull() const { return value_.is_null(); }

    // A member, JSON null where there is none; BadInput if this is no object.
    JsonPlace operator[](const std::string& key) const {
        static const nlohmann::json kNull;
        if (!value_.is_object()) reject("expected an object");
        const auto found = value_.find(key);
        return {found == value_.end() ? kNull : *found, place_ + "/" + key};
    }
    JsonPlace at(size_t index) const {
        return {value_.at(index), place_ + "/" + std::to_string(index)};
    }

    std::string text() const {
        if (!value_.is_string()) reject("expected a text");
        return value_.get<std::string>();
    }
    std::string text(const std::string& otherwise) const { return isNull() ? otherwise : text(); }
    bool flag(bool otherwise) const {
        if (isNull()) return otherwise;
        if (!value_.is_boolean()) reject("expected true or false");
        return value_.get<bool>();
    }
    // In [0, limit).
    int64_t index(int64_t limit) const {
        const bool fits = value_.is_number_integer() && value_.get<int64_t>() >= 0 &&
                          value_.get<int64_t>() < limit;
        if (!fits) reject("expected an integer from 0 to " + std::to_string(limit - 1));
        return value_.get<int64_t>();
    }
    const nlohmann::json& array() const {
        if (!value_.is_array()) reject("expected an array");
        return value_;
    }
    const nlohmann::json& object() const {
        if (!value_.is_object()) reject("expected an object");
        return value_;
    }

    [[noreturn]] void reject(const std::string& message) const {
        // Arrays and objects may be nested without end.
        const std::string found = value_.is_structured() || value_.is_string()
                                      ? std::string(value_.type_name())
                                      : value_.dump();
        throw Error(ErrorKind::BadInput, place_, "found " + found + ", " + message);
    }

private:
    const nlohmann::json& value_;
    std::string place_;
};

} // namespace ttt
