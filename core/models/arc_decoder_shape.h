// The shape of an ARC decoder: its sizes and the parts that can be left out to measure what they
// are worth. ArcDecoder is built from it; arc_decoder_file.h keeps it in the model's file.
#pragma once

#include "core/tokens/arc_reading.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

// The rotary embedding turns 20 pairs of channels; kernels keep a head in a buffer.
inline constexpr int64_t kMinHeadSize = 40;
inline constexpr int64_t kMaxHeadSize = 256;

struct ArcDecoderShape {
    int64_t layers = 6;
    int64_t width = 192; // C
    int64_t heads = 4;
    int64_t headSize = 48;
    int64_t hidden = 512;  // of the feed-forward block
    bool headNorms = true; // queries and keys are normalised with a learned gain
    ArcReading reading = {};

    bool operator==(const ArcDecoderShape&) const = default;
};

// "nano" (2.7 M parameters), "small" (8.0 M), "base" (14.2 M), or layers and width as in "8x144",
// with heads of 48 channels and a feed-forward block of 8/3 of the width; NotFound otherwise.
ArcDecoderShape arcDecoderShape(const std::string& size);
const std::vector<std::string>& arcDecoderSizes();
// "nano" for its sizes, "8x144" for those that have no name.
std::string sizeName(const ArcDecoderShape& shape);

// "left-neighbour", "upper-neighbour", "far-edges", "whole-inputs" (ArcReading), "head-norms".
std::vector<std::string> arcDecoderParts();
// NotFound naming the parts for another name.
void leaveOut(ArcDecoderShape& shape, const std::string& part);
std::vector<std::string> partsLeftOut(const ArcDecoderShape& shape);

int64_t countParameters(const ArcDecoderShape& shape);

} // namespace ttt
