#include "core/synth/text/bbh_style_set.h"

#include "core/base/error.h"
#include "core/synth/text/text_family.h"
#include "core/tasks/item_draw.h"

#include <charconv>
#include <set>

namespace ttt {

namespace {

constexpr const char* kSetName = "bbh-style";

FewShotTask taskOf(const TextFamily& family, uint64_t number) {
    Rng random(0, "bbh-style:" + family.name, number);
    std::vector<Example> items;
    std::set<Value> questions;
    while (items.size() < static_cast<size_t>(kTextItems)) {
        Example item = family.draw(random);
        if (questions.insert(item.input).second) items.push_back(std::move(item));
    }
    const std::string id = number == 0 ? family.name : family.name + "." + std::to_string(number);
    return taskOfItems({id, kSetName, {}, {}, family.form}, items, kReleasedSeed, kReleasedShots);
}

FewShotTask makeTask(const std::string& id) {
    const size_t dot = id.find('.');
    const std::string name = id.substr(0, dot);
    std::string names;
    for (const TextFamily& family : textFamilies()) {
        names += (names.empty() ? "" : ", ") + family.name;
        if (family.name != name) continue;
        if (dot == std::string::npos) return taskOf(family, 0);
        uint64_t number = 0;
        const char* end = id.data() + id.size();
        const auto [stop, problem] = std::from_chars(id.data() + dot + 1, end, number);
        if (problem == std::errc() && stop == end && number > 0) return taskOf(family, number);
        throw Error(ErrorKind::NotFound, std::string(kSetName) + ":" + id,
                    "expected " + name + " or " + name + ".NUMBER with a number from 1");
    }
    throw Error(ErrorKind::NotFound, std::string(kSetName) + ":" + id,
                "no such task, expected one of " + names);
}

std::vector<FewShotTask> listTasks(int batch) {
    std::vector<FewShotTask> tasks;
    for (const TextFamily& family : textFamilies()) {
        tasks.push_back(taskOf(family, static_cast<uint64_t>(batch)));
    }
    return tasks;
}

} // namespace

std::span<const TextFamily> textFamilies() {
    static const std::vector<TextFamily> kFamilies = {
        booleanExpressions(),      dyckLanguages(), logicalDeduction(),
        multistepArithmetic(),     navigation(),    objectCounting(),
        trackingShuffledObjects(), webOfLies(),     wordSorting()};
    return kFamilies;
}

MadeSet bbhStyleSet() {
    return {kSetName, listTasks, makeTask, [](const FewShotTask&) { return std::string("text"); }};
}

} // namespace ttt
