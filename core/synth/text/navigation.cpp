#include "core/synth/text/text_family.h"

#include <array>

namespace ttt {

namespace {

struct Walk {
    std::string text;
    bool returns = false;
    int moves = 0;
};

std::string steps(int count) { return std::to_string(count) + (count == 1 ? " step" : " steps"); }

// Steps in four directions without turning.
Walk drawSideways(Rng& random) {
    constexpr std::array<const char*, 4> kWays{"forward", "right", "backward", "left"};
    std::array<int, 4> gone{};
    Walk walk{"Always face forward.", false, 0};
    for (int i = random.between(2, 6); i > 0; --i) {
        const auto way = static_cast<size_t>(random.below(4));
        const int count = random.between(1, 9);
        gone[way] += count;
        ++walk.moves;
        walk.text += " Take " + steps(count) + " " + kWays[way] + ".";
    }
    walk.returns = gone[0] == gone[2] && gone[1] == gone[3];
    return walk;
}

// Steps ahead with turns in between.
Walk drawTurning(Rng& random) {
    constexpr std::array<const char*, 3> kTurns{"right", "around", "left"};
    std::array<int, 4> gone{};
    size_t heading = 0;
    Walk walk;
    for (int i = random.between(3, 7); i > 0; --i) {
        if (random.chance(0.5)) {
            const auto turn = static_cast<size_t>(random.below(3));
            heading = (heading + turn + 1) % 4;
            walk.text += std::string(" Turn ") + kTurns[turn] + ".";
        } else {
            const int count = random.between(1, 6);
            gone[heading] += count;
            ++walk.moves;
            walk.text += " Take " + steps(count) + ".";
        }
    }
    walk.text.erase(0, 1);
    walk.returns = gone[0] == gone[2] && gone[1] == gone[3];
    return walk;
}

} // namespace

TextFamily navigation() {
    return {"navigate",
            {"Say whether a walk ends where it began.", "Answer with only 'Yes' or 'No'.",
             AnswerKind::Word, 1, 2},
            [](Rng& random) -> Example {
                const bool wanted = random.chance(0.5);
                const bool turning = random.chance(0.5);
                Walk walk;
                do {
                    walk = turning ? drawTurning(random) : drawSideways(random);
                } while (walk.returns != wanted || walk.moves < 2);
                return {"If you follow these instructions, do you return to the starting point? " +
                            walk.text + "\nOptions:\n- Yes\n- No",
                        std::string(walk.returns ? "Yes" : "No")};
            }};
}

} // namespace ttt
