#include "app/commands/all_commands.h"
#include "core/tasks/item_draw.h"
#include "core/tokens/prompt_format.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    std::string task;
    std::string format;
    uint64_t seed = kReleasedSeed;
    size_t position = 0;
    int shots = kReleasedShots;
    bool training = false;
};

const char* nameOf(Speaker speaker) {
    switch (speaker) {
    case Speaker::System:
        return "system";
    case Speaker::User:
        return "user";
    case Speaker::Assistant:
        return "assistant";
    case Speaker::None:
        break;
    }
    return "text";
}

// The released code's prompts for `position`, all demonstrations in their own order.
Prompt promptOf(const FewShotTask& task, size_t position, const std::string& place) {
    if (position >= task.queries.size()) {
        throw Error(ErrorKind::BadInput, place,
                    "found --position " + std::to_string(position) + ", but there are " +
                        std::to_string(task.queries.size()) + " tests, counted from 0");
    }
    Prompt prompt;
    prompt.demonstrations = task.examples;
    prompt.query = task.queries[position].input;
    prompt.test = static_cast<int>(position);
    prompt.form = task.form;
    return prompt;
}

json chatJson(const PromptText& text) {
    json chat = json::object();
    for (const TextMessage& message : text.messages) chat[nameOf(message.speaker)] = message.text;
    return chat;
}

// {text, target, item, demonstrations} with places in the list that the task is drawn from.
json plainJson(const PromptText& text, const FewShotTask& task, size_t position) {
    json document{{"text", text.messages.at(0).text}, {"demonstrations", json::array()}};
    const std::optional<Value>& target = task.queries[position].output;
    if (target) document["target"] = std::get<std::string>(*target);
    const bool listed = task.itemCount > 0;
    for (size_t i = 0; i < task.examples.size(); ++i) {
        document["demonstrations"].push_back(listed ? task.items[i] : static_cast<int>(i));
    }
    document["item"] =
        listed ? task.items[task.examples.size() + position] : static_cast<int>(position);
    return document;
}

struct Asked {
    FewShotTask task;
    std::string format; // of promptFormats()
};

// icl and zero-shot are the few-shot format with and without demonstrations.
Asked askedAs(CommandContext& context, const Options& options) {
    Asked asked{findTask(context, options.task), options.format};
    if (asked.format == "icl" || asked.format == "zero-shot") {
        const bool zeroShot = asked.format == "zero-shot";
        asked.format = "few-shot";
        asked.task = drawn(asked.task, {options.seed, zeroShot ? 0 : options.shots, 0});
        if (zeroShot) asked.task.examples.clear();
    } else {
        asked.task = drawn(asked.task, {options.seed, options.shots, 0});
    }
    return asked;
}

int prompt(CommandContext& context, const Options& options) {
    const Asked asked = askedAs(context, options);
    const bool grids = isGridTask(withoutAnswers(asked.task));
    const PromptFormat& format = findPromptFormat(asked.format, grids);
    const Prompt question = promptOf(asked.task, options.position, options.task);
    PromptText text = format.question(question);
    const std::optional<Value>& answer = asked.task.queries[options.position].output;
    if (options.training) {
        if (!answer) {
            throw Error(ErrorKind::BadInput, options.task,
                        "--training shows the answer, but that of this test is not public");
        }
        text = format.training(
            {question.demonstrations, {question.query, *answer}, {}, question.form}, {});
    }
    json document;
    if (text.isChat()) {
        document = chatJson(text);
        if (answer) document["assistant"] = format.answerText(*answer);
    } else {
        document = plainJson(text, asked.task, options.position);
    }
    if (context.json) {
        printJson(context, document);
        return kExitDone;
    }
    std::string all;
    for (const TextMessage& message : text.messages) {
        if (text.isChat()) all += std::string("--- ") + nameOf(message.speaker) + "\n";
        all += message.text + "\n";
    }
    printText(context, all);
    return kExitDone;
}

} // namespace

void addPromptCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addCommand(app, context, "prompt", "The exact prompt of a test, before any tokenizer",
                   [options](CommandContext& c) { return prompt(c, *options); });
    addOption(*command, "TASK", options->task, "SET:ID, a bare id, or a task file").required();
    addOption(*command, "--format", options->format, "How it is written")
        .required()
        .oneOf({"icl", "zero-shot", "few-shot", "chain-of-thought", "numpy", "colour-words"});
    addOption(*command, "--seed", options->seed, "Seed that draws the demonstrations of BBH tasks")
        .between(int64_t{0}, kMostSeed);
    addOption(*command, "--position", options->position, "Which test, from 0").between(0, 1000000);
    addOption(*command, "--shots", options->shots, "Demonstrations of BBH tasks").between(0, 64);
    addFlag(*command, "--training", options->training,
            "As a training text, with the answer and what the released code adds");
}

} // namespace ttt
