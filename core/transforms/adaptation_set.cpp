#include "core/transforms/adaptation_set.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/transforms/colour_maps.h"
#include "core/transforms/demonstration_orders.h"
#include "core/transforms/grid_transforms.h"
#include "core/transforms/pair_pool.h"

#include <algorithm>

namespace ttt {

namespace {

// A synthetic task: pairs by number, and where they come from.
struct Draft {
    std::vector<int> demonstrations;
    int query = 0;
    Provenance provenance;

    std::vector<int> key() const {
        std::vector<int> ids = demonstrations;
        ids.push_back(query);
        return ids;
    }
};

class SetBuilder {
public:
    SetBuilder(const SolverTask& task, const RunConfig& config)
        : task_(task), config_(config), grids_(isGridTask(task)) {
        for (int i = 0; i < static_cast<int>(task.examples.size()); ++i) {
            if (i != config.task.holdOut) members_.push_back(i);
        }
    }

    // Leaves out each pair alone, or each pair and one more.
    std::vector<Draft> leaveOut(int count) const {
        std::vector<Draft> drafts;
        for (const int query : members_) {
            if (count == 1) drafts.push_back(without(query, query));
            for (const int other : members_) {
                if (count == 2 && other != query) drafts.push_back(without(query, other));
            }
        }
        return drafts;
    }

    // Each pair alone.
    std::vector<Draft> direct() const {
        std::vector<Draft> drafts;
        for (const int query : members_) {
            Draft draft;
            draft.query = query;
            draft.provenance.leftOut = {query};
            for (const int other : members_) {
                if (other != query) draft.provenance.leftOut.push_back(other);
            }
            drafts.push_back(draft);
        }
        return drafts;
    }

    // All pairs in each of several orders, the last one asked.
    std::vector<Episode> inOrders() const {
        std::vector<Episode> episodes;
        if (members_.empty()) return episodes;
        for (const std::vector<int>& order :
             trainingOrders(task_, static_cast<int>(members_.size()), config_)) {
            Episode episode;
            episode.form = task_.form;
            for (const int place : order) {
                const int pair = members_[static_cast<size_t>(place)];
                episode.demonstrations.push_back(task_.examples[static_cast<size_t>(pair)]);
                episode.provenance.order.push_back(pair);
            }
            episode.query = std::move(episode.demonstrations.back());
            episode.demonstrations.pop_back();
            episode.provenance.leftOut = {episode.provenance.order.back()};
            episode.provenance.order.pop_back();
            episodes.push_back(std::move(episode));
        }
        return episodes;
    }

    // Stages 3 to 6 of the released construction.
    std::vector<Draft> expanded(const std::vector<Draft>& synthetic, SetStageCounts& counts) {
        counts.tasks = static_cast<int64_t>(synthetic.size());
        const std::vector<Draft> augmented = distinct(underTransforms(synthetic));
        counts.augmented = static_cast<int64_t>(augmented.size());
        std::vector<Draft> all = permutedCopies(augmented);
        all.insert(all.end(), augmented.begin(), augmented.end());
        all = distinct(all);
        counts.permuted = static_cast<int64_t>(all.size());
        return all;
    }

    Episode episodeOf(const Draft& draft) const {
        Episode episode;
        for (const int id : draft.demonstrations) episode.demonstrations.push_back(pool_.at(id));
        episode.query = pool_.at(draft.query);
        episode.provenance = draft.provenance;
        episode.form = task_.form;
        return episode;
    }

private:
    Draft without(int query, int other) const {
        Draft draft;
        draft.query = query;
        draft.provenance.leftOut = {query};
        if (other != query) draft.provenance.leftOut.push_back(other);
        for (const int member : members_) {
            if (member != query && member != other) draft.provenance.order.push_back(member);
        }
        return draft;
    }

    // The numbers of the task's pairs under a transform; -1 for one that grows too large.
    std::vector<int> images(const GridTransform& transform) {
        const auto seed = static_cast<uint32_t>(config_.run.seed);
        const auto side = [&](const Value& value) {
            const Grid* grid = std::get_if<Grid>(&value);
            return grid == nullptr ? 0 : std::max(grid->height(), grid->width());
        };
        std::vector<int> ids;
        for (const Example& pair : task_.examples) {
            Example image = transformed(pair, transform, kSameColours, seed);
            const bool fits =
                transform.name == "identity" ||
                std::max(side(image.input), side(image.output)) <= config_.task.maxSide;
            ids.push_back(fits ? pool_.add(std::move(image)) : -1);
        }
        return ids;
    }

    // Every synthetic task under every transform, then the un-augmented ones.
    std::vector<Draft> underTransforms(const std::vector<Draft>& synthetic) {
        std::vector<Draft> drafts;
        StringList names = grids_ ? config_.adapt.transforms : StringList{};
        names.push_back("identity");
        for (const std::string& name : names) {
            const GridTransform& transform = findTransform(name);
            const std::vector<int> ids = images(transform);
            for (Draft draft : synthetic) {
                draft.provenance.transform = transform.name;
                draft.query = ids[static_cast<size_t>(draft.query)];
                for (const int pair : draft.provenance.order) {
                    draft.demonstrations.push_back(ids[static_cast<size_t>(pair)]);
                }
                if (std::ranges::count(draft.key(), -1) == 0) drafts.push_back(std::move(draft));
            }
        }
        return drafts;
    }

