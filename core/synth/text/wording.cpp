#include "core/synth/text/text_family.h"

namespace ttt {

std::string listed(const std::vector<std::string>& items) {
    std::string text;
    for (size_t i = 0; i < items.size(); ++i) {
        if (i > 0) text += items.size() > 2 ? ", " : " ";
        if (i > 0 && i + 1 == items.size()) text += "and ";
        text += items[i];
    }
    return text;
}

std::string letterOf(size_t option) {
    return std::string("(") + static_cast<char>('A' + option) + ")";
}

std::string lettered(const std::vector<std::string>& options) {
    std::string text = "\nOptions:";
    for (size_t i = 0; i < options.size(); ++i) text += "\n" + letterOf(i) + " " + options[i];
    return text;
}

std::vector<std::string> pickSome(Rng& random, std::vector<std::string> from, int count) {
    random.shuffle(from);
    from.resize(std::min(from.size(), static_cast<size_t>(count)));
    return from;
}

std::vector<std::string> firstNames() {
    return {"Alice", "Bob",   "Claire", "Dave", "Eve",  "Fred",   "Gina", "Hugo",
            "Irene", "Jonas", "Karla",  "Leo",  "Mona", "Nils",   "Olga", "Paul",
            "Rosa",  "Sven",  "Tina",   "Ulf",  "Vera", "Walter", "Yann", "Zoe"};
}

} // namespace ttt
