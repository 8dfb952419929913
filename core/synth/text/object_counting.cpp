#include "core/synth/text/text_family.h"

#include <array>

namespace ttt {

namespace {

struct Kind {
    const char* plural;
    std::vector<std::string> things;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> kKinds{
        {"fruits", {"apple", "banana", "plum", "orange", "pear", "grape", "lemon", "nectarine"}},
        {"vegetables", {"onion", "carrot", "leek", "pepper", "turnip", "radish", "cucumber"}},
        {"musical instruments", {"flute", "piano", "violin", "drum", "trumpet", "oboe", "harp"}},
        {"animals", {"goat", "cow", "dog", "cat", "pig", "bear", "snail", "owl", "duck"}},
        {"pieces of furniture", {"chair", "table", "bed", "stool", "desk", "sofa", "armchair"}}};
    return kKinds;
}

std::string counted(const std::string& thing, int count) {
    constexpr std::array<const char*, 4> kNumbers{"two", "three", "four", "five"};
    if (count > 1) return std::string(kNumbers[static_cast<size_t>(count - 2)]) + " " + thing + "s";
    const bool vowel = std::string("aeiou").find(thing[0]) != std::string::npos;
    return (vowel ? "an " : "a ") + thing;
}

} // namespace

TextFamily objectCounting() {
    return {"object_counting",
            {"Count the objects of one kind in a list.", "Answer with only an integer.",
             AnswerKind::Word, 2, 0},
            [](Rng& random) -> Example {
                const Kind& asked = random.pick(kinds());
                const Kind& other = random.pick(kinds());
                std::vector<std::string> items;
                int total = 0;
                for (const std::string& thing :
                     pickSome(random, asked.things, random.between(2, 6))) {
                    const int count = random.chance(0.7) ? 1 : random.between(2, 5);
                    total += count;
                    items.push_back(counted(thing, count));
                }
                if (&other != &asked) {
                    for (const std::string& thing :
                         pickSome(random, other.things, random.between(1, 3))) {
                        items.push_back(counted(thing, random.between(1, 3)));
                    }
                }
                random.shuffle(items);
                return {"I have " + listed(items) + ". How many " + asked.plural + " do I have?",
                        std::to_string(total)};
            }};
}

} // namespace ttt
