#include "app/commands/all_commands.h"
#include "core/runs/suites/comparison.h"

#include <nlohmann/json.hpp>

namespace ttt {

namespace {

struct Options {
    std::vector<std::string> folders;
    bool csv = false;
    bool markdown = false;
    bool html = false;
    bool latex = false;
};

int compare(CommandContext& context, const Options& options) {
    if (context.json + options.csv + options.markdown + options.html + options.latex > 1) {
        throw Error(
            ErrorKind::BadInput, "ttt compare",
            "found several of --json, --csv, --md, --html and --latex, expected at most one");
    }
    const Comparison comparison = compareFolders({options.folders.begin(), options.folders.end()});
    if (context.json)
        printJson(context, toJson(comparison));
    else if (options.csv)
        printText(context, toCsv(comparison));
    else if (options.html)
        printText(context, toHtml(comparison));
    else if (options.latex)
        printText(context, toLatex(comparison));
    else
        printText(context, toMarkdown(comparison));
    return kExitDone;
}

} // namespace

void addCompareCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = addCommand(app, context, "compare", "Run or suite folders side by side",
                                   [options](CommandContext& c) { return compare(c, *options); });
    addOption(*command, "FOLDER", options->folders, "Run or suite folders").required();
    addFlag(*command, "--csv", options->csv, "As comma-separated values");
    addFlag(*command, "--md", options->markdown, "As a Markdown table (the default)");
    addFlag(*command, "--html", options->html, "As an HTML page");
    addFlag(*command, "--latex", options->latex, "As a LaTeX table (package booktabs)");
}

} // namespace ttt
