#include "ui/actions.h"

#include "ui/theme.h"

#include <QActionGroup>
#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

namespace ttt {

namespace {

struct ActionSpec {
    const char* id;
    const char* menu;
    const char* text;
    const char* tip;
    const char* keys = ""; // several: "Ctrl+K; Ctrl+Shift+P"
    const char* icon = "";
    const char* group = ""; // checkable, one of the group at a time; "-" for a plain check mark
    bool onGrid = false;    // its key counts only while a grid of the editor has the focus
};

// "-" as text: a separator.
constexpr ActionSpec kActions[] = {
    {"file.open", "&File", "&Open task file…",
     "Open a task in the official JSON shape, or a table of questions and answers (JSONL, CSV)",
     "Ctrl+O", "open"},
    {"file.open-folder", "&File", "Open task &folder…", "Open every task file of a folder",
     "Ctrl+Shift+O", "open"},
    {"file.bbh-folder", "&File", "&BIG-Bench Hard folder…",
     "Choose the folder bbh of a checkout of BIG-Bench-Hard; it is remembered", "", "open"},
    {"file.open-run", "&File", "Open &run folder…", "Show a run that lies anywhere on disk",
     "Ctrl+Shift+R", "open"},
    {"", "&File", "-", ""},
    {"file.quit", "&File", "&Quit", "Close the window; what a run has measured is kept", "Ctrl+Q"},

    {"browse.filter", "&Browse", "&Filter tasks", "Put the cursor into the filter of tasks",
     "Ctrl+F", "search"},
    {"browse.previous", "&Browse", "&Previous task", "Previous task within the filter", "Ctrl+PgUp",
     "previous"},
    {"browse.next", "&Browse", "&Next task", "Next task within the filter", "Ctrl+PgDown", "next"},
    {"browse.more-episodes", "&Browse", "&More rule episodes",
     "Draw three more episodes of every rule family", "Ctrl+M"},
    {"", "&Browse", "-", ""},
    {"browse.copy-text", "&Browse", "Copy as te&xt", "Copy the grid that has the focus as digits",
     "Ctrl+Alt+C"},
    {"browse.copy-picture", "&Browse", "Copy as &picture",
     "Copy the grid that has the focus as a picture", "Ctrl+Alt+P"},
    {"browse.copy-task", "&Browse", "Copy the task as &JSON",
     "Copy the whole task in the official shape", "Ctrl+Shift+C"},
    {"", "&Browse", "-", ""},
    {"browse.runs", "&Browse", "List of &runs", "Show the list of stored runs", "Ctrl+R"},
    {"browse.compare", "&Browse", "&Compare runs", "Show the selected runs side by side", "Ctrl+D",
     "compare"},

    {"edit.undo", "&Edit", "&Undo", "Take the last edit back", "Ctrl+Z", "undo"},
    {"edit.redo", "&Edit", "&Redo", "Do again what was undone", "Ctrl+Shift+Z", "redo"},
    {"", "&Edit", "-", ""},
    {"edit.cut", "&Edit", "Cu&t", "Put the selection on the clipboard and clear it", "Ctrl+X"},
    {"edit.copy", "&Edit", "&Copy", "Copy the grid or its selection as JSON, text and picture",
     "Ctrl+C"},
    {"edit.paste", "&Edit", "&Paste", "Paste JSON, text or a picture of a grid", "Ctrl+V"},
    {"edit.select-all", "&Edit", "Select &all", "Select the whole grid", "Ctrl+A", "", "", true},
    {"", "&Edit", "-", ""},
    {"edit.draw", "&Edit", "&Draw", "Draw cells; the right button draws the second colour", "D",
     "draw", "tool", true},
    {"edit.select", "&Edit", "&Select", "Select a rectangle, and move it", "S", "select", "tool",
     true},
    {"edit.fill", "&Edit", "&Flood fill", "Fill an area of one colour", "F", "fill", "tool", true},
    {"edit.pick", "&Edit", "&Eyedropper", "Take a cell's colour (middle button)", "I", "pick",
     "tool", true},
    {"edit.exchange-colours", "&Edit", "E&xchange colours", "Exchange first and second colour", "E",
     "", "", true},
    {"edit.fill-selection", "&Edit", "Fi&ll the selection", "Give the selection one colour", "B",
     "", "", true},
    {"edit.swap-colours", "&Edit", "S&wap colours in the grid",
     "Swap the first and the second colour in the selection or the grid", "W", "swap", "", true},
    {"", "&Edit", "-", ""},
    {"edit.flip-columns", "&Edit", "Flip left to ri&ght", "Mirror the selection or the grid", "X",
     "flip-columns", "", true},
    {"edit.flip-rows", "&Edit", "Flip upside d&own", "Turn the selection or the grid upside down",
     "Y", "flip-rows", "", true},
    {"edit.rotate-left", "&Edit", "Rotate left", "A quarter turn counter-clockwise", "Shift+R",
     "rotate-left", "", true},
    {"edit.rotate-right", "&Edit", "Rotate right", "A quarter turn clockwise", "R", "rotate-right",
     "", true},
    {"edit.transpose", "&Edit", "Transpose", "Mirror at the main diagonal", "T", "transpose", "",
     true},
    {"edit.shift-left", "&Edit", "Shift left", "Move the content around the edge", "Alt+Left", "",
     "", true},
    {"edit.shift-right", "&Edit", "Shift right", "Move the content around the edge", "Alt+Right",
     "", "", true},
    {"edit.shift-up", "&Edit", "Shift up", "Move the content around the edge", "Alt+Up", "", "",
     true},
    {"edit.shift-down", "&Edit", "Shift down", "Move the content around the edge", "Alt+Down", "",
     "", true},
    {"edit.crop", "&Edit", "Crop to the selection", "Keep the selection alone", "K", "crop", "",
     true},
    {"edit.copy-input", "&Edit", "Copy input to output", "Make the output the same as the input",
     "O", "", "", true},

    {"task.new", "Tas&k", "&New task", "Start a task from blank grids", "Ctrl+N", "new"},
    {"task.save", "Tas&k", "&Save", "Keep the edited copy", "Ctrl+S", "save"},
    {"task.rename", "Tas&k", "&Rename…", "Give the edited copy another name", "F2", "rename"},
    {"task.revert", "Tas&k", "Re&vert to the original", "Undo all edits, in one step", "",
     "revert"},
    {"task.delete", "Tas&k", "&Delete…", "Delete the edited copy; the original stays", "",
     "delete"},
    {"", "Tas&k", "-", ""},
    {"task.add-demonstration", "Tas&k", "&Add a demonstration", "A new pair of blank grids",
     "Ctrl+Shift+N", "add"},
    {"task.add-test", "Tas&k", "Add a &test", "A new test of blank grids", "Ctrl+Alt+N"},
    {"task.duplicate-pair", "Tas&k", "D&uplicate the pair", "The same pair once more", "Ctrl+Alt+U",
     "duplicate"},
    {"task.remove-pair", "Tas&k", "Re&move the pair", "Take the pair out of the task", "Ctrl+Alt+X",
     "delete"},
    {"task.pair-up", "Tas&k", "Move the pair u&p", "Exchange it with the one before", "Ctrl+Alt+Up",
     "pair-up"},
    {"task.pair-down", "Tas&k", "Move the pair d&own", "Exchange it with the one after",
     "Ctrl+Alt+Down", "pair-down"},
    {"task.output-known", "Tas&k", "&Output of the test known",
     "Give the test an output, or leave it unknown"},
    {"", "Tas&k", "-", ""},
    {"task.run-both", "Tas&k", "Run original and &copy",
     "Run both with the same parameters, to see them before and after", "Ctrl+Alt+Return"},

    {"run.start", "&Run", "&Run", "Train on this task and answer it", "Ctrl+Return", "run"},
    {"run.stop", "&Run", "&Stop", "Stop within one step; what was measured is kept", "Esc", "stop"},
    {"run.current", "&Run", "Show the run that goes &on", "Go back to the run that goes on",
     "Ctrl+L"},
    {"run.pause", "&Run", "&Pause or resume", "Hold the run after its step, or let it go on",
     "Ctrl+P", "pause"},
    {"run.retry", "&Run", "Run &again", "Run the shown run's task again with its own parameters",
     "Ctrl+Shift+Return", "refresh"},
    {"run.load-form", "&Run", "&Load into the form",
     "Take the shown run's parameters into the form of the next run", "Ctrl+Shift+F"},
    {"run.sooner", "&Run", "Move &up in the queue", "Run the chosen waiting run earlier",
     "Ctrl+Shift+Up", "up"},
    {"run.later", "&Run", "Move do&wn in the queue", "Run the chosen waiting run later",
     "Ctrl+Shift+Down", "down"},
    {"run.unqueue", "&Run", "&Take out of the queue", "Do not run the chosen waiting run",
     "Ctrl+Shift+Del", "stop"},
    {"run.copy-command", "&Run", "Copy as &command line",
     "Copy the run of this task with these parameters as a line for the shell", "Ctrl+Alt+K"},
    {"", "&Run", "-", ""},
    {"run.demonstration", "&Run", "Run the &demonstration",
     "Run a bundled choice of tasks, one after the other", "Ctrl+Shift+D", "sample"},
    {"run.pretrain", "&Run", "Pr&etrain a model…",
     "Train an ARC model for hours in the background, or follow such a training", "Ctrl+Alt+T"},

    {"live.play", "&Live", "&Play the steps", "Move the step cursor through the run, or hold it",
     "Ctrl+Space", "play"},
    {"live.back", "&Live", "Step &back", "Step cursor one step back", "Ctrl+,"},
    {"live.forward", "&Live", "Step &forward", "Step cursor one step forward", "Ctrl+."},
    {"live.export", "&Live", "&Export the curves…", "Write the curves as a picture or as CSV",
     "Ctrl+Shift+E", "export"},

    {"results.confidence", "&Results", "&Confidence of cells",
     "Mark how unsure the model was of each cell: the longer the bar, the less sure", "Ctrl+I", "",
     "-"},
    {"results.views", "&Results", "&Views and votes",
     "Every view's answer mapped back, votes, ties, log-probabilities", "Ctrl+E"},

    {"compare.add", "&Compare", "&Add run or suite folder…",
     "Put a run or suite folder beside those compared", "Ctrl+Shift+A", "open"},
    {"compare.remove", "&Compare", "&Remove", "Take the chosen run or suite out of the comparison",
     "Ctrl+Backspace"},
    {"compare.pin", "&Compare", "&Pin as baseline",
     "Measure the others against the chosen run or suite", "Ctrl+B", "pin"},
    {"compare.open", "&Compare", "Open the task's &run",
     "Show the chosen task's run of the chosen column", "Ctrl+Shift+L"},
    {"compare.export-table", "&Compare", "Export the &table…",
     "Write the verdicts as CSV, Markdown, LaTeX or HTML", "Ctrl+T", "export"},
    {"compare.export-figure", "&Compare", "Export the &figure…",
     "Write the curves as SVG, PDF or PNG", "Ctrl+Shift+T", "export"},

    {"text.tokens", "Te&xt", "&Tokens with ids",
     "Show the text as a table of tokens with their ids", "Ctrl+J", "", "-"},
    {"text.previous", "Te&xt", "&Previous question", "Show the question before", "Ctrl+Shift+PgUp",
     "previous"},
    {"text.next", "Te&xt", "&Next question", "Show the question after", "Ctrl+Shift+PgDown",
     "next"},
    {"", "Te&xt", "-", ""},
    {"text.row-up", "Te&xt", "Move the row &up", "Show the chosen demonstration earlier", "", "up"},
    {"text.row-down", "Te&xt", "Move the row &down", "Show the chosen demonstration later", "",
     "down"},
    {"text.row-add", "Te&xt", "&Add a row", "A new question with its answer", "", "add"},
    {"text.row-remove", "Te&xt", "&Remove the row", "Take the chosen question out", "", "delete"},
    {"text.rows-reset", "Te&xt", "As they were dra&wn", "Take all changes to the rows back", "",
     "revert"},
    {"text.rows-save", "Te&xt", "&Save as JSONL…",
     "Keep the demonstrations and questions as a file that can be opened and run", "", "save"},

    {"models.load", "&Models", "&Load", "Load the chosen model into memory", "", "run"},
    {"models.cancel", "&Models", "&Cancel loading", "Stop loading; nothing is then loaded", "",
     "stop"},
    {"models.unload", "&Models", "&Unload", "Take the model out of memory", "", "delete"},
    {"models.use", "&Models", "Use for &runs", "Make the chosen model that of the next run", "",
     "next"},
    {"models.add-file", "&Models", "Add a GGUF &file…", "Add a model file to the list", "", "open"},
    {"models.add-folder", "&Models", "Add a model f&older…",
     "Add a folder with config.json and safetensors to the list", "", "open"},
    {"", "&Models", "-", ""},
    {"models.generate", "&Models", "&Generate", "Let the chosen model continue the prompt",
     "Ctrl+Shift+G", "play"},
    {"models.stop-generating", "&Models", "&Stop generating", "What was generated stays", "",
     "stop"},

    {"view.task", "&View", "&Task", "Show the pairs of the task", "Ctrl+1"},
    {"view.edit", "&View", "&Edit", "Edit a copy of the task", "Ctrl+6"},
    {"view.setup", "&View", "&Setup", "Show the parameters of the next run", "Ctrl+2"},
    {"view.live", "&View", "&Live", "Show the loss and the prediction at each step", "Ctrl+3"},
    {"view.results", "&View", "&Results", "Show the answers with and without TTT", "Ctrl+4"},
    {"view.compare", "&View", "&Compare", "Show the compared runs", "Ctrl+5"},
    {"view.text", "&View", "Te&xt", "Show prompts, tokens and answers of a text task", "Ctrl+7"},
    {"view.models", "&View", "&Models", "Show the models and the playground", "Ctrl+8"},
    {"", "&View", "-", ""},
    {"view.digits", "&View", "&Digits on cells", "Write each colour's number on its cell", "Ctrl+G",
     "", "-"},
    {"view.differences", "&View", "Differences of input and &output",
     "Mark where an output differs from its input", "Ctrl+U", "", "-"},
    {"view.hide-answers", "&View", "&Hide test outputs", "Hide the true outputs of a task's tests",
     "Ctrl+H", "", "-"},
    {"", "&View", "-", ""},
    {"view.theme-system", "&View/&Theme", "Theme of the s&ystem", "Light or dark as the system is",
     "", "", "theme"},
    {"view.theme-light", "&View/&Theme", "&Light theme", "Dark text on light panes", "", "",
     "theme"},
    {"view.theme-dark", "&View/&Theme", "&Dark theme", "Light text on dark panes", "", "", "theme"},
    {"view.palette-official", "&View/Cell &colours", "&Official cell colours",
     "The ten colours that papers name", "", "", "palette"},
    {"view.palette-distinct", "&View/Cell &colours", "Cell colours for colour-&blind eyes",
     "Ten colours that stay apart where red and green, or blue and yellow, look alike", "", "",
     "palette"},
    {"view.text-larger", "&View/Te&xt size", "&Larger text", "Make all text larger",
     "Ctrl++; Ctrl+="},
    {"view.text-smaller", "&View/Te&xt size", "&Smaller text", "Make all text smaller", "Ctrl+-"},
    {"view.text-normal", "&View/Te&xt size", "&Normal text", "Text as large as the system asks for",
     "Ctrl+0"},
    {"", "&View", "-", ""},
    {"view.left", "&View", "Ga&llery and runs", "Show the pane of tasks and runs on the left",
     "Ctrl+Alt+L", "", "-"},
    {"view.layout-browse", "&View/La&youts", "&Browse layout",
     "A wide gallery beside the task's pairs", "Ctrl+Alt+1"},
    {"view.layout-train", "&View/La&youts", "&Train layout",
     "Narrow lists beside the loss and the predictions", "Ctrl+Alt+2"},
    {"view.layout-compare", "&View/La&youts", "&Compare layout", "The compared runs alone",
     "Ctrl+Alt+3"},
    {"", "&View/La&youts", "-", ""},
    {"view.layout-save", "&View/La&youts", "&Save the layout…",
     "Keep page and widths of the panes under a name"},
    {"view.layout-restore", "&View/La&youts", "&Restore a layout…",
     "Go back to a layout that was saved", "Ctrl+Alt+R"},
    {"view.layout-delete", "&View/La&youts", "&Delete a layout…", "Forget a layout that was saved"},
    {"view.layout-reset", "&View/La&youts", "Panes as at &first",
     "Give all panes the width that they had at the first start"},
    {"", "&View", "-", ""},
    {"view.next-pane", "&View", "Next &pane", "Move the focus to the next pane", "F6"},
    {"view.previous-pane", "&View", "Pre&vious pane", "Move the focus to the previous pane",
     "Shift+F6"},

    {"help.commands", "&Help", "&Commands…", "Find any command by a few letters of it",
     "Ctrl+K; Ctrl+Shift+P", "search"},
    {"help.shortcuts", "&Help", "&Keys", "Every command with its keys", "F1"},
    {"help.first-steps", "&Help", "&Help", "What each part of the window is for", "Ctrl+F1",
     "help"},
    {"help.tour", "&Help", "&Guided tour",
     "Go through the parts of the window, one after the other", "Ctrl+Alt+F1"},
    {"", "&Help", "-", ""},
    {"help.about", "&Help", "&About", "Version and licence"},
};

} // namespace

Actions::Actions(QWidget* window) : QObject(window) {
    qApp->installEventFilter(this);
    QHash<QString, QActionGroup*> groups;
    for (const ActionSpec& spec : kActions) {
        const bool separator = spec.text[0] == '-';
        auto* action = new QAction(separator ? QString() : tr(spec.text), this);
        ordered_ << action;
        action->setProperty("menu", tr(spec.menu));
        if (separator) {
            action->setSeparator(true);
            continue;
        }
        action->setObjectName(spec.id);
        action->setProperty("iconName", QString(spec.icon));
        // Of an empty text Qt makes one empty key.
        if (spec.keys[0] != '\0') {
            action->setShortcuts(QKeySequence::listFromString(QString(spec.keys)));
        }
        const QString keys =
            QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)
                .replace(QStringLiteral("; "), tr(" or "));
        action->setToolTip(keys.isEmpty() ? tr(spec.tip) : tr(spec.tip) + " (" + keys + ')');
        action->setStatusTip(tr(spec.tip));
        action->setCheckable(spec.group[0] != '\0');
        if (spec.group[0] != '\0' && spec.group[0] != '-') {
            QActionGroup*& group = groups[spec.group];
            if (group == nullptr) group = new QActionGroup(this);
            group->addAction(action);
        }
        byId_[spec.id] = action;
        if (spec.onGrid) {
            action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
            action->setProperty("onGrid", true);
        } else {
            window->addAction(action);
        }
    }
    refreshIcons(window->palette());
}

