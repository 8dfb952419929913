#include "core/synth/text/text_family.h"

namespace ttt {

namespace {

constexpr size_t kPlayers = 3;

Example drawQuestion(Rng& random) {
    const std::vector<std::string> names = pickSome(random, firstNames(), kPlayers);
    std::vector<std::string> colours = pickSome(
        random, {"red", "blue", "green", "black", "white", "yellow", "purple", "pink"}, kPlayers);
    std::vector<size_t> held{0, 1, 2};
    std::string text = listed(names) + " are playing a game. At the start of the game, they are "
                                       "each holding a ball: ";
    std::vector<std::string> starts;
    for (size_t i = 0; i < kPlayers; ++i) {
        starts.push_back(names[i] + " has a " + colours[i] + " ball");
    }
    text += listed(starts) + ".\n\nAs the game goes on, pairs of players trade balls.";
    const int swaps = random.between(2, 4);
    for (int i = 0; i < swaps; ++i) {
        const auto a = static_cast<size_t>(random.below(kPlayers));
        const size_t b = (a + static_cast<size_t>(random.between(1, 2))) % kPlayers;
        std::swap(held[a], held[b]);
        text += i == 0 ? " First, " : i + 1 == swaps ? " Finally, " : " Then, ";
        text += names[a] + " and " + names[b] + " swap balls.";
    }
    const auto asked = static_cast<size_t>(random.below(kPlayers));
    std::vector<std::string> options;
    for (const std::string& colour : colours) options.push_back(colour + " ball");
    return {text + " At the end of the game, " + names[asked] + " has the" + lettered(options),
            letterOf(held[asked])};
}

} // namespace

TextFamily trackingShuffledObjects() {
    return {"tracking_shuffled_objects_three_objects",
            {"Follow objects that are swapped between players.",
             "Answer with only the corresponding letter (e.g. (A)).", AnswerKind::Letter, 3, 3},
            drawQuestion};
}

} // namespace ttt
