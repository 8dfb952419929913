#include "core/runs/suites/suite.h"

#include "app/commands/all_commands.h"
#include "app/commands/runs/execute_run.h"
#include "app/commands/runs/result_text.h"
#include "app/commands/runs/suites/jobs.h"
#include "app/commands/runs/suites/suite_work.h"
#include "core/runs/suites/summary.h"

#include <algorithm>

namespace ttt {

using nlohmann::json;

namespace {

// With --resume the folder says what the suite is, and the arguments may be left out.
Suite openSuite(CommandContext& context, const SuiteOptions& options, Engine& engine) {
    if (options.tasks.empty() && options.resume) return Suite::open(options.out);
    SuiteSpec chosen = chosenTasks(context, options);
    const RunConfig config =
        chosen.tasks.empty() ? options.config.load() : options.config.loadFor(chosen.tasks.front());
    const SuiteSpec spec = withConfig(std::move(chosen), config, options);
    requireRunnable(engine, spec);
    return Suite::createOrJoin(options.out, spec);
}

std::string semText(const json& sem) {
    return sem.is_number() ? numberText(" (SEM %.1f)", 100 * sem.get<double>()) : std::string();
}

std::string shareText(const json& side, const char* measure) {
    if (side.is_null()) return "-";
    const json& value = side.at(measure);
    return percentText(value.at("mean").get<double>()) + semText(value.at("sem"));
}

// A published share of right answers; null where there is none.
std::string publishedText(const json& share) {
    return share.is_number() ? percentText(share.get<double>()) : "-";
}

// Tasks of texts: the share of right answers, task by task, beside what a paper has for them.
std::string accuracyTable(const json& summary) {
    const auto mean = [](const json& side) -> std::string {
        if (side.is_null()) return "-";
        return percentText(side.at("accuracy").get<double>()) +
               semText(side.contains("sem") ? side.at("sem").at("accuracy") : json());
    };
    std::vector<std::vector<std::string>> rows{
        {"task", "questions", "without TTT", "with TTT",
         summary.at("seeds").size() > 1 ? "gained, lost under all seeds" : "gained, lost"}};
    std::vector<const json*> published;
    for (const char* side : {"without_ttt", "with_ttt"}) {
        const json& found = summary.at("published").at(side);
        if (found.is_null()) continue;
        published.push_back(&found);
        rows[0].push_back(std::string("published ") +
                          (side == std::string("with_ttt") ? "with" : "without"));
    }
    for (const json& task : summary.at("tasks")) {
        const auto id = task.at("id").get<std::string>();
        rows.push_back({id, task.at("tests").dump(), mean(task.at("without_ttt")),
                        mean(task.at("with_ttt")),
                        task.contains("gained")
                            ? "+" + task.at("gained").dump() + " -" + task.at("lost").dump()
                            : "-"});
        for (const json* side : published) {
            rows.back().push_back(publishedText(side->at("tasks").value(id, json())));
        }
    }
    const json& total = summary.at("total");
    rows.push_back({"mean", "", shareText(total.at("without_ttt"), "accuracy"),
                    shareText(total.at("with_ttt"), "accuracy"), ""});
    for (const json* side : published) rows.back().push_back(publishedText(side->at("mean")));
    std::string text = tableText(rows);
    if (!published.empty()) {
        text += "Published: " + published[0]->at("source").get<std::string>() + "\n";
    }
    return text;
}

std::string solvedTable(const json& summary) {
    std::vector<std::vector<std::string>> rows{{"", "pass@1", "pass@2", "partial"}};
    const json& total = summary.at("total");
    for (const auto& [name, side] : {std::pair{"without TTT", total.at("without_ttt")},
                                     std::pair{"with TTT", total.at("with_ttt")}}) {
        rows.push_back({name, shareText(side, "pass_at_1"), shareText(side, "pass_at_2"),
                        shareText(side, "partial")});
    }
    return tableText(rows);
}

// The tasks by their difficulty, where it is known, and by the longest side of their grids.
std::string groupTable(const json& summary) {
    std::vector<std::vector<std::string>> rows{{"", "tasks", "pass@1 without, with TTT",
                                                "pass@2 without, with TTT",
                                                "partial without, with TTT"}};
    const auto add = [&rows](const std::string& name, const json& group) {
        const auto both = [&group](const char* measure) {
            return shareText(group.at("without_ttt"), measure) + ", " +
                   shareText(group.at("with_ttt"), measure);
        };
        rows.push_back({name, group.at("tasks").dump(), both("pass_at_1"), both("pass_at_2"),
                        both("partial")});
    };
    for (const std::string& level : levelsInOrder(summary.at("by_level"))) {
        add(level, summary.at("by_level").at(level));
    }
    for (const auto& [size, group] : summary.at("by_size").items()) add("sides " + size, group);
    return rows.size() > 1 ? "\n" + tableText(rows) + "\n" : std::string();
}

std::string timesText(const json& seconds) {
    return secondsText(seconds.at("median").get<double>()) + " a task in the median, " +
           secondsText(seconds.at("mean").get<double>()) + " in the mean, at most " +
           secondsText(seconds.at("most").get<double>()) + "\n";
}

std::string summaryText(const json& summary) {
    const bool texts = summary.at("measure") == "accuracy";
    return (texts ? accuracyTable(summary) : solvedTable(summary) + groupTable(summary)) +
           pairedText(summary) + timesText(summary.at("seconds")) + "Of " +
           summary.at("total").at("tasks").dump() +
           " tasks with known answers, run or not; runs: " +
           summary.at("denominators").at("runs").dump() + "\n" +
           summary.at("folder").get<std::string>() + "\n";
}

int runSuite(CommandContext& context, const SuiteOptions& options) {
    const auto engine = context.makeEngine();
    Suite suite = openSuite(context, options, *engine);
    context.working = true;
    if (options.jobs > 1) {
        shareAmongJobs(context, options.jobs);
    } else {
        workOn(context, suite, *engine, {suite.baselines(), options.resume});
    }
    if (options.asJob) return kExitDone;
    const json summary = writeSuiteSummary(suite.folder());
    if (context.json)
        printJson(context, summary);
    else
        printText(context, summaryText(summary));
    return suiteExitCode(context, {suite});
}

} // namespace

void addSuiteCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<SuiteOptions>();
    CLI::App* command = addComputingCommand(
        app, context, "suite", "Run many tasks; several processes may work on one suite folder",
        [options](CommandContext& c) { return runSuite(c, *options); });
    addSuiteOptions(*command, *options);
}

} // namespace ttt
