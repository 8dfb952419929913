#include "core/transforms/prompts.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/transforms/colour_maps.h"
#include "core/transforms/demonstration_orders.h"
#include "core/transforms/grid_transforms.h"
#include "core/transforms/pair_pool.h"

#include <algorithm>
#include <numeric>

namespace ttt {

namespace {

constexpr uint64_t kMostViews = 256; // so that views of different tests draw different numbers

const Value& queryOf(const SolverTask& task, int test) {
    if (test < 0 || test >= static_cast<int>(task.queries.size())) {
        throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                    "found test " + std::to_string(test) + ", expected 0 to " +
                        std::to_string(static_cast<int>(task.queries.size()) - 1));
    }
    return task.queries[static_cast<size_t>(test)];
}

// The demonstrations `order` and the query under a provenance's transform and colours.
Prompt promptOf(const SolverTask& task, int test, Provenance provenance) {
    Prompt prompt;
    const GridTransform& transform = findTransform(provenance.transform);
    for (const int pair : provenance.order) {
        prompt.demonstrations.push_back(
            transformed(task.examples[static_cast<size_t>(pair)], transform, provenance.colours));
    }
    prompt.query = transformed(queryOf(task, test), transform, provenance.colours);
    prompt.test = test;
    prompt.form = task.form;
    prompt.provenance = std::move(provenance);
    return prompt;
}

int64_t sizeOf(const Value& value) {
    const Grid* grid = std::get_if<Grid>(&value);
    if (grid != nullptr) return grid->area();
    return static_cast<int64_t>(std::get<std::string>(value).size());
}

// Takes out the largest demonstration, the last of several.
void dropLargest(Prompt& prompt) {
    const auto size = [](const Example& pair) { return sizeOf(pair.input) + sizeOf(pair.output); };
    size_t largest = 0;
    for (size_t i = 1; i < prompt.demonstrations.size(); ++i) {
        if (size(prompt.demonstrations[i]) >= size(prompt.demonstrations[largest])) largest = i;
    }
    const auto at = static_cast<std::ptrdiff_t>(largest);
    std::vector<int>& order = prompt.provenance.order;
    prompt.provenance.leftOut.push_back(order[largest]);
    order.erase(order.begin() + at);
    prompt.demonstrations.erase(prompt.demonstrations.begin() + at);
}

bool shortened(Prompt& prompt, int64_t limit, const PromptTokenCounter& tokens) {
    while (tokens(prompt) >= limit) {
        if (prompt.demonstrations.size() <= 1) return false;
        dropLargest(prompt);
    }
    return true;
}

std::vector<Prompt> viewsOf(const SolverTask& task, int test, const RunConfig& config,
                            const PromptTokenCounter& tokens) {
    const bool grids = isGridTask(task);
    StringList transforms = {"identity"};
    if (grids) {
        for (const std::string& name : config.decode.transforms) {
            const GridTransform& transform = findTransform(name);
            inverseOf(transform);
            if (transform.name != "identity") transforms.push_back(transform.name);
        }
    }
    const int background = backgroundOf(task.examples);
    const auto count = static_cast<int>(task.examples.size());
    std::vector<Prompt> prompts;
    for (int64_t view = 0; view < config.decode.views; ++view) {
        Rng random(static_cast<uint64_t>(config.run.seed), "views",
                   static_cast<uint64_t>(test) * kMostViews + static_cast<uint64_t>(view));
        Provenance provenance;
        provenance.transform = transforms[static_cast<size_t>(view) % transforms.size()];
        provenance.order = random.permutation(count);
        if (view == 0) std::iota(provenance.order.begin(), provenance.order.end(), 0);
        const bool recoloured =
            grids && config.decode.permuteColours && view > 0 && view >= config.decode.naturalViews;
        const bool keepBackground = random.chance(0.5);
        if (recoloured) {
            provenance.colours = drawUniformColours(random, background, keepBackground);
        }
        Prompt prompt = promptOf(task, test, std::move(provenance));
        if (shortened(prompt, config.task.maxTokens, tokens)) prompts.push_back(std::move(prompt));
    }
    return prompts;
}

std::vector<Prompt> orderedPrompts(const SolverTask& task, int test, const RunConfig& config,
                                   const PromptTokenCounter& tokens) {
    std::vector<Prompt> prompts;
    for (const std::vector<int>& order : answeringOrders(task, config)) {
        Provenance provenance;
        provenance.order = order;
        Prompt prompt = promptOf(task, test, std::move(provenance));
        if (shortened(prompt, config.task.maxTokens, tokens)) prompts.push_back(std::move(prompt));
    }
    return prompts;
}

// The query without demonstrations, all of them left out.
std::vector<Prompt> zeroShotPrompts(const SolverTask& task, int test) {
    Provenance provenance;
    provenance.leftOut.resize(task.examples.size());
    std::iota(provenance.leftOut.begin(), provenance.leftOut.end(), 0);
    return {promptOf(task, test, std::move(provenance))};
}

// All sets of `size` of 0..count-1, in lexicographic order.
std::vector<std::vector<int>> combinations(int count, int size) {
    std::vector<std::vector<int>> sets;
    if (size > count) return sets;
    std::vector<int> set(static_cast<size_t>(size));
    std::iota(set.begin(), set.end(), 0);
    while (true) {
        sets.push_back(set);
        int i = size - 1;
        while (i >= 0 && set[static_cast<size_t>(i)] == count - size + i) --i;
        if (i < 0) return sets;
        int next = ++set[static_cast<size_t>(i)];
        for (int j = i + 1; j < size; ++j) set[static_cast<size_t>(j)] = ++next;
    }
}

// Prompts of one test by content, for the released construction's comparisons.
class PromptSet {
public:
    bool add(const Prompt& prompt) { return seen_.add(keyOf(prompt)); }

private:
    std::vector<int> keyOf(const Prompt& prompt) {
        std::vector<int> key;
        for (const Example& pair : prompt.demonstrations) key.push_back(pool_.add(pair));
        key.push_back(pool_.add({prompt.query, std::string()}));
        return key;
    }
    PairPool pool_;
    SeenLists seen_;
};

// Every subset without `leaveOut` demonstrations, in order and in `orders` random orders.
std::vector<Prompt> subsetPrompts(const SolverTask& task, int test, int leaveOut, int64_t orders,
                                  NumpyRandom& random, PromptSet& seen) {
    std::vector<Prompt> prompts;
    const auto count = static_cast<int>(task.examples.size());
    for (const std::vector<int>& leftOut : combinations(count, leaveOut)) {
        std::vector<int> shown;
        for (int i = 0; i < count; ++i) {
            if (std::ranges::count(leftOut, i) == 0) shown.push_back(i);
        }
        for (int64_t copy = 0; copy <= orders; ++copy) {
            Provenance provenance;
            provenance.order = shown;
            if (copy > 0) {
                const auto order = random.permutation(static_cast<int>(shown.size()));
                for (size_t i = 0; i < order.size(); ++i) {
                    provenance.order[i] = shown[static_cast<size_t>(order[i])];
                }
            }
            provenance.leftOut = leftOut;
            Prompt prompt = promptOf(task, test, std::move(provenance));
            if (seen.add(prompt)) prompts.push_back(std::move(prompt));
        }
    }
    return prompts;
}

// The released construction: the subsets, and one of them at random under each transform.
std::vector<Prompt> leaveOutPrompts(const SolverTask& task, int test, int leaveOut,
                                    const RunConfig& config) {
    NumpyRandom random(static_cast<uint32_t>(config.run.seed));
    PromptSet seen;
    const std::vector<Prompt> plain =
        subsetPrompts(task, test, leaveOut, config.decode.orders, random, seen);
    std::vector<Prompt> prompts;
    const bool transforms = isGridTask(task) && !plain.empty();
    for (const std::string& name : transforms ? config.decode.transforms : StringList{}) {
        const GridTransform& transform = findTransform(name);
        inverseOf(transform);
        const auto chosen =
            static_cast<size_t>(random.randint(0, static_cast<int64_t>(plain.size())));
        Provenance provenance = plain[chosen].provenance;
        provenance.transform = transform.name;
        Prompt prompt = promptOf(task, test, std::move(provenance));
        if (seen.add(prompt)) prompts.push_back(std::move(prompt));
    }
    prompts.insert(prompts.end(), plain.begin(), plain.end());
    return prompts;
}

std::vector<Prompt> fitting(std::vector<Prompt> prompts, int64_t limit,
                            const PromptTokenCounter& tokens) {
    std::erase_if(prompts, [&](const Prompt& prompt) { return tokens(prompt) >= limit; });
    return prompts;
}

} // namespace

