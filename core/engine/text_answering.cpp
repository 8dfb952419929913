#include "core/engine/text_answering.h"

#include "core/base/utf8.h"
#include "core/decode/decoder.h"
#include "core/decode/option_scores.h"
#include "core/transforms/grid_transforms.h"
#include "core/transforms/prompts.h"

#include <algorithm>

namespace ttt {

namespace {

// The views of some queries, one query after the other.
struct Questions {
    std::vector<Prompt> prompts;
    std::vector<size_t> firsts; // place of each query's first prompt, then the number of prompts

    std::span<const Prompt> of(size_t test) const {
        return std::span(prompts).subspan(firsts[test], firsts[test + 1] - firsts[test]);
    }
    int viewOf(size_t prompt) const {
        const auto test = static_cast<size_t>(prompts[prompt].test);
        return static_cast<int>(prompt - firsts[test]);
    }
};

Questions questionsOf(const AnsweringModel& with, const SolverTask& task, size_t tests,
                      const RunConfig& config) {
    const PromptTokenCounter tokens = roomForAnswer(with.codec);
    Questions questions{{}, {0}};
    for (size_t test = 0; test < tests; ++test) {
        std::ranges::move(buildPrompts(task, static_cast<int>(test), config, tokens),
                          std::back_inserter(questions.prompts));
        questions.firsts.push_back(questions.prompts.size());
    }
    return questions;
}

// Of each query under its first view; empty lists where none is asked for.
std::vector<std::vector<OptionScore>> scoredOptions(const AnsweringModel& with,
                                                    const Questions& questions,
                                                    const RunConfig& config,
                                                    const std::stop_token& stop) {
    std::vector<std::vector<OptionScore>> scores(questions.firsts.size() - 1);
    if (!config.decode.scoreOptions) return scores;
    std::vector<Prompt> first;
    std::vector<size_t> tests;
    for (size_t test = 0; test < scores.size(); ++test) {
        if (questions.of(test).empty()) continue;
        first.push_back(questions.of(test).front());
        tests.push_back(test);
    }
    auto found = scoreOptions(with.model, with.codec, first, stop);
    for (size_t i = 0; i < tests.size(); ++i) scores[tests[i]] = std::move(found[i]);
    return scores;
}

std::optional<Candidate> candidateFrom(const DecodedAnswer& decoded, const Questions& questions,
                                       const PromptFormat& format) {
    const Prompt& prompt = questions.prompts[decoded.prompt];
    Candidate candidate;
    // An answer that ends for want of tokens may end within a character.
    candidate.raw = mendedUtf8(std::get<std::string>(decoded.answer));
    const std::optional<Value> read = format.readAnswer(candidate.raw, prompt.form);
    if (!read) return std::nullopt;
    const Grid* grid = std::get_if<Grid>(&*read);
    candidate.answer = grid != nullptr ? Value(mappedBack(*grid, prompt.provenance)) : *read;
    candidate.view = viewName(prompt.provenance);
    candidate.viewIndex = questions.viewOf(decoded.prompt);
    candidate.logProbability = decoded.logProbability;
    return candidate;
}

// The text of the likeliest candidate that gave the answer.
std::string rawOf(const Value& answer, const std::vector<Candidate>& candidates) {
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates) {
        if (candidate.answer != answer) continue;
        if (best == nullptr || candidate.logProbability > best->logProbability) best = &candidate;
    }
    return best == nullptr ? std::string() : best->raw;
}

} // namespace

std::vector<TestAnswer> answerInText(const AnsweringModel& with, const SolverTask& task,
                                     const RunConfig& config, const CandidateObserver& observer,
                                     const std::stop_token& stop) {
    const Questions questions = questionsOf(with, task, task.queries.size(), config);
    const auto options = scoredOptions(with, questions, config, stop);
    std::vector<TestAnswer> answers(task.queries.size());
    decodePrompts(with.model, with.codec, questions.prompts, config.decode,
                  static_cast<uint64_t>(config.run.seed), stop, {},
                  [&](const DecodedAnswer& decoded) {
                      auto candidate = candidateFrom(decoded, questions, *with.format);
                      if (!candidate) return;
                      const int test = questions.prompts[decoded.prompt].test;
                      if (candidate->viewIndex == 0) {
                          candidate->options = options[static_cast<size_t>(test)];
                      }
                      answers[static_cast<size_t>(test)].candidates.push_back(*candidate);
                      observer(test, *candidate);
                  });
    if (stop.stop_requested()) return {};
    for (size_t test = 0; test < answers.size(); ++test) {
        TestAnswer& answer = answers[test];
        std::ranges::stable_sort(answer.candidates, {}, &Candidate::viewIndex);
        chooseAttempts(answer, with, config, questions.of(test), stop);
        for (const Value& attempt : answer.attempts) {
            answer.raw.push_back(rawOf(attempt, answer.candidates));
        }
    }
    return answers;
}

std::vector<TestCandidate> answerPlainlyInText(const AnsweringModel& with, const SolverTask& task,
                                               size_t tests, const RunConfig& config,
                                               const std::stop_token& stop) {
    RunConfig plain = config;
    plain.decode.strategy = "greedy";
    plain.decode.views = plain.decode.naturalViews = 1;
    plain.decode.orders = std::min<int64_t>(plain.decode.orders, 1);
    const Questions questions =
        questionsOf(with, task, std::min(tests, task.queries.size()), plain);
    const auto options = scoredOptions(with, questions, plain, stop);
    std::vector<TestCandidate> found;
    for (const DecodedAnswer& decoded :
         decodePrompts(with.model, with.codec, questions.prompts, plain.decode, 0, stop)) {
        const int test = questions.prompts[decoded.prompt].test;
        if (!found.empty() && found.back().test == test) continue;
        if (auto candidate = candidateFrom(decoded, questions, *with.format)) {
            candidate->options = options[static_cast<size_t>(test)];
            found.push_back({test, std::move(*candidate)});
        }
    }
    return found;
}

} // namespace ttt
