#include "core/engine/benchmark/benchmark.h"

#include "core/adapt/trainer.h"
#include "core/base/files.h"
#include "core/decode/decode_session.h"
#include "core/engine/benchmark/benchmark_load.h"
#include "core/engine/benchmark/benchmark_text.h"
#include "core/engine/torch_errors.h"
#include "core/models/arc_decoder_file.h"
#include "core/tokens/arc_codec.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kWarmUps = 3;
constexpr int kFewestRepetitions = 5;

// What one repetition did; seconds cover the measured part of it only.
struct Work {
    double tokens = 0;
    double flops = 0;
    double sequences = 0;
    double seconds = 0;
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::unique_ptr<Optimizer> makeOptimizer(const LanguageModel& model, const std::string& name) {
    const AdamWSettings adamw;
    return name == "muon" ? makeMuon(model.weights(), {0.95, 0.05}, adamw)
                          : makeAdamW(model.weights(), adamw);
}

double countTokens(const std::vector<TokenSequence>& batch) {
    double tokens = 0;
    for (const TokenSequence& sequence : batch) tokens += sequence.length();
    return tokens;
}

// Repeats `once` (given the number of the repetition) and fills in everything but the gemm rate.
BenchmarkResult measure(const BenchmarkConfig& config, const std::stop_token& stop,
                        const std::function<Work(size_t)>& once) {
    for (size_t i = 0; i < kWarmUps && !stop.stop_requested(); ++i) once(i);
    std::vector<double> rates;
    Work total;
    const Clock::time_point start = Clock::now();
    while (rates.empty() || (!stop.stop_requested() && (rates.size() < kFewestRepetitions ||
                                                        secondsSince(start) < config.seconds))) {
        const Work work = once(kWarmUps + rates.size());
        rates.push_back(work.tokens / work.seconds);
        total.tokens += work.tokens;
        total.flops += work.flops;
        total.sequences += work.sequences;
    }
    std::ranges::sort(rates);
    BenchmarkResult result;
    result.repetitions = static_cast<int64_t>(rates.size());
    result.tokensPerSecond = rates[rates.size() / 2];
    result.slowestTokensPerSecond = rates.front();
    result.fastestTokensPerSecond = rates.back();
    result.flopsPerToken = total.flops / total.tokens;
    result.tokensPerStep = total.tokens / static_cast<double>(rates.size());
    result.sequencesPerStep = total.sequences / static_cast<double>(rates.size());
    return result;
}

BenchmarkResult measureTraining(LanguageModel& model, const BenchmarkConfig& config,
                                const std::stop_token& stop) {
    // Rates at which random grids are not learnt too fast: a step costs the same at any rate.
    constexpr LearningRates kRates{1e-4, 1e-4};
    const auto batches = benchmarkBatches(config);
    Trainer trainer(model, model.weights(), makeOptimizer(model, config.optimizer), 1.0);
    const double firstLoss = trainer.loss(batches[0]);
    BenchmarkResult result = measure(config, stop, [&](size_t i) -> Work {
        const auto& batch = batches[i % batches.size()];
        const Clock::time_point start = Clock::now();
        trainer.step(batch, kRates);
        return {countTokens(batch), 3 * forwardFlops(model, batch),
                static_cast<double>(batch.size()), secondsSince(start)};
    });
    result.firstLossNats = firstLoss;
    return result;
}

// What the model reads: texts or episodes.
std::vector<std::vector<TokenSequence>> batchesFor(const LanguageModel& model,
                                                   const BenchmarkConfig& config) {
    const auto* text = dynamic_cast<const TextDecoder*>(&model);
    return text == nullptr ? benchmarkBatches(config)
                           : benchmarkTexts(config, text->shape().vocabulary);
}

BenchmarkResult measurePrefill(LanguageModel& model, const BenchmarkConfig& config,
                               const std::stop_token& stop) {
    const at::NoGradGuard noGrad;
    const auto batches = batchesFor(model, config);
    const double head = 2 * static_cast<double>(model.head().weight.numel());
    return measure(config, stop, [&](size_t i) -> Work {
        const auto& batch = batches[i % batches.size()];
        const Clock::time_point start = Clock::now();
        const PackedBatch packed = packSequences(batch, model.device());
        model.forward(packed, false);
        const double asked = static_cast<double>(packed.targets.rows.size(0));
        return {countTokens(batch), forwardFlops(model, batch) - head * asked,
                static_cast<double>(batch.size()), secondsSince(start)};
    });
}

// Adapters on frozen weights, as at test time.
BenchmarkResult measureTextTraining(TextDecoder& model, const BenchmarkConfig& config,
                                    const std::stop_token& stop) {
    constexpr LearningRates kRates{1e-4, 0};
    const auto batches = benchmarkTexts(config, model.shape().vocabulary);
    const std::vector<NamedTensor> adapters = attachBenchmarkAdapters(model, config.seed);
    Trainer trainer(model, adapters, makeAdamW(adapters, {}), 1.0);
    const double firstLoss = trainer.loss(batches[0]);
    BenchmarkResult result = measure(config, stop, [&](size_t i) -> Work {
        const auto& batch = batches[i % batches.size()];
        const Clock::time_point start = Clock::now();
        trainer.step(batch, kRates);
        return {countTokens(batch), frozenTrainingFlops(model, batch),
                static_cast<double>(batch.size()), secondsSince(start)};
    });
    result.firstLossNats = firstLoss;
    return result;
}

BenchmarkResult measureTextDecoding(TextDecoder& model, const BenchmarkConfig& config,
                                    const std::stop_token& stop) {
    constexpr int64_t kTokens = 32;
    const auto batches = benchmarkTexts(config, model.shape().vocabulary);
    const double token = linearFlops(model) + 2 * static_cast<double>(model.head().weight.numel());
    return measure(config, stop, [&](size_t i) {
        const auto& texts = batches[i % batches.size()];
        Work work{.sequences = static_cast<double>(texts.size())};
        double visible = 0;
        Clock::time_point start;
        work.tokens =
            decodeTexts(model, texts, kTokens, visible, [&start] { start = Clock::now(); });
        work.seconds = secondsSince(start);
        work.flops = token * work.tokens + attentionFlops(model, visible);
        return work;
    });
}

int likeliest(const at::Tensor& logits, ClassRange allowed) {
    const auto* values = logits.const_data_ptr<float>();
    return static_cast<int>(std::max_element(values + allowed.begin, values + allowed.end) -
                            values);
}

// Greedy answers to all prompts in lockstep. Their sizes are given, so that the amount of work does
// not depend on the weights; every cell is chosen.
class GreedyAnswers {
public:
    GreedyAnswers(const LanguageModel& model, const std::vector<Episode>& episodes)
        : prompts_(promptsOf(episodes)), session_(model, encoded(), 1, longestAnswer(episodes)) {
        for (size_t i = 0; i < episodes.size(); ++i) {
            const Grid& output = gridOf(episodes[i].query.output);
            sizes_.push_back({kColours + output.height() - 1, kColours + output.width() - 1});
            grammars_.push_back(codec_.startAnswer(prompts_[i]));
            places_.push_back(session_.start(i));
        }
    }

