#include "core/base/fields.h"

#include <charconv>
#include <cmath>

namespace ttt {

namespace {

[[noreturn]] void rejectText(const FieldRef& field, std::string_view text, const char* expected) {
    throw Error(ErrorKind::BadInput, field.path(),
                "found \"" + std::string(text) + "\", expected " + expected);
}

template <typename Number>
Number parseNumber(const FieldRef& field, std::string_view text, const char* expected) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc() || stop != end) rejectText(field, text, expected);
    return number;
}

bool parseBool(const FieldRef& field, std::string_view text) {
    if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
    if (text == "false" || text == "0" || text == "no" || text == "off") return false;
    rejectText(field, text, "true or false");
}

StringList splitAtCommas(std::string_view text) {
    StringList parts;
    while (!text.empty()) {
        const size_t comma = text.find(',');
        const std::string_view part = text.substr(0, comma);
        if (!part.empty()) parts.emplace_back(part);
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
    }
    return parts;
}

std::string numberText(double number) {
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
    return std::string(buffer, result.ptr);
}

} // namespace

FieldValue FieldRef::value() const {
    return std::visit([](auto* place) -> FieldValue { return *place; }, place);
}

void FieldRef::assign(const FieldValue& value) const {
    std::visit(
        [&](auto* target) {
            using Target = std::remove_pointer_t<decltype(target)>;
            if (const auto* same = std::get_if<Target>(&value)) {
                *target = *same;
                return;
            }
            if constexpr (std::is_same_v<Target, double>) {
                if (const auto* integer = std::get_if<int64_t>(&value)) {
                    *target = static_cast<double>(*integer);
                    return;
                }
            }
            throw Error(ErrorKind::BadInput, path(),
                        "found the value \"" + toText(value) + "\" of another type than the field");
        },
        place);
}

std::string toText(const FieldValue& value) {
    struct Printer {
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return numberText(number); }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(const StringList& list) const {
            std::string joined;
            for (const std::string& part : list) joined += (joined.empty() ? "" : ",") + part;
            return joined;
        }
    };
    return std::visit(Printer{}, value);
}

FieldValue parseFieldValue(const FieldRef& field, std::string_view text) {
    struct Parser {
        const FieldRef& field;
        std::string_view text;
        FieldValue operator()(bool*) const { return parseBool(field, text); }
        FieldValue operator()(int64_t*) const {
            return parseNumber<int64_t>(field, text, "a whole number");
        }
        FieldValue operator()(double*) const {
            const auto number = parseNumber<double>(field, text, "a number");
            if (!std::isfinite(number)) rejectText(field, text, "a finite number");
            return number;
        }
        FieldValue operator()(std::string*) const { return std::string(text); }
        FieldValue operator()(StringList*) const { return splitAtCommas(text); }
    };
    return std::visit(Parser{field, text}, field.place);
}

} // namespace ttt
