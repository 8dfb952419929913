// The ARC codec that also remembers every episode it has encoded, so that tests see what training
// sees.
#pragma once

#include "core/tokens/arc_codec.h"

#include <vector>

namespace ttt::test {

class RecordingCodec : public ArcCodec {
public:
    using ArcCodec::encode;
    TokenSequence encode(const Episode& episode, const AdaptConfig& config) const override {
        episodes.push_back(episode);
        return ArcCodec::encode(episode, config);
    }

    mutable std::vector<Episode> episodes;
};

} // namespace ttt::test