    // Counts tokens, and in `visible` the positions that they attended to.
    Work decode(double& visible, const std::stop_token& stop) {
        Work work{.sequences = static_cast<double>(prompts_.size())};
        const Clock::time_point start = Clock::now();
        for (size_t step = 0; !stop.stop_requested(); ++step) {
            std::vector<size_t> active;
            std::vector<const AnswerGrammar*> grammars;
            std::vector<CachePlace> places;
            for (size_t i = 0; i < grammars_.size(); ++i) {
                if (grammars_[i]->finished()) continue;
                active.push_back(i);
                grammars.push_back(grammars_[i].get());
                places.push_back(places_[i]);
            }
            if (active.empty()) break;
            const at::Tensor logits = session_.step(grammars, places);
            for (size_t row = 0; row < active.size(); ++row) {
                const size_t i = active[row];
                AnswerGrammar& grammar = *grammars_[i];
                places_[i] = places[row];
                visible += static_cast<double>(places[row].length);
                grammar.advance(step < 2 ? sizes_[i][step]
                                         : likeliest(logits[static_cast<int64_t>(row)].contiguous(),
                                                     grammar.allowed()));
            }
            work.tokens += static_cast<double>(active.size());
        }
        work.seconds = secondsSince(start);
        return work;
    }

private:
    static std::vector<Prompt> promptsOf(const std::vector<Episode>& episodes) {
        std::vector<Prompt> prompts;
        for (const Episode& episode : episodes) {
            prompts.push_back({episode.demonstrations, episode.query.input, 0, {}});
        }
        return prompts;
    }
    std::vector<TokenSequence> encoded() const {
        std::vector<TokenSequence> sequences;
        for (const Prompt& prompt : prompts_) sequences.push_back(codec_.encode(prompt));
        return sequences;
    }
    static int64_t longestAnswer(const std::vector<Episode>& episodes) {
        int64_t longest = 0;
        for (const Episode& episode : episodes) {
            longest = std::max<int64_t>(longest, 3 + gridOf(episode.query.output).area());
        }
        return longest;
    }

