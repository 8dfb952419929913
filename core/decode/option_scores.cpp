#include "core/decode/option_scores.h"

#include "core/decode/decode_session.h"
#include "core/tasks/text_options.h"

#include <algorithm>
#include <map>

namespace ttt {

namespace {

using Options = std::vector<std::string>;

// Prompts that may be answered with the same options; `places` among all prompts.
void scoreGroup(const LanguageModel& model, const TaskCodec& codec, std::span<const Prompt> prompts,
                std::span<const size_t> places, const Options& options, const std::stop_token& stop,
                std::vector<std::vector<OptionScore>>& scores) {
    std::vector<TokenSequence> asked;
    for (const size_t place : places) asked.push_back(codec.encode(prompts[place]));
    std::vector<std::vector<TokenSequence>> answers; // [options][places]
    int64_t longest = 1;
    for (const std::string& option : options) {
        std::vector<TokenSequence>& given = answers.emplace_back();
        for (const size_t place : places) {
            given.push_back(codec.encodeAnswer(prompts[place], option));
            longest = std::max<int64_t>(longest, given.back().length());
        }
    }
    DecodeSession session(model, asked, 1, longest);
    std::vector<std::vector<double>> logs;
    for (const std::vector<TokenSequence>& given : answers) {
        if (stop.stop_requested()) return;
        logs.push_back(session.score(given));
    }
    for (size_t i = 0; i < places.size(); ++i) {
        for (size_t k = 0; k < options.size(); ++k) {
            scores[places[i]].push_back({options[k], logs[k][i]});
        }
    }
}

} // namespace

std::vector<std::vector<OptionScore>> scoreOptions(const LanguageModel& model,
                                                   const TaskCodec& codec,
                                                   std::span<const Prompt> prompts,
                                                   const std::stop_token& stop, size_t atOnce) {
    std::map<Options, std::vector<size_t>> groups;
    for (size_t i = 0; i < prompts.size(); ++i) {
        Options options = optionsOf(prompts[i].form, prompts[i].demonstrations, prompts[i].query);
        if (!options.empty()) groups[std::move(options)].push_back(i);
    }
    std::vector<std::vector<OptionScore>> scores(prompts.size());
    for (const auto& [options, places] : groups) {
        for (size_t first = 0; first < places.size(); first += atOnce) {
            if (stop.stop_requested()) return scores;
            const size_t count = std::min(atOnce, places.size() - first);
            scoreGroup(model, codec, prompts, std::span(places).subspan(first, count), options,
                       stop, scores);
        }
    }
    return scores;
}

} // namespace ttt
