#include "core/transforms/colour_maps.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace ttt {

namespace {

// CPython's set of integers from 0 to 9: open addressing in a table of 8 slots, of 32 from the
// fifth element on (Objects/setobject.c; an integer is its own hash). Iteration goes by slot.
class SmallIntegerSet {
public:
    void add(int value) {
        if (!insert(value)) return;
        if (++count_ * 5 < (slots_.size() - 1) * 3) return;
        const std::vector<int> values = this->values();
        slots_.assign(32, kFree);
        for (const int kept : values) insert(kept);
    }
    bool contains(int value) const { return std::ranges::count(slots_, value) > 0; }
    size_t size() const { return count_; }
    std::vector<int> values() const {
        std::vector<int> values;
        std::ranges::copy_if(slots_, std::back_inserter(values), [](int v) { return v != kFree; });
        return values;
    }

private:
    static constexpr int kFree = -1;

    bool insert(int value) {
        const size_t mask = slots_.size() - 1;
        size_t slot = static_cast<size_t>(value) & mask;
        while (slots_[slot] != kFree) {
            if (slots_[slot] == value) return false;
            slot = (slot * 5 + 1) & mask;
        }
        slots_[slot] = value;
        return true;
    }

    std::vector<int> slots_ = std::vector<int>(8, kFree);
    size_t count_ = 0;
};

// `from - taken` as CPython orders it: a copy with elements removed where `from` is much larger,
// else a new set filled in iteration order.
std::vector<int> differenceOrder(const SmallIntegerSet& from, const std::vector<int>& taken) {
    std::vector<int> left;
    std::ranges::copy_if(from.values(), std::back_inserter(left),
                         [&](int value) { return std::ranges::count(taken, value) == 0; });
    if (from.size() / 4 > taken.size()) return left;
    SmallIntegerSet rebuilt;
    for (const int value : left) rebuilt.add(value);
    return rebuilt.values();
}

} // namespace

Grid applyColours(const Grid& grid, const ColourMap& colours) {
    Grid image = grid;
    if (colours == kSameColours) return image;
    for (int r = 0; r < image.height(); ++r) {
        for (int c = 0; c < image.width(); ++c) image.at(r, c) = colours[image.at(r, c)];
    }
    return image;
}

ColourMap inverseOf(const ColourMap& colours) {
    ColourMap inverse = kSameColours;
    for (size_t c = 0; c < colours.size(); ++c) inverse[colours[c]] = static_cast<uint8_t>(c);
    return inverse;
}

std::vector<int> releasedColourOrder(std::span<const int> firstSeen) {
    SmallIntegerSet colours;
    for (const int colour : firstSeen) colours.add(colour);
    return differenceOrder(colours, {0});
}

std::vector<int> releasedColourOrder(std::span<const Example* const> examples) {
    std::array<bool, kColours> seen{};
    std::vector<int> firstSeen;
    const auto look = [&](const Value& value) {
        if (firstSeen.size() == kColours) return;
        for (const uint8_t cell : gridOf(value).cells()) {
            if (!seen[cell]) firstSeen.push_back(cell);
            seen[cell] = true;
        }
    };
    for (const Example* example : examples) {
        look(example->input);
        look(example->output);
    }
    return releasedColourOrder(firstSeen);
}

ColourMap drawReleasedColours(const std::vector<int>& present, NumpyRandom& random) {
    SmallIntegerSet all;
    for (int colour = 1; colour < kColours; ++colour) all.add(colour);
    std::vector<int> absent = differenceOrder(all, present);
    random.shuffle(absent);
    std::vector<int> swappable = present;
    random.shuffle(swappable);

    std::array<int, kColours> target;
    target.fill(-1);
    target[0] = 0;
    for (const int colour : present) {
        const auto c = static_cast<size_t>(colour);
        if (target[c] >= 0) continue;
        if (!absent.empty()) {
            target[c] = absent.back();
            absent.pop_back();
            continue;
        }
        const int partner = swappable.back();
        swappable.pop_back();
        target[static_cast<size_t>(partner)] = colour;
        std::erase(swappable, colour);
        target[c] = partner;
    }

    std::array<bool, kColours> used{};
    for (const int value : target) {
        if (value >= 0) used[static_cast<size_t>(value)] = true;
    }
    ColourMap map{};
    size_t next = 0;
    for (size_t c = 0; c < map.size(); ++c) {
        if (target[c] < 0) {
            while (used[next]) ++next;
            used[next] = true;
            target[c] = static_cast<int>(next);
        }
        map[c] = static_cast<uint8_t>(target[c]);
    }
    return map;
}

ColourMap drawUniformColours(Rng& random, int background, bool keepBackground) {
    std::vector<uint8_t> targets(kColours);
    std::iota(targets.begin(), targets.end(), uint8_t{0});
    if (keepBackground) std::erase(targets, static_cast<uint8_t>(background));
    random.shuffle(targets);
    if (keepBackground) {
        targets.insert(targets.begin() + background, static_cast<uint8_t>(background));
    }
    ColourMap map{};
    std::ranges::copy(targets, map.begin());
    return map;
}

int backgroundOf(std::span<const Example> examples) {
    std::array<int64_t, kColours> counts{};
    for (const Example& example : examples) {
        for (const Value* value : {&example.input, &example.output}) {
            const Grid* grid = std::get_if<Grid>(value);
            if (grid == nullptr) continue;
            for (const uint8_t cell : grid->cells()) ++counts[cell];
        }
    }
    return static_cast<int>(std::ranges::max_element(counts) - counts.begin());
}

} // namespace ttt
