#include "core/engine/together_run.h"

#include "core/adapt/co_training.h"
#include "core/engine/torch_errors.h"
#include "core/kernels/parallel_tasks.h"

#include <algorithm>

namespace ttt {

namespace {

// The base as several threads may use it at once.
RunParts sharedParts(const RunParts& parts) {
    std::shared_ptr<LanguageModel> base = parts.base->clone(WeightUse::Frozen);
    for (const LinearGroup* group : base->linearGroups()) {
        group->keepConverted(base->computeType());
    }
    RunParts shared = parts;
    shared.base = std::move(base);
    return shared;
}

class TogetherRun {
public:
    TogetherRun(const RunParts& parts, const std::vector<RunRequest>& requests,
                const TogetherObserver& observer, const std::stop_token& stop)
        : parts_(sharedParts(parts)),
          observer_(observer),
          training_(*parts_.base),
          told_(requests.size()) {
        for (size_t i = 0; i < requests.size(); ++i) {
            observers_.push_back([this, i](const RunEvent& event) {
                if (holdsBack_) {
                    told_[i].push_back(event);
                } else {
                    observer_(i, event);
                }
            });
        }
        for (size_t i = 0; i < requests.size(); ++i) {
            runs_.push_back(makeSteppedRun(parts_, requests[i], observers_[i], stop,
                                           static_cast<int64_t>(requests.size())));
        }
    }

    std::vector<RunResult> play() {
        for (const auto& run : runs_) {
            run->begin();
            if (!run->wantsStep()) continue;
            members_.push_back(run.get());
            training_.add(run->model(), *run->trainer());
        }
        while (step()) {
        }
        return finish();
    }

private:
    // False where no run wants another step.
    bool step() {
        std::vector<size_t> active;
        for (size_t i = 0; i < members_.size(); ++i) {
            if (members_[i]->wantsStep()) active.push_back(i);
        }
        if (active.empty()) return false;
        std::vector<CoTraining::Share> shares;
        try {
            translateTorchErrors([&] { shares = training_.differentiate(active); });
        } catch (const Error& error) {
            for (const size_t i : active) members_[i]->fail(error);
            return true;
        }
        for (size_t i = 0; i < active.size(); ++i) {
            SteppedRun& run = *members_[active[i]];
            run.step(
                [&] { return run.trainer()->finishStep(shares[i].lossNats, shares[i].tokens); });
        }
        return true;
    }

    // On several threads; what they tell is passed on by this one.
    std::vector<RunResult> finish() {
        std::vector<RunResult> results(runs_.size());
        holdsBack_ = true;
        forEachTask(static_cast<int64_t>(runs_.size()), [&](int64_t i) {
            const auto index = static_cast<size_t>(i);
            results[index] = runs_[index]->finish();
        });
        holdsBack_ = false;
        for (size_t i = 0; i < told_.size(); ++i) {
            for (const RunEvent& event : told_[i]) observer_(i, event);
        }
        return results;
    }

    RunParts parts_;
    const TogetherObserver& observer_;
    CoTraining training_;
    bool holdsBack_ = false;
    std::vector<std::vector<RunEvent>> told_; // held back, one list a run
    std::vector<RunObserver> observers_;
    std::vector<std::unique_ptr<SteppedRun>> runs_;
    std::vector<SteppedRun*> members_; // those that train
};

} // namespace

bool canTrainTogether(const std::vector<RunRequest>& requests, const LanguageModel& model) {
    if (requests.size() < 2 || !model.takesRowGroups()) return false;
    return std::ranges::all_of(requests, [&](const RunRequest& request) {
        return request.config == requests.front().config && request.adapterIn.empty() &&
               request.config.adapt.method == "lora" && request.config.adapt.loraDropout == 0;
    });
}

std::vector<RunResult> runTasksTogether(const RunParts& parts,
                                        const std::vector<RunRequest>& requests,
                                        const TogetherObserver& observer,
                                        const std::stop_token& stop) {
    return TogetherRun(parts, requests, observer, stop).play();
}

} // namespace ttt