    ArcCodec codec_;
    std::vector<Prompt> prompts_;
    DecodeSession session_;
    std::vector<std::array<int, 2>> sizes_; // classes of height and width
    std::vector<std::unique_ptr<AnswerGrammar>> grammars_;
    std::vector<CachePlace> places_;
};

BenchmarkResult measureDecoding(LanguageModel& model, const BenchmarkConfig& config,
                                const std::stop_token& stop) {
    const auto batches = benchmarkEpisodes(config);
    const double token = linearFlops(model) + 2 * static_cast<double>(model.head().weight.numel());
    return measure(config, stop, [&](size_t i) {
        GreedyAnswers answers(model, batches[i % batches.size()]);
        double visible = 0;
        Work work = answers.decode(visible, stop);
        work.flops = token * work.tokens + attentionFlops(model, visible);
        return work;
    });
}

json toJson(const TokenSequence& sequence) {
    return {{"ids", sequence.ids},
            {"positions", sequence.positions},
            {"visible_ends", sequence.visibleEnd},
            {"targets", sequence.targets},
            {"weights", sequence.lossWeights}};
}

} // namespace

BenchmarkResult runBenchmark(const BenchmarkConfig& config, const std::stop_token& stop) {
    BenchmarkResult result;
    translateTorchErrors([&] {
        if (config.threads > 0) at::set_num_threads(config.threads);
        const std::unique_ptr<LanguageModel> model = benchmarkModel(config);
        auto* text = dynamic_cast<TextDecoder*>(model.get());
        if (text != nullptr && config.kind == "train") {
            result = measureTextTraining(*text, config, stop);
        } else if (text != nullptr && config.kind == "decode") {
            result = measureTextDecoding(*text, config, stop);
        } else if (config.kind == "train") {
            result = measureTraining(*model, config, stop);
        } else if (config.kind == "prefill") {
            result = measurePrefill(*model, config, stop);
        } else {
            result = measureDecoding(*model, config, stop);
        }
        const double rows =
            config.kind == "decode" ? result.sequencesPerStep : result.tokensPerStep;
        const double rate = gemmFlopRate(*model, static_cast<int64_t>(rows));
        result.gemmGflops = rate / 1e9;
        result.shareOfGemm = result.flopsPerToken * result.tokensPerSecond / rate;
        result.threads = at::get_num_threads();
    });
    return result;
}

void exportBatches(const BenchmarkConfig& config, const std::filesystem::path& path) {
    translateTorchErrors([&] {
        if (config.threads > 0) at::set_num_threads(config.threads);
        const std::unique_ptr<LanguageModel> model = benchmarkModel(config);
        const Trainer trainer(*model, {}, makeAdamW({}, {}), 0);
        json batches = json::array();
        for (const auto& batch : batchesFor(*model, config)) {
            json sequences = json::array();
            for (const TokenSequence& sequence : batch) sequences.push_back(toJson(sequence));
            batches.push_back({{"loss", trainer.loss(batch)}, {"sequences", sequences}});
        }
        writeFileAtomically(path, json{{"dtype", config.dtype}, {"batches", batches}}.dump());
    });
}

void exportWeights(const BenchmarkConfig& config, const std::filesystem::path& path) {
    translateTorchErrors([&] {
        const std::unique_ptr<LanguageModel> model = benchmarkModel(config);
        if (const auto* decoder = dynamic_cast<const ArcDecoder*>(model.get())) {
            saveArcDecoder(*decoder, path, {});
        } else {
            throw Error(ErrorKind::BadInput, config.model, "only ARC decoders can be exported");
        }
    });
}

} // namespace ttt
