#include "core/engine/task_run.h"

#include "core/adapt/test_time_trainer.h"
#include "core/base/error.h"
#include "core/engine/text_answering.h"
#include "core/engine/torch_errors.h"
#include "core/kernels/devices.h"
#include "core/models/adapter_folder.h"
#include "core/models/lora.h"
#include "core/runs/baseline_store.h"
#include "core/transforms/adaptation_set.h"
#include "core/transforms/episode_stream.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <torch/version.h>

namespace ttt {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int64_t kHeldOutEvery = 5;   // steps between measurements of held-out loss
constexpr size_t kTextsInSnapshot = 8; // questions of a task of texts, which may have hundreds

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::string> idsOf(const std::vector<SolverTask>& tasks) {
    std::vector<std::string> ids;
    for (const SolverTask& task : tasks) ids.push_back(qualifiedId(task.set, task.id));
    return ids;
}

class TaskRun : public SteppedRun {
public:
    TaskRun(const RunParts& parts, const RunRequest& request, const RunObserver& observer,
            const std::stop_token& stop, int64_t together)
        : parts_(parts),
          request_(request),
          config_(request.config),
          observer_(observer),
          stop_(stop),
          start_(Clock::now()) {
        result_.model = parts.model.name;
        result_.modelHash = parts.model.sha256;
        result_.device = parts.base->device().str();
        result_.seconds.load = parts.loadSeconds;
        result_.trainedTogether = together;
        for (const std::string& id : idsOf(request.tasks)) result_.tasks.push_back({id, {}, {}});
    }

    void begin() override {
        guarded([&] {
            forgetPeakMemory(parts_.base->device());
            const bool trainsWeights =
                (trains() && config_.adapt.method != "lora") || holdsAllWeights(request_.adapterIn);
            model_ = parts_.base->clone(trainsWeights ? WeightUse::Trained : WeightUse::Frozen);
            if (trains()) {
                enter(Phase::Augmenting);
                makeTrainer();
            }
            announce();
            if (!trainer_) return;
            enter(Phase::Training);
            trainingBegan_ = Clock::now();
        });
    }

    bool wantsStep() const override {
        return trainer_ && !failed() && !agreed_ && !stop_.stop_requested() &&
               result_.steps < trainer_->plannedSteps();
    }

    void step(const std::function<StepMetrics()>& take) override {
        guarded([&] { note(take()); });
    }

    void fail(const Error& error) override {
        result_.status = RunStatus::Failed;
        result_.error = error.what();
    }

    TestTimeTrainer* trainer() override { return trainer_.get(); }
    LanguageModel& model() override { return *model_; }

    RunResult finish() override {
        guarded([&] { answerAll(); });
        if (result_.status == RunStatus::Done && stop_.stop_requested()) {
            result_.status = RunStatus::Stopped;
        }
        result_.seconds.total = parts_.loadSeconds + secondsSince(start_);
        result_.peakMemoryBytes = peakMemory(parts_.base->device());
        enter(Phase::Finished);
        return result_;
    }

private:
    bool trains() const { return config_.adapt.method != "none" && request_.adapterIn.empty(); }

    bool failed() const { return result_.status == RunStatus::Failed; }

    void enter(Phase phase) { observer_(PhaseChanged{phase, secondsSince(start_) * 1e3}); }

    // Torch errors are translated here: the engine's border.
    template <typename Work>
    void guarded(const Work& work) {
        if (failed()) return;
        try {
            translateTorchErrors(work);
        } catch (const Error& error) {
            fail(error);
        }
    }

    void answerAll() {
        if (trainer_) {
            trainer_.reset();
            if (!stop_.stop_requested()) saveAdapter();
        } else if (adapts()) {
            loadAdapterFolder(*model_, request_.adapterIn);
        }
        if (stop_.stop_requested()) return;
        if (!askedWithoutTtt_ && (config_.run.baseline || !adapts())) answerWithoutTtt();
        if (!adapts() || stop_.stop_requested()) return;
        mergeLora(*model_);
        answerWithTtt();
    }

    // Where it cannot be kept the run has failed, and answers with it all the same.
    void saveAdapter() {
        if (request_.adapterOut.empty() || !config_.run.saveAdapter) return;
        try {
            saveAdapterFolder(*model_, config_.adapt, parts_.model.name, request_.adapterOut);
        } catch (const Error& error) {
            fail(error);
        }
    }

    void announce() {
        RunStarted started;
        started.taskIds = idsOf(request_.tasks);
        started.model = parts_.model.name;
        started.modelHash = parts_.model.sha256;
        started.device = result_.device;
        started.libtorchVersion = TORCH_VERSION;
        started.threads = at::get_num_threads();
        started.episodes = result_.episodes;
        if (trainer_) {
            started.plannedSteps = trainer_->plannedSteps();
            started.trainableParameters = trainer_->trainableParameters();
        }
        observer_(started);
    }

    bool adapts() const { return trains() || !request_.adapterIn.empty(); }

