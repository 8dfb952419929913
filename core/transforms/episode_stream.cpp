#include "core/transforms/episode_stream.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/transforms/colour_maps.h"
#include "core/transforms/grid_transforms.h"

#include <algorithm>

namespace ttt {

namespace {

// Draws that may fail to fit before a set of tasks is given up.
constexpr int kMaxTries = 200;

bool keepsSides(const SolverTask& task, const std::vector<int>& pairs,
                const GridTransform& transform, int64_t limit) {
    return std::ranges::all_of(pairs, [&](int pair) {
        const Example image =
            transformed(task.examples[static_cast<size_t>(pair)], transform, kSameColours);
        const Grid& input = gridOf(image.input);
        const Grid& output = gridOf(image.output);
        return std::max({input.height(), input.width(), output.height(), output.width()}) <= limit;
    });
}

} // namespace

EpisodeStream::EpisodeStream(std::vector<SolverTask> tasks, const RunConfig& config,
                             TokenCounter tokens)
    : config_(config), tokens_(std::move(tokens)) {
    for (SolverTask& task : tasks) {
        Source source = sourceOf(std::move(task));
        if (!source.pairs.empty()) sources_.push_back(std::move(source));
    }
    if (sources_.empty()) {
        throw Error(ErrorKind::BadInput, "task", "found no demonstration to train on");
    }
}

EpisodeStream::Source EpisodeStream::sourceOf(SolverTask task) const {
    Source source;
    source.task = std::move(task);
    for (int i = 0; i < static_cast<int>(source.task.examples.size()); ++i) {
        if (i != config_.task.holdOut) source.pairs.push_back(i);
    }
    source.grids = isGridTask(source.task);
    source.background = backgroundOf(source.task.examples);
    source.transforms = {"identity"};
    if (!source.grids) return source;
    for (const std::string& name : config_.adapt.transforms) {
        const GridTransform& transform = findTransform(name);
        if (transform.name != "identity" &&
            keepsSides(source.task, source.pairs, transform, config_.task.maxSide)) {
            source.transforms.push_back(transform.name);
        }
    }
    return source;
}

Episode EpisodeStream::draw(const Source& source, uint64_t index) const {
    const auto seed = static_cast<uint64_t>(config_.run.seed);
    Rng random(seed, "episodes", index);
    Episode episode;
    episode.form = source.task.form;
    Provenance& provenance = episode.provenance;
    std::vector<int> order = source.pairs;
    if (config_.adapt.permuteOrder) random.shuffle(order);
    const bool plain = random.chance(config_.adapt.plainShare);
    const bool keepBackground = random.chance(0.5);
    if (!plain) provenance.transform = random.pick(source.transforms);
    if (!plain && config_.adapt.permuteColours && source.grids) {
        provenance.colours = drawUniformColours(random, source.background, keepBackground);
    }
    const GridTransform& transform = findTransform(provenance.transform);
    for (const int pair : order) {
        episode.demonstrations.push_back(
            transformed(source.task.examples[static_cast<size_t>(pair)], transform,
                        provenance.colours, static_cast<uint32_t>(seed)));
    }
    episode.query = std::move(episode.demonstrations.back());
    episode.demonstrations.pop_back();
    provenance.leftOut = {order.back()};
    order.pop_back();
    provenance.order = std::move(order);
    return episode;
}

bool EpisodeStream::shorten(Episode& episode) const {
    while (tokens_(episode) >= config_.task.maxTokens) {
        if (episode.demonstrations.empty()) return false;
        episode.demonstrations.erase(episode.demonstrations.begin());
        std::vector<int>& order = episode.provenance.order;
        episode.provenance.leftOut.push_back(order.front());
        order.erase(order.begin());
    }
    return true;
}

Episode EpisodeStream::next() {
    for (int tries = 0; tries < kMaxTries; ++tries) {
        const uint64_t index = drawn_++;
        Episode episode = draw(sources_[index % sources_.size()], index);
        if (shorten(episode)) return episode;
    }
    throw Error(ErrorKind::BadInput, "task.max_tokens",
                "no demonstration has fewer than " + std::to_string(config_.task.maxTokens) +
                    " tokens",
                "raise task.max_tokens or choose smaller tasks");
}

} // namespace ttt
