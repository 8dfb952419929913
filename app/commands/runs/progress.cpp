#include "app/commands/runs/progress.h"

#include "app/commands/command.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr auto kBarInterval = std::chrono::milliseconds(100);
constexpr auto kLineInterval = std::chrono::seconds(5);
constexpr int64_t kBarCells = 24;

std::string barText(int64_t step, int64_t steps) {
    const int64_t full =
        steps > 0 ? std::clamp(kBarCells * step / steps, int64_t{0}, kBarCells) : 0;
    return "[" + std::string(static_cast<size_t>(full), '#') +
           std::string(static_cast<size_t>(kBarCells - full), '-') + "]";
}

} // namespace

Progress::Progress(std::ostream& err, bool bar, std::string label)
    : err_(err), bar_(bar), label_(std::move(label)) {}

Progress::~Progress() {
    if (barShown_) err_ << "\r\x1b[K" << std::flush;
}

void Progress::show(const std::string& text) {
    const Clock::time_point now = Clock::now();
    if (now < nextShow_) return;
    nextShow_ = now + (bar_ ? Clock::duration(kBarInterval) : Clock::duration(kLineInterval));
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const std::string line = label_ + "  " + text + "  " + numberText("%.1f s", seconds);
    if (bar_) {
        err_ << "\r\x1b[K" << line << std::flush;
        barShown_ = true;
    } else {
        err_ << line << "\n" << std::flush;
    }
}

void Progress::keep(const std::string& text) {
    err_ << (barShown_ ? "\r\x1b[K" : "") << text << std::flush;
    barShown_ = false;
}

void Progress::keepLine(const std::string& text) { keep(label_ + "  " + text + "\n"); }

void Progress::note(const RunEvent& event) {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
        plannedSteps_ = started->plannedSteps;
    } else if (const auto* change = std::get_if<PhaseChanged>(&event)) {
        if (change->phase == Phase::Finished) return; // how it ended is said by the result
        phase_ = nameOf(change->phase);
        candidates_ = 0;
        show(phase_);
    } else if (const auto* step = std::get_if<StepMetrics>(&event)) {
        show(barText(step->step, plannedSteps_) + " step " + std::to_string(step->step) + "/" +
             std::to_string(plannedSteps_) + "  loss " + numberText("%.4f", step->lossNats));
    } else if (const auto* interim = std::get_if<InterimAnswer>(&event)) {
        keepLine("after step " + std::to_string(interim->step) + ", test " +
                 std::to_string(interim->test) + ": " +
                 numberText("%.0f %% of the views agree", interim->agreement * 100));
    } else if (const auto* message = std::get_if<LogMessage>(&event)) {
        keepLine(message->text);
    } else if (std::holds_alternative<CandidateFound>(event)) {
        show(std::string(phase_) + ": " + std::to_string(++candidates_) + " candidates");
    }
}

} // namespace ttt
