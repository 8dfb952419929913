#include "app/commands/all_commands.h"
#include "app/commands/tasks/draw_grids.h"
#include "core/tasks/arc_json.h"
#include "core/transforms/grid_transforms.h"

#include <nlohmann/json.hpp>

namespace ttt {

namespace {

struct Options {
    std::string task;
    std::string transform;
    uint32_t seed = 0;
};

FewShotTask augmented(const FewShotTask& task, const GridTransform& transform, uint32_t seed) {
    FewShotTask image{task.id, task.set, {}, {}};
    for (const Example& example : task.examples) {
        image.examples.push_back(transformed(example, transform, kSameColours, seed));
    }
    for (const Query& query : task.queries) {
        if (query.output) {
            const Example pair =
                transformed(Example{query.input, *query.output}, transform, kSameColours, seed);
            image.queries.push_back({pair.input, pair.output});
        } else {
            image.queries.push_back({transformed(query.input, transform, kSameColours, seed), {}});
        }
    }
    return image;
}

int augment(CommandContext& context, const Options& options) {
    const GridTransform& transform = findTransform(options.transform);
    const FewShotTask image = augmented(findTask(context, options.task), transform, options.seed);
    if (context.json) {
        printJson(context, toArcJson(image));
        return kExitDone;
    }
    std::string text;
    for (const Example& example : image.examples) {
        text +=
            drawValues({{"input", example.input}, {"output", example.output}}, context.colourOut) +
            "\n";
    }
    for (const Query& query : image.queries) {
        text += drawValues({{"test input", query.input}, {"test output", query.output}},
                           context.colourOut) +
                "\n";
    }
    printText(context, text);
    return kExitDone;
}

} // namespace

void addAugmentCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = addCommand(app, context, "augment", "A task under a transform",
                                   [options](CommandContext& c) { return augment(c, *options); });
    addOption(*command, "TASK", options->task, "SET:ID, a bare id, or a task file").required();
    addOption(*command, "--transform", options->transform, "Name or released name").required();
    addOption(*command, "--seed", options->seed, "Seed of the random translation")
        .between(int64_t{0}, kMostSeed);
}

} // namespace ttt