    void makeTrainer() {
        const Clock::time_point began = Clock::now();
        const TaskCodec& codec = *parts_.reading.codec;
        const TokenCounter tokens = [&](const Episode& e) {
            return codec.countTokens(e, config_.adapt);
        };
        std::vector<Episode> episodes;
        NextEpisode stream;
        if (config_.adapt.episodes == "random-orders") {
            const auto source = std::make_shared<EpisodeStream>(request_.tasks, config_, tokens);
            stream = [source] { return source->next(); };
        } else {
            for (const SolverTask& task : request_.tasks) {
                AdaptationSet set = buildAdaptationSet(task, config_, tokens);
                std::ranges::move(set.episodes, std::back_inserter(episodes));
            }
            requireEpisodes(episodes);
        }
        result_.episodes = static_cast<int64_t>(episodes.size());
        trainer_ = std::make_unique<TestTimeTrainer>(*model_, codec, config_, std::move(episodes),
                                                     std::move(stream));
        result_.seconds.augment = secondsSince(began);
    }

    void requireEpisodes(const std::vector<Episode>& episodes) const {
        if (!episodes.empty()) return;
        throw Error(ErrorKind::BadInput, result_.tasks.front().taskId,
                    "no training episode has fewer than " + std::to_string(config_.task.maxTokens) +
                        " tokens",
                    "raise task.max_tokens, or take adapt.episodes random-orders");
    }

    void answerWithoutTtt() {
        askedWithoutTtt_ = true;
        enter(Phase::Baseline);
        const Clock::time_point began = Clock::now();
        for (size_t i = 0; i < request_.tasks.size() && !stop_.stop_requested(); ++i) {
            result_.tasks[i].withoutTtt = baselineAnswers(i);
            report(i, result_.tasks[i].withoutTtt, false);
        }
        result_.seconds.baseline = secondsSince(began);
    }

    std::vector<TestAnswer> baselineAnswers(size_t i) {
        const BaselineStore store(request_.baselines);
        const bool keeps = !request_.baselines.empty();
        const std::string key = baselineKey(request_.tasks[i], parts_.model.sha256, config_);
        if (const auto kept = keeps ? store.find(key) : std::nullopt) {
            announceCandidates(i, *kept, false);
            return *kept;
        }
        std::vector<TestAnswer> answers = answer(*parts_.base, i, false);
        if (keeps && !stop_.stop_requested()) store.keep(key, answers);
        return answers;
    }

    // What is known of a task's answers so far, to draft the next ones.
    std::span<const TestAnswer> knownAnswers(size_t i) const {
        return marked_.empty() ? result_.tasks[i].withoutTtt : marked_[i];
    }

    AnsweringModel answering(const LanguageModel& model) const {
        return {model, *parts_.reading.codec, parts_.reading.format};
    }

    std::vector<TestAnswer> answer(const LanguageModel& model, size_t i, bool withTtt) {
        return answerTask(
            answering(model), request_.tasks[i], config_,
            [&](int test, const Candidate& candidate) {
                observer_(CandidateFound{withTtt ? result_.steps : 0, result_.tasks[i].taskId, test,
                                         withTtt, candidate});
            },
            stop_, knownAnswers(i));
    }

    void report(size_t i, const std::vector<TestAnswer>& answers, bool withTtt) {
        for (size_t test = 0; test < answers.size(); ++test) {
            observer_(AttemptsChosen{result_.tasks[i].taskId, static_cast<int>(test), withTtt,
                                     answers[test].attempts, answers[test].rescored});
        }
        if (stop_.stop_requested()) return;
        for (const std::string& remark : remarksOn(answers)) {
            observer_(LogMessage{result_.tasks[i].taskId + " " + remark});
        }
    }

    void note(StepMetrics metrics) {
        result_.steps = metrics.step;
        result_.trainedTokens += metrics.tokens;
        if (!result_.firstLossNats) result_.firstLossNats = metrics.lossNats;
        result_.lastLossNats = metrics.lossNats;
        metrics.heldOutLossNats = heldOutLoss();
        metrics.elapsedMs = (secondsSince(trainingBegan_) - pausedSeconds_) * 1e3;
        observer_(metrics);
        const Clock::time_point paused = Clock::now();
        takeSnapshots();
        answerAtMark();
        pausedSeconds_ += secondsSince(paused);
        result_.seconds.train = secondsSince(trainingBegan_) - pausedSeconds_;
    }

    double heldOutLoss() const {
        const auto episode = heldOutEpisode(request_.tasks.front(), config_);
        const bool due = episode && result_.steps % kHeldOutEvery == 0;
        return due ? trainer_->heldOutLoss(*episode) : std::numeric_limits<double>::quiet_NaN();
    }

    // What the untrained model says comes after the first step, which nothing should delay.
    void takeSnapshots() {
        const int64_t every = config_.run.snapshotEvery;
        if (every == 0) return;
        if (result_.steps == 1) takeSnapshot(*parts_.base, 0);
        const bool last = result_.steps == trainer_->plannedSteps();
        if (!last && result_.steps % every == 0) takeSnapshot(*model_, result_.steps);
    }

