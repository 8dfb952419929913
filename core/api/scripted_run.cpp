#include "core/api/scripted_run.h"

#include "core/base/files.h"
#include "core/runs/baseline_store.h"
#include "core/tasks/text_answers.h"
#include "core/tasks/text_options.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

namespace ttt {

namespace {

Grid mirrored(const Grid& grid) {
    Grid image(grid.height(), grid.width());
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) image.at(r, c) = grid.at(r, grid.width() - 1 - c);
    }
    return image;
}

Grid transposed(const Grid& grid) {
    Grid image(grid.width(), grid.height());
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) image.at(c, r) = grid.at(r, c);
    }
    return image;
}

Grid turned(const Grid& grid) {
    Grid image(grid.height(), grid.width());
    for (int r = 0; r < grid.height(); ++r) {
        for (int c = 0; c < grid.width(); ++c) {
            image.at(r, c) = grid.at(grid.height() - 1 - r, grid.width() - 1 - c);
        }
    }
    return image;
}

// What a text task is answered with: the first demonstration's answer, with TTT the last one's.
std::string scriptedText(const SolverTask& task, const Value& query, bool withTtt) {
    if (task.examples.empty()) return " " + std::get<std::string>(query);
    const Example& shown = withTtt ? task.examples.back() : task.examples.front();
    return " " + std::get<std::string>(shown.output);
}

// First the leading answer twice, then the other: a vote has something to count.
std::vector<Value> scriptedAnswers(const SolverTask& task, const Value& query, bool withTtt) {
    const Grid* grid = std::get_if<Grid>(&query);
    if (grid == nullptr) {
        return std::vector<Value>(
            3, extractAnswer(scriptedText(task, query, withTtt), task.form.answer));
    }
    const Value first = withTtt ? mirrored(*grid) : *grid;
    const Value second = withTtt ? transposed(*grid) : turned(*grid);
    return {first, first, second};
}

// How the options of a text question stand: the chosen one at `level`, the rest share what is left.
std::vector<OptionScore> scriptedOptions(const SolverTask& task, const Value& query,
                                         const Value& answer, double level) {
    std::vector<OptionScore> scores;
    const std::vector<std::string> options = optionsOf(task.form, task.examples, query);
    for (const std::string& option : options) {
        const bool chosen = isRightAnswer(answer, option);
        const double share = chosen ? level : (1 - level) / static_cast<double>(options.size() - 1);
        scores.push_back({option, std::log(share)});
    }
    return scores;
}

// The query on its way to its mirror image: the first `share` of the rows are mirrored.
Value partlyMirrored(const Value& query, double share) {
    const Grid* grid = std::get_if<Grid>(&query);
    if (grid == nullptr) return query;
    Grid image = *grid;
    const Grid target = mirrored(*grid);
    const int rows = static_cast<int>(std::lround(share * grid->height()));
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < grid->width(); ++c) image.at(r, c) = target.at(r, c);
    }
    return image;
}

std::vector<float> confidence(const Value& answer, double level) {
    const Grid* grid = std::get_if<Grid>(&answer);
    const size_t cells = grid == nullptr ? 0 : grid->cells().size();
    return std::vector<float>(cells, static_cast<float>(std::round(level * 1e4) / 1e4));
}

// A falling curve with ripples, the same for the same seed and step.
double scriptedLoss(int64_t step, int64_t steps, int64_t seed) {
    const double t = static_cast<double>(step) / static_cast<double>(std::max<int64_t>(steps, 1));
    const double ripple = std::sin(static_cast<double>(step) * 1.7 + static_cast<double>(seed));
    return 0.05 + 1.6 * std::exp(-4 * t) * (1 + 0.08 * ripple);
}

} // namespace

int64_t scriptedSteps(const RunConfig& config) {
    if (config.adapt.method == "none") return 0;
    return config.adapt.steps > 0 ? config.adapt.steps : 20;
}

ScriptedRun::ScriptedRun(const RunRequest& request, ModelInfo model, ScriptedOptions options,
                         const RunObserver& observer, std::stop_token stop)
    : request_(request),
      model_(std::move(model)),
      options_(options),
      observer_(observer),
      stop_(std::move(stop)),
      plannedSteps_(request.adapterIn.empty() ? scriptedSteps(request.config) : 0) {}