    // One fresh colour map and order for each task and copy, all from one generator.
    std::vector<Draft> permutedCopies(const std::vector<Draft>& drafts) {
        NumpyRandom random(static_cast<uint32_t>(config_.run.seed));
        std::vector<Draft> copies;
        for (int64_t copy = 0; copy < config_.adapt.permutedCopies; ++copy) {
            for (Draft draft : drafts) {
                if (config_.adapt.permuteColours && grids_) recolour(draft, random);
                if (config_.adapt.permuteOrder) reorder(draft, random);
                copies.push_back(std::move(draft));
            }
        }
        return copies;
    }

    void recolour(Draft& draft, NumpyRandom& random) {
        std::vector<const Example*> pairs;
        for (const int id : draft.demonstrations) pairs.push_back(&pool_.at(id));
        pairs.push_back(&pool_.at(draft.query));
        const ColourMap map = drawReleasedColours(releasedColourOrder(pairs), random);
        const auto image = [&](int id) {
            const Example& pair = pool_.at(id);
            return pool_.add(
                {applyColours(gridOf(pair.input), map), applyColours(gridOf(pair.output), map)});
        };
        for (int& id : draft.demonstrations) id = image(id);
        draft.query = image(draft.query);
        draft.provenance.colours = map;
    }

    static void reorder(Draft& draft, NumpyRandom& random) {
        const Draft natural = draft;
        const std::vector<int> order =
            random.permutation(static_cast<int>(natural.demonstrations.size()));
        for (size_t i = 0; i < order.size(); ++i) {
            const auto from = static_cast<size_t>(order[i]);
            draft.demonstrations[i] = natural.demonstrations[from];
            draft.provenance.order[i] = natural.provenance.order[from];
        }
    }

    // The first of equal tasks, in their order.
    static std::vector<Draft> distinct(const std::vector<Draft>& drafts) {
        SeenLists seen;
        std::vector<Draft> kept;
        for (const Draft& draft : drafts) {
            if (seen.add(draft.key())) kept.push_back(draft);
        }
        return kept;
    }

    const SolverTask& task_;
    const RunConfig& config_;
    bool grids_;
    std::vector<int> members_;
    PairPool pool_;
};

std::vector<Episode> withinTokens(const SetBuilder& builder, const std::vector<Draft>& drafts,
                                  int64_t limit, const TokenCounter& tokens,
                                  SetStageCounts& counts) {
    std::vector<Episode> episodes;
    for (const Draft& draft : drafts) {
        Episode episode = builder.episodeOf(draft);
        if (tokens(episode) < limit) episodes.push_back(std::move(episode));
    }
    counts.withinTokens = static_cast<int64_t>(episodes.size());
    return episodes;
}

void shuffleAndCut(std::vector<Episode>& episodes, size_t cap, int64_t seed) {
    if (episodes.size() <= cap) return;
    NumpyRandom random(static_cast<uint32_t>(seed));
    random.shuffle(episodes);
    episodes.resize(cap);
}

// The rule of the released code: top up from the front of the leave-two episodes, cut a larger
// set at random, and leave a set of leave-two episodes alone as it is.
std::vector<Episode> capped(std::vector<Episode> leaveOne, std::vector<Episode> leaveTwo,
                            const RunConfig& config) {
    const auto cap = static_cast<size_t>(config.adapt.cap);
    if (leaveOne.empty()) {
        if (config.adapt.capAlways) shuffleAndCut(leaveTwo, cap, config.run.seed);
        return leaveTwo;
    }
    for (Episode& episode : leaveTwo) {
        if (leaveOne.size() >= cap) break;
        leaveOne.push_back(std::move(episode));
    }
    shuffleAndCut(leaveOne, cap, config.run.seed);
    return leaveOne;
}

AdaptationSet orderedSet(const SetBuilder& builder, const RunConfig& config,
                         const TokenCounter& tokens) {
    AdaptationSet set;
    set.episodes = builder.inOrders();
    const auto all = static_cast<int64_t>(set.episodes.size());
    std::erase_if(set.episodes,
                  [&](const Episode& e) { return tokens(e) >= config.task.maxTokens; });
    set.leaveOne = {all, all, all, static_cast<int64_t>(set.episodes.size())};
    return set;
}

} // namespace

AdaptationSet buildAdaptationSet(const SolverTask& task, const RunConfig& config,
                                 const TokenCounter& tokens) {
    SetBuilder builder(task, config);
    if (config.adapt.episodes == "orders") return orderedSet(builder, config, tokens);
    const bool direct = config.adapt.episodes == "direct";
    if (!direct && config.adapt.episodes != "leave-one-out") {
        throw Error(ErrorKind::BadInput, "adapt.episodes",
                    "found \"" + config.adapt.episodes +
                        "\", expected leave-one-out, direct or orders for an exhaustive set");
    }
    AdaptationSet set;
    const int64_t limit = config.task.maxTokens;
    const auto first =
        builder.expanded(direct ? builder.direct() : builder.leaveOut(1), set.leaveOne);
    std::vector<Episode> one = withinTokens(builder, first, limit, tokens, set.leaveOne);
    std::vector<Episode> two;
    if (!direct && config.adapt.leaveTwoTopUp) {
        const auto second = builder.expanded(builder.leaveOut(2), set.leaveTwo);
        two = withinTokens(builder, second, limit, tokens, set.leaveTwo);
    }
    set.episodes = capped(std::move(one), std::move(two), config);
    return set;
}

std::optional<Episode> heldOutEpisode(const SolverTask& task, const RunConfig& config) {
    const auto index = static_cast<size_t>(config.task.holdOut);
    if (config.task.holdOut < 0 || index >= task.examples.size()) return std::nullopt;
    Episode episode;
    episode.demonstrations = task.examples;
    episode.demonstrations.erase(episode.demonstrations.begin() + config.task.holdOut);
    episode.query = task.examples[index];
    episode.form = task.form;
    return episode;
}

} // namespace ttt
