// Answers to a task's queries: views, decoding, mapping back, and the vote. The same for a model
// before and after test-time training.
#pragma once

#include "core/config/run_config.h"
#include "core/models/language_model.h"
#include "core/runs/run_result.h"
#include "core/tokens/prompt_format.h"
#include "core/tokens/task_codec.h"
#include "core/transforms/prompts.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

struct AnsweringModel {
    const LanguageModel& model;
    const TaskCodec& codec;
    const PromptFormat* format; // of a model that writes text; null where the codec has cells
};

// Called for each candidate, with its test.
using CandidateObserver = std::function<void(int test, const Candidate&)>;

// One answer a test; without attempts where no prompt fits. Shorter where stop was requested.
// `before`: earlier answers to the same task, as those without TTT, which make decoding faster
// where they are still right; may be empty.
std::vector<TestAnswer> answerTask(const AnsweringModel& with, const SolverTask& task,
                                   const RunConfig& config, const CandidateObserver& observer,
                                   const std::stop_token& stop,
                                   std::span<const TestAnswer> before = {});

// The greedy answer of one test under the identity view, to watch training. `before`: an earlier
// answer, as above.
std::optional<Candidate> answerPlainly(const AnsweringModel& with, const SolverTask& task, int test,
                                       const RunConfig& config, const std::stop_token& stop,
                                       const std::optional<Value>& before = {});

// Tokens of a prompt with the longest answer that may follow.
PromptTokenCounter roomForAnswer(const TaskCodec& codec);

// Attempts and agreement of a test from its candidates, as config.vote says, or why there are none;
// `prompts` are its views.
void chooseAttempts(TestAnswer& answer, const AnsweringModel& with, const RunConfig& config,
                    std::span<const Prompt> prompts, const std::stop_token& stop);

// What a user should be told of a task's answers beside their attempts, once for all tests of which
// it is so: "test 0: ...", "240 tests: ...". None where all is as asked for.
std::vector<std::string> remarksOn(std::span<const TestAnswer> answers);

// Whether at least `share` of the views give the first attempt of every test of every task; never
// for a share of 0.
bool viewsAgree(std::span<const std::vector<TestAnswer>> tasks, double share);

} // namespace ttt