double ScriptedRun::elapsedSeconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

void ScriptedRun::begin(Phase phase) { observer_(PhaseChanged{phase, elapsedSeconds() * 1000}); }

void ScriptedRun::wait(std::chrono::microseconds delay) const {
    const Clock::time_point end = Clock::now() + delay;
    while (!stop_.stop_requested() && Clock::now() < end) {
        const auto left = std::chrono::duration_cast<std::chrono::microseconds>(end - Clock::now());
        std::this_thread::sleep_for(std::min(left, std::chrono::microseconds(1000)));
    }
}

RunResult ScriptedRun::play() {
    RunStarted started;
    for (const SolverTask& task : request_.tasks) {
        started.taskIds.push_back(qualifiedId(task.set, task.id));
        started.episodes += static_cast<int64_t>(task.examples.size());
        result_.tasks.push_back({started.taskIds.back(), {}, {}});
    }
    result_.model = started.model = model_.name;
    result_.modelHash = started.modelHash = model_.sha256;
    result_.device = started.device = "cpu";
    result_.episodes = started.episodes;
    started.plannedSteps = plannedSteps_;
    started.trainableParameters = model_.parameters / 10;
    started.threads = 1;
    begin(Phase::Loading);
    observer_(started);
    begin(Phase::Augmenting);
    if (plannedSteps_ > 0) train();
    const bool adapts = request_.config.adapt.method != "none" || !request_.adapterIn.empty();
    if (request_.config.run.baseline || !adapts) {
        begin(Phase::Baseline);
        answerAll(false);
    }
    if (adapts) {
        begin(Phase::Predicting);
        answerAll(true);
    }
    begin(Phase::Voting);
    if (!request_.adapterOut.empty() && !stop_.stop_requested()) writeAdapter();
    begin(Phase::Finished);
    result_.status = stop_.stop_requested() ? RunStatus::Stopped : RunStatus::Done;
    result_.seconds.total = elapsedSeconds();
    return result_;
}

void ScriptedRun::train() {
    begin(Phase::Training);
    const Clock::time_point trainingStart = Clock::now();
    const ExecutionConfig& run = request_.config.run;
    for (int64_t step = 1; step <= plannedSteps_ && !stop_.stop_requested(); ++step) {
        wait(options_.stepDelay);
        StepMetrics metrics;
        metrics.step = step;
        metrics.lossNats = scriptedLoss(step, plannedSteps_, run.seed);
        metrics.learningRate = request_.config.optimizer.learningRate;
        metrics.gradientNorm = metrics.lossNats * 0.7;
        metrics.tokens = 800;
        metrics.elapsedMs =
            std::chrono::duration<double, std::milli>(Clock::now() - trainingStart).count();
        if (step == 1) result_.firstLossNats = metrics.lossNats;
        result_.lastLossNats = metrics.lossNats;
        result_.steps = step;
        result_.trainedTokens += metrics.tokens;
        result_.seconds.train = metrics.elapsedMs / 1000;
        observer_(metrics);
        if (step == 1) showSnapshots(0);
        if (run.snapshotEvery > 0 && step % run.snapshotEvery == 0) showSnapshots(step);
        showInterimAnswers(step);
    }
}

void ScriptedRun::showSnapshots(int64_t step) {
    if (request_.config.run.snapshotEvery == 0) return;
    const double share = static_cast<double>(step) / static_cast<double>(plannedSteps_);
    for (const SolverTask& task : request_.tasks) {
        for (size_t test = 0; test < task.queries.size(); ++test) {
            Candidate candidate;
            const Value& query = task.queries[test];
            candidate.answer = partlyMirrored(query, share);
            if (std::holds_alternative<std::string>(query)) {
                candidate.raw = scriptedText(task, query, share >= 0.5);
                candidate.answer = extractAnswer(candidate.raw, task.form.answer);
                candidate.options =
                    scriptedOptions(task, query, candidate.answer, 0.5 + 0.4 * share);
            }
            candidate.logProbability = -20 * (1 - share) - 0.5;
            candidate.cellProbabilities = confidence(candidate.answer, 0.3 + 0.65 * share);
            observer_(PredictionSnapshot{step, qualifiedId(task.set, task.id),
                                         static_cast<int>(test), candidate});
        }
    }
}

