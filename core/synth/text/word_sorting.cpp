#include "core/synth/text/text_family.h"

#include <algorithm>

namespace ttt {

namespace {

std::vector<std::string> words() {
    return {"amber",   "anchor", "apron",   "arrow",   "basin",   "beacon",   "berry",  "blanket",
            "bottle",  "breeze", "bridge",  "candle",  "canyon",  "carpet",   "castle", "cellar",
            "chimney", "clover", "copper",  "cotton",  "dagger",  "desert",   "dragon", "ember",
            "engine",  "fabric", "falcon",  "feather", "forest",  "frozen",   "garden", "ginger",
            "glacier", "hammer", "harvest", "helmet",  "hollow",  "island",   "ivory",  "jacket",
            "jungle",  "kernel", "kettle",  "ladder",  "lantern", "lemon",    "lizard", "magnet",
            "marble",  "meadow", "mirror",  "needle",  "nickel",  "oyster",   "paddle", "pebble",
            "pepper",  "pillow", "planet",  "quartz",  "quiver",  "rabbit",   "ribbon", "river",
            "saddle",  "salmon", "scarlet", "shadow",  "silver",  "spider",   "summer", "temple",
            "thunder", "ticket", "timber",  "tunnel",  "turtle",  "umbrella", "valley", "velvet",
            "violet",  "walnut", "whistle", "winter",  "yellow",  "zigzag"};
}

} // namespace

TextFamily wordSorting() {
    return {"word_sorting",
            {"Sort words alphabetically.", "Answer with only a sequence of words.",
             AnswerKind::Sequence, 50, 0},
            [](Rng& random) -> Example {
                std::vector<std::string> some = pickSome(random, words(), random.between(2, 9));
                const auto joined = [&] {
                    std::string text;
                    for (const std::string& word : some) text += (text.empty() ? "" : " ") + word;
                    return text;
                };
                const std::string question =
                    "Sort the following words alphabetically: List: " + joined();
                std::ranges::sort(some);
                return {question, joined()};
            }};
}

} // namespace ttt
