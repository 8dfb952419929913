#include "core/engine/answering.h"

#include "core/decode/decoder.h"
#include "core/engine/text_answering.h"
#include "core/transforms/grid_transforms.h"
#include "core/transforms/prompts.h"
#include "core/vote/vote.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace ttt {

namespace {

// Room for an answer as large as the query, the usual case.
PromptTokenCounter counterFor(const TaskCodec& codec) {
    return [&codec](const Prompt& prompt) {
        return codec.countTokens(prompt) + gridOf(prompt.query).area() + 3;
    };
}

// Cell values that were decoded row by row in the view, in the order of the task's own orientation.
std::vector<float> probabilitiesMappedBack(const Grid& answer, const std::vector<float>& tokens,
                                           const Provenance& provenance) {
    if (tokens.size() < static_cast<size_t>(answer.area())) return {};
    const auto cells = std::span(tokens).last(static_cast<size_t>(answer.area()));
    Grid rows(answer.height(), answer.width());
    Grid columns(answer.height(), answer.width());
    for (int r = 0; r < answer.height(); ++r) {
        for (int c = 0; c < answer.width(); ++c) {
            rows.at(r, c) = static_cast<uint8_t>(r);
            columns.at(r, c) = static_cast<uint8_t>(c);
        }
    }
    const GridTransform& back = inverseOf(findTransform(provenance.transform));
    const Grid fromRow = back(rows);
    const Grid fromColumn = back(columns);
    std::vector<float> mapped;
    for (size_t i = 0; i < fromRow.cells().size(); ++i) {
        const int index = fromRow.cells()[i] * answer.width() + fromColumn.cells()[i];
        mapped.push_back(cells[static_cast<size_t>(index)]);
    }
    return mapped;
}

Candidate candidateFrom(const DecodedAnswer& decoded, const Prompt& prompt) {
    const Grid& answer = gridOf(decoded.answer);
    Candidate candidate;
    candidate.view = viewName(prompt.provenance);
    candidate.viewIndex = static_cast<int>(decoded.prompt);
    candidate.answer = mappedBack(answer, prompt.provenance);
    candidate.logProbability = decoded.logProbability;
    candidate.cellProbabilities =
        probabilitiesMappedBack(answer, decoded.tokenProbabilities, prompt.provenance);
    return candidate;
}

bool outputsHaveTheInputsSize(const std::vector<Example>& pairs) {
    return std::ranges::all_of(pairs, [](const Example& pair) {
        const Grid& input = gridOf(pair.input);
        const Grid& output = gridOf(pair.output);
        return input.height() == output.height() && input.width() == output.width();
    });
}

// What a view's answer will likely be: that of the first view, else the earlier answer, else the
// query itself where the task keeps sizes, as most of its cells then stay.
DraftAnswer draftsFrom(std::span<const Prompt> prompts, std::optional<Value> before) {
    return [prompts, before = std::move(before)](
               size_t index, std::span<const DecodedAnswer> soFar) -> std::optional<Value> {
        const Prompt& prompt = prompts[index];
        std::optional<Value> known = before;
        if (!soFar.empty()) {
            const Prompt& first = prompts[soFar.front().prompt];
            known = mappedBack(gridOf(soFar.front().answer), first.provenance);
        }
        if (known) {
            return transformed(*known, findTransform(prompt.provenance.transform),
                               prompt.provenance.colours);
        }
        if (outputsHaveTheInputsSize(prompt.demonstrations)) return prompt.query;
        return std::nullopt;
    };
}

// Each leader as it reads under each of the views, scored by the model.
std::vector<RescoredAnswer> rescore(const AnsweringModel& with, const std::vector<Tally>& leaders,
                                    std::span<const Prompt> views, const std::stop_token& stop) {
    std::vector<std::vector<Value>> answers;
    for (const Tally& leader : leaders) {
        std::vector<Value> perView;
        for (const Prompt& view : views) {
            perView.push_back(transformed(leader.answer, findTransform(view.provenance.transform),
                                          view.provenance.colours));
        }
        answers.push_back(std::move(perView));
    }
    const auto scores = scoreAnswers(with.model, with.codec, views, answers, stop);
    std::vector<RescoredAnswer> rescored; // fewer where stop was requested
    for (const std::vector<double>& perView : scores) {
        rescored.push_back(
            {leaders[rescored.size()].answer, std::accumulate(perView.begin(), perView.end(), 0.0) /
                                                  static_cast<double>(perView.size())});
    }
    return rescored;
}

std::vector<Value> votedAttempts(TestAnswer& answer, const AnsweringModel& with,
                                 const VoteConfig& config, std::span<const Prompt> prompts,
                                 const std::stop_token& stop) {
    const int attempts = static_cast<int>(config.attempts);
    std::vector<Tally> leaders = countVotes(answer.candidates);
    if (config.rule != "rescored" || leaders.size() < 2 || stop.stop_requested()) {
        return vote(answer.candidates, config.rule, attempts);
    }
    leaders.resize(std::min(leaders.size(), static_cast<size_t>(config.rescoreCandidates)));
    const size_t views = std::min(prompts.size(), static_cast<size_t>(config.rescoreViews));
    answer.rescored = rescore(with, leaders, prompts.first(views), stop);
    if (stop.stop_requested()) { // part of the scores says nothing
        answer.rescored.clear();
        return vote(answer.candidates, config.rule, attempts);
    }
    std::vector<double> means;
    for (const RescoredAnswer& leader : answer.rescored) means.push_back(leader.meanLogProbability);
    return attemptsByScore(leaders, means, attempts);
}

std::optional<Value> firstAttempt(const TestAnswer& answer) {
    if (answer.attempts.empty()) return std::nullopt;
    return answer.attempts.front();
}

double agreementWith(const std::vector<Value>& attempts, const std::vector<Candidate>& candidates) {
    if (attempts.empty() || candidates.empty()) return 0;
    const auto agreeing = std::ranges::count(candidates, attempts.front(), &Candidate::answer);
    return static_cast<double>(agreeing) / static_cast<double>(candidates.size());
}

} // namespace

