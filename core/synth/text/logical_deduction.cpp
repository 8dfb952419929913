#include "core/synth/text/text_family.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace ttt {

namespace {

using Order = std::array<int, 3>; // the object at each place, from the left

constexpr std::array<const char*, 3> kPlaces{"the leftmost", "the second from the left",
                                             "the rightmost"};

// A statement about the order: an object's place, or that it is left of another.
struct Clue {
    int object = 0;
    int other = -1; // below 0: the place is given
    int place = 0;

    bool holds(const Order& order) const {
        const auto at = [&](int wanted) {
            return std::ranges::find(order, wanted) - order.begin();
        };
        return other < 0 ? at(object) == place : at(object) < at(other);
    }
    std::string text(const std::vector<std::string>& names) const {
        const std::string subject = "The " + names[static_cast<size_t>(object)];
        if (other < 0) return subject + " is " + kPlaces[static_cast<size_t>(place)] + ".";
        return subject + " is to the left of the " + names[static_cast<size_t>(other)] + ".";
    }
};

Clue drawClue(Rng& random, const Order& order) {
    const int place = random.below(3);
    Clue clue{order[static_cast<size_t>(place)], -1, place};
    if (place < 2 && random.chance(0.75)) {
        clue.other = order[static_cast<size_t>(random.between(place + 1, 2))];
    }
    return clue;
}

int consistentOrders(const std::vector<Clue>& clues) {
    Order order{0, 1, 2};
    int count = 0;
    do {
        count += std::ranges::all_of(clues, [&](const Clue& c) { return c.holds(order); }) ? 1 : 0;
    } while (std::next_permutation(order.begin(), order.end()));
    return count;
}

Example drawQuestion(Rng& random) {
    const std::vector<std::string> names =
        pickSome(random,
                 {"red book", "blue book", "green book", "black book", "white book", "yellow book",
                  "orange book", "purple book", "gray book"},
                 3);
    Order order{0, 1, 2};
    random.shuffle(order);
    std::vector<Clue> clues;
    do {
        clues = {drawClue(random, order), drawClue(random, order)};
    } while (consistentOrders(clues) != 1);
    std::string text = "The statements are consistent. On a shelf, there are three books: ";
    std::vector<std::string> articles;
    for (const std::string& name : names) {
        articles.push_back((name.starts_with("orange") ? "an " : "a ") + name);
    }
    text += listed(articles) + ".";
    for (const Clue& clue : clues) text += " " + clue.text(names);
    const auto place = static_cast<size_t>(random.below(3));
    std::vector<std::string> options;
    for (const std::string& name : names) {
        options.push_back("The " + name + " is " + kPlaces[place]);
    }
    return {text + lettered(options), letterOf(static_cast<size_t>(order[place]))};
}

} // namespace

TextFamily logicalDeduction() {
    return {"logical_deduction_three_objects",
            {"Find the order of three objects from statements about them.",
             "Answer with only the corresponding letter (e.g. (A)).", AnswerKind::Letter, 3, 3},
            drawQuestion};
}

} // namespace ttt
