#include "core/synth/synth_set.h"

#include "core/base/error.h"

#include <charconv>

namespace ttt {

namespace {

constexpr const char* kSetName = "synth";
constexpr int kEpisodesEach = 3;

std::string familyOf(const std::string& id) { return id.substr(0, id.rfind('.')); }

FewShotTask makeTask(const std::string& id) {
    const std::string name = familyOf(id);
    const RuleFamily& family = findFamily(name);
    uint64_t number = 0;
    const char* begin = id.data() + std::min(id.size(), name.size() + 1);
    const char* end = id.data() + id.size();
    const auto [stop, problem] = std::from_chars(begin, end, number);
    if (problem != std::errc() || stop != end) {
        throw Error(ErrorKind::NotFound, std::string(kSetName) + ":" + id,
                    "expected FAMILY.NUMBER, for example " + name + ".0");
    }
    return numberedEpisode(family, 0, number, {});
}

std::vector<FewShotTask> listTasks(int batch) {
    std::vector<FewShotTask> tasks;
    for (const RuleFamily& family : ruleFamilies()) {
        for (int i = 0; i < kEpisodesEach; ++i) {
            const auto number = static_cast<uint64_t>(batch * kEpisodesEach + i);
            tasks.push_back(numberedEpisode(family, 0, number, {}));
        }
    }
    return tasks;
}

} // namespace

FewShotTask numberedEpisode(const RuleFamily& family, uint64_t seed, uint64_t number,
                            const SynthLimits& limits) {
    Rng random(seed, "synth:" + family.name, number);
    FewShotTask task = drawEpisode(family, random, limits);
    task.id += "." + std::to_string(number);
    return task;
}

MadeSet synthSet() {
    return {kSetName, listTasks, makeTask,
            [](const FewShotTask& task) { return findFamily(familyOf(task.id)).group; }};
}

} // namespace ttt
