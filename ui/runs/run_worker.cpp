#include "ui/runs/run_worker.h"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

namespace ttt {

namespace {

// On Linux niceness belongs to a thread, and threads that it starts inherit it. Lowered before the
// first engine call, LibTorch's own threads leave the window enough of two cores to stay quick.
void lowerPriority() {
    constexpr int kNiceness = 10;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
}

} // namespace

RunWorker::RunWorker(MakeEngine makeEngine)
    : makeEngine_(std::move(makeEngine)),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {}

RunWorker::~RunWorker() {
    thread_.request_stop();
    thread_.join();
}

void RunWorker::submit(Job job) {
    {
        const std::scoped_lock lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void RunWorker::ask(const std::string& topic, Job question) {
    {
        const std::scoped_lock lock(mutex_);
        const auto waiting =
            std::ranges::find(questions_, topic, &std::pair<std::string, Job>::first);
        if (waiting != questions_.end()) {
            waiting->second = std::move(question);
        } else {
            questions_.emplace_back(topic, std::move(question));
        }
    }
    wake_.notify_one();
}

bool RunWorker::takeNext(Job& job, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!wake_.wait(lock, stop, [this] { return !jobs_.empty() || !questions_.empty(); })) {
        return false;
    }
    if (stop.stop_requested()) return false;
    if (!jobs_.empty()) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
    } else {
        job = std::move(questions_.front().second);
        questions_.pop_front();
    }
    return true;
}

void RunWorker::serve(const std::stop_token& stop) {
    lowerPriority();
    Job job;
    while (takeNext(job, stop)) perform(job, stop);
    engine_.reset();
}

void RunWorker::perform(const Job& job, const std::stop_token& stop) {
    std::string problem;
    try {
        if (!engine_) engine_ = makeEngine_ ? makeEngine_() : nullptr;
        if (!engine_) problem = "this program was built without an engine";
    } catch (const std::exception& error) {
        problem = error.what();
    }
    if (problem.empty()) {
        job.work(*engine_, stop);
    } else if (job.refused) {
        job.refused(problem);
    }
}

} // namespace ttt
