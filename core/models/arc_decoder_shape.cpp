#include "core/models/arc_decoder_shape.h"

#include "core/base/error.h"
#include "core/tokens/arc_codec.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace ttt {

namespace {

constexpr int64_t kHeadSize = 48;
constexpr int64_t kMostLayers = 64;
constexpr int64_t kMostWidth = 3072;

struct Part {
    const char* name;
    bool& (*in)(ArcDecoderShape& shape);
};
constexpr Part kParts[] = {
    {"left-neighbour", [](ArcDecoderShape& shape) -> bool& { return shape.reading.leftNeighbour; }},
    {"upper-neighbour",
     [](ArcDecoderShape& shape) -> bool& { return shape.reading.upperNeighbour; }},
    {"far-edges", [](ArcDecoderShape& shape) -> bool& { return shape.reading.farEdges; }},
    {"whole-inputs", [](ArcDecoderShape& shape) -> bool& { return shape.reading.wholeInputs; }},
    {"head-norms", [](ArcDecoderShape& shape) -> bool& { return shape.headNorms; }},
};

std::optional<int64_t> wholeNumber(std::string_view text) {
    int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

ArcDecoderShape shapeOf(int64_t layers, int64_t width) {
    return {.layers = layers,
            .width = width,
            .heads = width / kHeadSize,
            .headSize = kHeadSize,
            .hidden = width * 8 / 3};
}

} // namespace

const std::vector<std::string>& arcDecoderSizes() {
    static const std::vector<std::string> sizes{"nano", "small", "base"};
    return sizes;
}

ArcDecoderShape arcDecoderShape(const std::string& size) {
    if (size == "nano") return shapeOf(6, 192);
    if (size == "small") return shapeOf(8, 288);
    if (size == "base") return shapeOf(8, 384);
    const size_t by = size.find('x');
    if (by != std::string::npos) {
        const auto layers = wholeNumber(std::string_view(size).substr(0, by));
        const auto width = wholeNumber(std::string_view(size).substr(by + 1));
        const bool possible = layers && width && *layers >= 1 && *layers <= kMostLayers &&
                              *width >= kHeadSize && *width <= kMostWidth &&
                              *width % kHeadSize == 0;
        if (possible) return shapeOf(*layers, *width);
    }
    throw Error(ErrorKind::NotFound, size,
                "no such model size; expected nano, small, base, or layers x width as in 8x144: 1 "
                "to 64 layers, a multiple of 48 up to 3072 wide");
}

std::string sizeName(const ArcDecoderShape& shape) {
    for (const std::string& name : arcDecoderSizes()) {
        const ArcDecoderShape named = arcDecoderShape(name);
        if (named.layers == shape.layers && named.width == shape.width) return name;
    }
    return std::to_string(shape.layers) + "x" + std::to_string(shape.width);
}

std::vector<std::string> arcDecoderParts() {
    std::vector<std::string> names;
    for (const Part& part : kParts) names.emplace_back(part.name);
    return names;
}

void leaveOut(ArcDecoderShape& shape, const std::string& part) {
    std::string known;
    for (const Part& candidate : kParts) {
        if (candidate.name == part) {
            candidate.in(shape) = false;
            return;
        }
        known += (known.empty() ? "" : ", ") + std::string(candidate.name);
    }
    throw Error(ErrorKind::NotFound, part, "no such part of the decoder; expected one of " + known);
}

std::vector<std::string> partsLeftOut(const ArcDecoderShape& shape) {
    ArcDecoderShape copy = shape;
    std::vector<std::string> names;
    for (const Part& part : kParts) {
        if (!part.in(copy)) names.emplace_back(part.name);
    }
    return names;
}

int64_t countParameters(const ArcDecoderShape& shape) {
    const int64_t attention = shape.heads * shape.headSize;
    const int64_t gains = shape.headNorms ? 2 * shape.headSize : 0;
    const int64_t layer = 4 * attention * shape.width + 3 * shape.hidden * shape.width + gains;
    return shape.layers * layer + (arc_features::kRows + kArcClasses) * shape.width;
}

} // namespace ttt