// More views agree from mark to mark.
void ScriptedRun::showInterimAnswers(int64_t step) {
    const int64_t every =
        request_.config.adapt.answerEvery * static_cast<int64_t>(request_.tasks.size());
    if (every == 0 || step % every != 0 || step == plannedSteps_) return;
    const double share = static_cast<double>(step) / static_cast<double>(plannedSteps_);
    for (const SolverTask& task : request_.tasks) {
        for (size_t test = 0; test < task.queries.size(); ++test) {
            result_.interim.push_back({step,
                                       qualifiedId(task.set, task.id),
                                       static_cast<int>(test),
                                       {partlyMirrored(task.queries[test], share)},
                                       share});
            observer_(result_.interim.back());
        }
    }
}

void ScriptedRun::answerAll(bool withTtt) {
    const Clock::time_point answeringStart = Clock::now();
    for (size_t i = 0; i < request_.tasks.size() && !stop_.stop_requested(); ++i) {
        const auto answers = answerTask(request_.tasks[i], withTtt);
        if (!answers) break;
        (withTtt ? result_.tasks[i].withTtt : result_.tasks[i].withoutTtt) = *answers;
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - answeringStart).count();
    (withTtt ? result_.seconds.decode : result_.seconds.baseline) = seconds;
}

// Nothing when stopped before the last test.
std::optional<std::vector<TestAnswer>> ScriptedRun::answerTask(const SolverTask& task,
                                                               bool withTtt) {
    const std::string id = qualifiedId(task.set, task.id);
    const BaselineStore store(request_.baselines);
    const bool stored = !withTtt && !request_.baselines.empty();
    const std::string key = baselineKey(task, model_.sha256, request_.config);
    if (stored) {
        if (const auto kept = store.find(key)) {
            observer_(LogMessage{"the answers of " + id + " without TTT are known"});
            announce(id, withTtt, *kept);
            return kept;
        }
    }
    std::vector<TestAnswer> answers;
    for (size_t test = 0; test < task.queries.size(); ++test) {
        answers.push_back(answerTest(task, static_cast<int>(test), withTtt));
        if (stop_.stop_requested()) return std::nullopt;
    }
    announce(id, withTtt, answers);
    if (stored) store.keep(key, answers);
    return answers;
}

TestAnswer ScriptedRun::answerTest(const SolverTask& task, int test, bool withTtt) {
    TestAnswer answer;
    const Value& query = task.queries[static_cast<size_t>(test)];
    for (const Value& value : scriptedAnswers(task, query, withTtt)) {
        wait(options_.testDelay);
        Candidate candidate;
        candidate.viewIndex = static_cast<int>(answer.candidates.size());
        candidate.answer = value;
        if (std::holds_alternative<std::string>(value)) {
            candidate.raw = scriptedText(task, query, withTtt);
            candidate.options = scriptedOptions(task, query, value, withTtt ? 0.9 : 0.6);
        }
        candidate.logProbability = -1.5 * (candidate.viewIndex + 1);
        candidate.cellProbabilities = confidence(value, 0.9);
        answer.candidates.push_back(std::move(candidate));
    }
    answer.attempts = {answer.candidates.front().answer, answer.candidates.back().answer};
    answer.attempts.resize(std::min<size_t>(2, static_cast<size_t>(request_.config.vote.attempts)));
    answer.agreement = 2.0 / 3;
    return answer;
}

void ScriptedRun::announce(const std::string& taskId, bool withTtt,
                           const std::vector<TestAnswer>& answers) {
    for (size_t test = 0; test < answers.size(); ++test) {
        const int index = static_cast<int>(test);
        for (const Candidate& candidate : answers[test].candidates) {
            observer_(
                CandidateFound{withTtt ? result_.steps : 0, taskId, index, withTtt, candidate});
        }
        observer_(AttemptsChosen{taskId, index, withTtt, answers[test].attempts});
    }
}

void ScriptedRun::writeAdapter() const {
    const AdaptConfig& adapt = request_.config.adapt;
    const nlohmann::json config{{"peft_type", "LORA"},
                                {"base_model_name_or_path", model_.name},
                                {"r", adapt.loraRank},
                                {"lora_alpha", adapt.loraAlpha}};
    writeFileAtomically(request_.adapterOut / "adapter_config.json", config.dump(2) + "\n");
}

} // namespace ttt