    void takeSnapshot(const LanguageModel& model, int64_t step) {
        for (size_t i = 0; i < request_.tasks.size(); ++i) {
            const SolverTask& task = request_.tasks[i];
            const std::string& id = result_.tasks[i].taskId;
            if (parts_.reading.format != nullptr) {
                for (const TestCandidate& found : answerPlainlyInText(
                         answering(model), task, kTextsInSnapshot, config_, stop_)) {
                    observer_(PredictionSnapshot{step, id, found.test, found.candidate});
                }
                continue;
            }
            for (int test = 0; test < static_cast<int>(task.queries.size()); ++test) {
                std::optional<Value>& shown = snapshots_[{i, test}];
                const auto found =
                    answerPlainly(answering(model), task, test, config_, stop_, shown);
                if (found) {
                    shown = found->answer;
                    observer_(PredictionSnapshot{step, id, test, *found});
                }
            }
        }
    }

    // Answers come early and get better: without TTT after the first step, then at every mark
    // before the last step. Training may end where the views agree well.
    void answerAtMark() {
        if (stop_.stop_requested()) return;
        const int64_t every =
            config_.adapt.answerEvery * static_cast<int64_t>(request_.tasks.size());
        // Runs that are trained together are answered by several threads after their training.
        const bool early = result_.trainedTogether == 1 || every > 0;
        if (result_.steps == 1 && config_.run.baseline && early) {
            answerWithoutTtt();
            enter(Phase::Training);
        }
        const bool last = result_.steps == trainer_->plannedSteps();
        if (every == 0 || result_.steps % every != 0 || last) return;
        const Clock::time_point began = Clock::now();
        std::vector<std::vector<TestAnswer>> answers;
        for (size_t i = 0; i < request_.tasks.size() && !stop_.stop_requested(); ++i) {
            answers.push_back(answerTask(
                answering(*model_), request_.tasks[i], config_, [](int, const Candidate&) {}, stop_,
                knownAnswers(i)));
            if (!stop_.stop_requested()) reportMark(i, answers.back());
        }
        result_.seconds.decode += secondsSince(began);
        if (stop_.stop_requested()) return;
        marked_ = std::move(answers);
        agreed_ = viewsAgree(marked_, config_.adapt.stopAgreement);
        if (agreed_) {
            observer_(LogMessage{"the views agree: training ends after step " +
                                 std::to_string(result_.steps)});
        }
    }

    void reportMark(size_t i, const std::vector<TestAnswer>& answers) {
        for (size_t test = 0; test < answers.size(); ++test) {
            result_.interim.push_back({result_.steps, result_.tasks[i].taskId,
                                       static_cast<int>(test), answers[test].attempts,
                                       answers[test].agreement});
            observer_(result_.interim.back());
        }
    }

    void answerWithTtt() {
        enter(Phase::Predicting);
        const Clock::time_point began = Clock::now();
        for (size_t i = 0; i < request_.tasks.size() && !stop_.stop_requested(); ++i) {
            std::vector<TestAnswer> answers = agreed_ ? marked_[i] : answer(*model_, i, true);
            if (agreed_) announceCandidates(i, answers, true); // those of a mark are not told of
            if (stop_.stop_requested()) break;
            report(i, answers, true);
            result_.tasks[i].withTtt = std::move(answers);
        }
        result_.seconds.decode += secondsSince(began);
    }

    // Tells of the candidates of answers that were not decoded just now.
    void announceCandidates(size_t i, const std::vector<TestAnswer>& answers, bool withTtt) const {
        for (size_t test = 0; test < answers.size(); ++test) {
            for (const Candidate& candidate : answers[test].candidates) {
                observer_(CandidateFound{withTtt ? result_.steps : 0, result_.tasks[i].taskId,
                                         static_cast<int>(test), withTtt, candidate});
            }
        }
    }

    const RunParts& parts_;
    const RunRequest& request_;
    const RunConfig& config_;
    const RunObserver& observer_;
    const std::stop_token& stop_;
    Clock::time_point start_;
    Clock::time_point trainingBegan_;
    double pausedSeconds_ = 0; // spent on snapshots and marks, not on training
    RunResult result_;
    std::unique_ptr<LanguageModel> model_;
    std::unique_ptr<TestTimeTrainer> trainer_;
    bool askedWithoutTtt_ = false;
    std::vector<std::vector<TestAnswer>> marked_; // of the last mark, one list a task
    bool agreed_ = false;                         // the views, at that mark
    std::map<std::pair<size_t, int>, std::optional<Value>> snapshots_; // last of task and test
};

} // namespace

std::unique_ptr<SteppedRun> makeSteppedRun(const RunParts& parts, const RunRequest& request,
                                           const RunObserver& observer, const std::stop_token& stop,
                                           int64_t together) {
    return std::make_unique<TaskRun>(parts, request, observer, stop, together);
}

RunResult runTasks(const RunParts& parts, const RunRequest& request, const RunObserver& observer,
                   const std::stop_token& stop) {
    TaskRun run(parts, request, observer, stop, 1);
    run.begin();
    while (run.wantsStep()) run.step([&] { return run.trainer()->step(); });
    return run.finish();
}

} // namespace ttt