bool Actions::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ShortcutOverride) return QObject::eventFilter(watched, event);
    const QKeySequence keys(static_cast<QKeyEvent*>(event)->keyCombination());
    if (!get("help.commands")->shortcuts().contains(keys)) return false;
    event->ignore();
    return true;
}

QAction* Actions::get(const QString& id) const {
    QAction* action = byId_.value(id);
    Q_ASSERT_X(action != nullptr, "Actions::get", qPrintable(id));
    return action;
}

// "&View/&Theme": a menu within a menu.
void Actions::fillMenus(QMenuBar* bar) {
    QHash<QString, QMenu*> menus;
    for (QAction* action : ordered_) {
        const QString path = action->property("menu").toString();
        const QString outer = path.section('/', 0, 0);
        if (!menus.contains(outer)) menus[outer] = bar->addMenu(outer);
        if (!menus.contains(path)) menus[path] = menus[outer]->addMenu(path.section('/', 1));
        menus[path]->setToolTipsVisible(true);
        menus[path]->addAction(action);
    }
}

void Actions::refreshIcons(const QPalette& palette) {
    for (QAction* action : std::as_const(ordered_)) {
        const QString icon = action->property("iconName").toString();
        if (!icon.isEmpty()) action->setIcon(themedIcon(icon, palette));
    }
}

} // namespace ttt