PromptTokenCounter roomForAnswer(const TaskCodec& codec) {
    return [&codec](const Prompt& prompt) {
        return codec.countTokens(prompt) + codec.answerTokens(prompt);
    };
}

void chooseAttempts(TestAnswer& answer, const AnsweringModel& with, const RunConfig& config,
                    std::span<const Prompt> prompts, const std::stop_token& stop) {
    answer.droppedDemonstrations = droppedDemonstrations(prompts, config.decode);
    if (answer.candidates.empty()) {
        answer.missing = prompts.empty()
                             ? "no prompt has fewer than " + std::to_string(config.task.maxTokens) +
                                   " tokens (task.max_tokens)"
                             : "no view gave an answer that can be read";
        return;
    }
    answer.attempts = votedAttempts(answer, with, config.vote, prompts, stop);
    answer.agreement = agreementWith(answer.attempts, answer.candidates);
}

std::vector<std::string> remarksOn(std::span<const TestAnswer> answers) {
    std::map<std::string, std::vector<size_t>> tests;
    for (size_t test = 0; test < answers.size(); ++test) {
        const TestAnswer& answer = answers[test];
        if (answer.attempts.empty()) {
            tests[answer.missing].push_back(test);
        } else if (answer.droppedDemonstrations > 0) {
            tests["at most " + std::to_string(answer.droppedDemonstrations) +
                  " demonstrations of a view are left out, to stay under task.max_tokens"]
                .push_back(test);
        }
    }
    std::vector<std::string> remarks;
    for (const auto& [remark, of] : tests) {
        remarks.push_back((of.size() == 1 ? "test " + std::to_string(of.front())
                                          : std::to_string(of.size()) + " tests") +
                          ": " + remark);
    }
    return remarks;
}

std::vector<TestAnswer> answerTask(const AnsweringModel& with, const SolverTask& task,
                                   const RunConfig& config, const CandidateObserver& observer,
                                   const std::stop_token& stop,
                                   std::span<const TestAnswer> before) {
    if (with.format != nullptr) return answerInText(with, task, config, observer, stop);
    std::vector<TestAnswer> answers;
    for (int test = 0; test < static_cast<int>(task.queries.size()); ++test) {
        const std::vector<Prompt> prompts =
            buildPrompts(task, test, config, counterFor(with.codec));
        const auto index = static_cast<size_t>(test);
        const DraftAnswer draft =
            draftsFrom(prompts, index < before.size() ? firstAttempt(before[index]) : std::nullopt);
        TestAnswer answer;
        for (const DecodedAnswer& decoded :
             decodePrompts(with.model, with.codec, prompts, config.decode,
                           static_cast<uint64_t>(config.run.seed), stop, draft)) {
            answer.candidates.push_back(candidateFrom(decoded, prompts[decoded.prompt]));
            observer(test, answer.candidates.back());
        }
        if (stop.stop_requested()) return answers;
        chooseAttempts(answer, with, config, prompts, stop);
        answers.push_back(std::move(answer));
    }
    return answers;
}

std::optional<Candidate> answerPlainly(const AnsweringModel& with, const SolverTask& task, int test,
                                       const RunConfig& config, const std::stop_token& stop,
                                       const std::optional<Value>& before) {
    RunConfig plain = config;
    plain.decode = DecodeConfig{};
    plain.decode.views = 1;
    plain.decode.naturalViews = 1;
    const std::vector<Prompt> prompts = buildPrompts(task, test, plain, counterFor(with.codec));
    const std::vector<DecodedAnswer> decoded = decodePrompts(
        with.model, with.codec, prompts, plain.decode, 0, stop, draftsFrom(prompts, before));
    if (decoded.empty()) return std::nullopt;
    return candidateFrom(decoded.front(), prompts.front());
}

bool viewsAgree(std::span<const std::vector<TestAnswer>> tasks, double share) {
    if (share <= 0) return false;
    return std::ranges::all_of(tasks, [&](const std::vector<TestAnswer>& tests) {
        return std::ranges::all_of(
            tests, [&](const TestAnswer& answer) { return answer.agreement >= share; });
    });
}

} // namespace ttt