std::vector<Prompt> buildPrompts(const SolverTask& task, int test, const RunConfig& config,
                                 const PromptTokenCounter& tokens) {
    if (!config.decode.showDemonstrations) {
        return fitting(zeroShotPrompts(task, test), config.task.maxTokens, tokens);
    }
    if (config.decode.queries == "orders") return orderedPrompts(task, test, config, tokens);
    if (config.decode.queries == "views") return viewsOf(task, test, config, tokens);
    if (config.decode.queries != "leave-out") {
        throw Error(ErrorKind::BadInput, "decode.queries",
                    "found \"" + config.decode.queries + "\", expected views, orders or leave-out");
    }
    const auto leaveOut = static_cast<int>(config.decode.leaveOut);
    const int64_t limit = config.task.maxTokens;
    auto prompts = fitting(leaveOutPrompts(task, test, leaveOut, config), limit, tokens);
    // As released: where nothing fits, subsets without one more demonstration.
    if (prompts.empty()) {
        prompts = fitting(leaveOutPrompts(task, test, leaveOut + 1, config), limit, tokens);
    }
    return prompts;
}

int64_t droppedDemonstrations(std::span<const Prompt> prompts, const DecodeConfig& config) {
    if (!config.showDemonstrations) return 0;
    const int64_t meant = config.queries == "leave-out" ? config.leaveOut : 0;
    int64_t most = 0;
    for (const Prompt& prompt : prompts) {
        most = std::max(most, static_cast<int64_t>(prompt.provenance.leftOut.size()) - meant);
    }
    return most;
}

} // namespace ttt
