#include "core/runs/suites/sweep.h"

#include "app/commands/all_commands.h"
#include "app/commands/runs/execute_run.h"
#include "app/commands/runs/suites/jobs.h"
#include "app/commands/runs/suites/suite_work.h"
#include "app/commands/runs/suites/vote_counts.h"

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Options {
    std::string sweep;
    SuiteOptions suite;
};

std::string publishedText(const json& summary, const json& entry) {
    if (!entry.contains("published") || !summary.contains("published")) return "-";
    const auto published = entry.at("published").get<double>();
    if (summary.at("measure") == "accuracy") return percentText(published / 100);
    return json(static_cast<int64_t>(published)).dump() + " of " +
           summary.at("published").at("tasks").dump();
}

std::string sameTasksText(const json& entry) {
    const json published = entry.value("published_same_tasks", json());
    return published.is_number() ? percentText(published.get<double>() / 100) : "-";
}

std::string intervalText(const json& interval) {
    return percentText(interval[0].get<double>()) + " - " + percentText(interval[1].get<double>());
}

std::vector<std::string> accuracyRow(const json& summary, const json& entry) {
    const auto name = entry.at("name").get<std::string>();
    if (!entry.contains("solved")) {
        return {name, "not begun", "", "", "", "", publishedText(summary, entry), ""};
    }
    const json& accuracy = entry.at("accuracy");
    std::vector<std::string> row{
        name, entry.at("finished").dump(), percentText(accuracy.at("mean").get<double>()),
        accuracy.at("sem").is_null() ? "-" : percentText(accuracy.at("sem").get<double>())};
    if (entry.contains("against_reference")) {
        const json& paired = entry.at("against_reference");
        row.push_back("+" + paired.at("better").dump() + " -" + paired.at("worse").dump() +
                      " tasks, " + intervalText(paired.at("difference_interval_95")));
    } else {
        row.emplace_back("reference");
    }
    row.push_back(secondsText(entry.at("seconds").get<double>()));
    row.push_back(publishedText(summary, entry));
    row.push_back(sameTasksText(entry));
    return row;
}

std::vector<std::string> rowOf(const json& summary, const json& entry) {
    const auto name = entry.at("name").get<std::string>();
    if (!entry.contains("solved")) {
        return {name, "not begun", "", "", "", "", publishedText(summary, entry)};
    }
    std::string against = "reference";
    if (entry.contains("against_reference")) {
        const json& paired = entry.at("against_reference");
        against = "+" + paired.at("gained").dump() + " -" + paired.at("lost").dump() +
                  numberText(", p = %.3g", paired.at("mcnemar_exact_p").get<double>());
    }
    return {name,
            entry.at("solved").dump() + " of " + entry.at("tasks").dump(),
            percentText(entry.at("pass_at_2").get<double>()),
            intervalText(entry.at("interval_95")),
            against,
            secondsText(entry.at("seconds").get<double>()),
            publishedText(summary, entry)};
}

std::string summaryText(const json& summary) {
    const bool accuracy = summary.at("measure") == "accuracy";
    const std::string against = "against " + summary.value("reference", "");
    using Row = std::vector<std::string>;
    std::vector<Row> rows{accuracy ? Row{"variant", "runs", "accuracy", "SEM", against + ", 95 %",
                                         "seconds a task", "published", "on these tasks"}
                                   : Row{"variant", "solved", "pass@2", "95 % interval", against,
                                         "seconds a task", "published"}};
    for (const json& entry : summary.at("variants")) {
        rows.push_back(accuracy ? accuracyRow(summary, entry) : rowOf(summary, entry));
    }
    std::string text = tableText(rows);
    if (!summary.at("votes").empty()) {
        std::vector<std::vector<std::string>> votes{{"vote", "solved", "published"}};
        for (const json& vote : summary.at("votes")) {
            votes.push_back({vote.at("rule").get<std::string>(),
                             vote.at("solved").dump() + " of " + vote.at("tasks").dump(),
                             publishedText(summary, vote)});
        }
        text += "\n" + tableText(votes);
    }
    if (summary.contains("published")) {
        text += "\nPublished: " + summary.at("published").at("source").get<std::string>() + "\n";
    }
    return text;
}

int runSweep(CommandContext& context, const Options& options) {
    const auto engine = context.makeEngine();
    const Sweep sweep = loadSweep(options.sweep, [&](const std::string& preset) {
        return options.suite.config.load(preset);
    });
    const SuiteSpec chosen = chosenTasks(context, options.suite);
    std::vector<SuiteSpec> specs;
    for (const SweepVariant& variant : sweep.variants) {
        specs.push_back(withConfig(chosen, variant.config, options.suite));
        requireRunnable(*engine, specs.back());
    }
    requireVoteRules(sweep.votes);
    context.working = true;
    const fs::path folder = options.suite.out;
    std::vector<Suite> suites;
    for (size_t i = 0; i < specs.size(); ++i) {
        suites.push_back(Suite::createOrJoin(folder / sweep.variants[i].name, specs[i]));
    }
    if (options.suite.jobs > 1) {
        shareAmongJobs(context, options.suite.jobs);
    } else {
        for (size_t i = 0; i < suites.size() && !context.stop.stop_requested(); ++i) {
            context.err << "== " << sweep.variants[i].name << "\n";
            workOn(context, suites[i], *engine, {folder / "baselines", options.suite.resume});
        }
    }
    if (options.suite.asJob) return kExitDone;
    json summary = sweepSummary(folder, sweep);
    summary["votes"] = voteCounts(folder / sweep.reference, sweep.votes);
    if (context.json)
        printJson(context, summary);
    else
        printText(context, summaryText(summary));
    return suiteExitCode(context, suites);
}

} // namespace

void addSweepCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = addComputingCommand(
        app, context, "sweep",
        "Run the same tasks under variants of one config, with exact tests between them",
        [options](CommandContext& c) { return runSweep(c, *options); });
    std::string names;
    for (const std::string& name : sweepNames()) names += (names.empty() ? "" : ", ") + name;
    addOption(*command, "SWEEP", options->sweep, "One of " + names + ", or a JSON file").required();
    addSuiteOptions(*command, options->suite);
}

} // namespace ttt
