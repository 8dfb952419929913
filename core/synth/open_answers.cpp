#include "core/synth/open_answers.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

constexpr uint64_t kSeed = 16;

} // namespace

std::optional<double> OpenAnswers::shareOf(std::string_view family) const {
    const auto found = open.find(family);
    if (found == open.end() || episodes == 0) return std::nullopt;
    return static_cast<double>(*std::ranges::max_element(found->second)) / episodes;
}

OpenAnswers measureOpenAnswers(std::span<const RuleFamily> families, int episodes) {
    OpenAnswers measured;
    measured.episodes = episodes;
    for (const RuleFamily& family : families) {
        for (size_t i = 0; i < kOpenAnswerSides.size(); ++i) {
            SynthLimits limits;
            limits.maxSide = kOpenAnswerSides[i];
            Rng random(kSeed, family.name, static_cast<uint64_t>(limits.maxSide));
            measured.open[family.name][i] =
                openAnswers(family, random, limits, episodes, measured.rivals);
        }
    }
    return measured;
}

OpenAnswers statedOpenAnswers() {
    const std::filesystem::path path = resourceFolder() / "synth" / "open_answers.json";
    const json document = readJson(path);
    OpenAnswers stated;
    try {
        document.at("episodes").get_to(stated.episodes);
        document.at("rivals").get_to(stated.rivals);
        for (const auto& [family, counts] : document.at("open").items()) {
            counts.get_to(stated.open[family]);
        }
    } catch (const json::exception& problem) {
        throw Error(ErrorKind::BadInput, path.string(), problem.what());
    }
    return stated;
}

json toJson(const OpenAnswers& measured) {
    json document{{"episodes", measured.episodes},
                  {"rivals", measured.rivals},
                  {"sides", kOpenAnswerSides},
                  {"open", json::object()}};
    for (const auto& [family, counts] : measured.open) document["open"][family] = counts;
    return document;
}

} // namespace ttt
