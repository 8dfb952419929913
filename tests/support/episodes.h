// Random episodes and prompts for tests of codecs, training and decoding.
#pragma once

#include "core/tasks/episode.h"
#include "tests/support/random_tasks.h"

namespace ttt::test {

inline Episode randomEpisode(Rng& random, int maxSide, int demonstrations) {
    Episode episode;
    for (int i = 0; i < demonstrations; ++i) {
        episode.demonstrations.push_back(
            {randomGrid(random, maxSide), randomGrid(random, maxSide)});
    }
    episode.query = {randomGrid(random, maxSide), randomGrid(random, maxSide)};
    return episode;
}

inline Prompt promptOf(const Episode& episode) {
    Prompt prompt;
    prompt.demonstrations = episode.demonstrations;
    prompt.query = episode.query.input;
    return prompt;
}

} // namespace ttt::test
