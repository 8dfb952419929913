#include "core/adapt/test_time_trainer.h"
#include "core/base/error.h"
#include "core/decode/decoder.h"
#include "tests/support/digit_codec.h"
#include "tests/support/mirror_task.h"
#include "tests/support/small_decoders.h"

#include <ATen/core/grad_mode.h>
#include <QtTest/QtTest>

#include <cmath>
#include <map>

using namespace ttt;

namespace {

constexpr double kLogTolerance = 1e-3; // nats, over a whole answer

DecodeConfig decodeBy(const std::string& strategy) {
    DecodeConfig config;
    config.strategy = strategy;
    return config;
}

bool isLegal(const Value& answer) {
    const Grid& grid = std::get<Grid>(answer);
    return !grid.empty() && grid.height() <= kMaxSide && grid.width() <= kMaxSide &&
           std::ranges::max(grid.cells()) < kColours;
}

// Greedy without a cache: a whole forward for every token.
DecodedAnswer greedyByHand(const LanguageModel& model, const TaskCodec& codec,
                           const Prompt& prompt) {
    TokenSequence sequence = codec.encode(prompt);
    const auto grammar = codec.startAnswer(prompt);
    DecodedAnswer answer;
    while (!grammar->finished()) {
        grammar->appendPosition(sequence);
        const PackedBatch batch = packSequences(std::span(&sequence, 1), model.device());
        const ClassRange range = grammar->allowed();
        const at::Tensor logs = at::log_softmax(
            test::logitsOf(model, batch)[-1].slice(0, range.begin, range.end).to(at::kDouble), 0);
        const auto best = logs.argmax().item<int64_t>();
        grammar->advance(range.begin + static_cast<int>(best));
        answer.logProbability += logs[best].item<double>();
        answer.tokenProbabilities.push_back(
            static_cast<float>(std::exp(logs[best].item<double>())));
    }
    answer.answer = grammar->answer();
    return answer;
}

double scoreOf(const LanguageModel& model, const TaskCodec& codec, const Prompt& prompt,
               const Value& answer) {
    const std::vector<std::vector<Value>> answers{{answer}};
    return scoreAnswers(model, codec, std::span(&prompt, 1), answers, {}).at(0).at(0);
}

std::vector<DecodedAnswer> decodeOne(const LanguageModel& model, const TaskCodec& codec,
                                     const Prompt& prompt, const DecodeConfig& config) {
    return decodePrompts(model, codec, std::span(&prompt, 1), config, 0, {});
}

} // namespace

class TestDecode : public QObject {
    Q_OBJECT

    ArcCodec codec_;
    test::DigitCodec digits_;
    // Trained a little, so that its answers are small grids with some doubt left.
    std::unique_ptr<ArcDecoder> model_;
    std::vector<Prompt> prompts_;

    // Gives sharper distributions than random weights do.
    static ArcDecoder digitModel(double sharpness) {
        ArcDecoder model = test::randomDecoder(11);
        const at::NoGradGuard noGrad;
        model.head().weight.mul_(sharpness);
        return model;
    }
    static Prompt digitPrompt(const std::string& text) { return {{}, text, 0, {}}; }

private Q_SLOTS:
    void initTestCase() {
        model_ = std::make_unique<ArcDecoder>(test::randomDecoder(3));
        const FewShotTask task = test::mirrorTask("m", 2);
        Episode episode;
        episode.demonstrations = {task.examples[0], task.examples[1]};
        episode.query = task.examples[2];
        RunConfig config;
        config.adapt.steps = 25;
        config.adapt.batchTokens = 0;
        config.adapt.batchSize = 1;
        config.optimizer.fullLearningRate = 3e-3;
        TestTimeTrainer trainer(*model_, codec_, config, {episode}, {});
        for (int step = 0; step < 25; ++step) trainer.step();
        for (const Query& query : task.queries) {
            prompts_.push_back({task.examples, query.input, 0, {}});
            prompts_.push_back({{task.examples[1]}, query.input, 0, {}});
        }
    }
    void cleanupTestCase() { model_.reset(); }

    void greedyWithACacheIsGreedyByWholeForwards() {
        const auto answers = decodePrompts(*model_, codec_, prompts_, decodeBy("greedy"), 0, {});
        QCOMPARE(answers.size(), prompts_.size());
        for (size_t i = 0; i < prompts_.size(); ++i) {
            const DecodedAnswer expected = greedyByHand(*model_, codec_, prompts_[i]);
            QCOMPARE(answers[i].prompt, i);
            QCOMPARE(answers[i].answer, expected.answer);
            QVERIFY(std::abs(answers[i].logProbability - expected.logProbability) < kLogTolerance);
            QCOMPARE(answers[i].tokenProbabilities.size(), expected.tokenProbabilities.size());
            for (size_t t = 0; t < expected.tokenProbabilities.size(); ++t) {
                QVERIFY(std::abs(answers[i].tokenProbabilities[t] -
                                 expected.tokenProbabilities[t]) < kLogTolerance);
            }
        }
    }

    void theBatchDoesNotChangeTheAnswers() {
        DecodeConfig one = decodeBy("greedy");
        one.batchTokens = 1024; // a prompt at a time
        DecodeConfig many = decodeBy("greedy");
        many.batchTokens = 1 << 20;
        const auto apart = decodePrompts(*model_, codec_, prompts_, one, 0, {});
        const auto together = decodePrompts(*model_, codec_, prompts_, many, 0, {});
        QCOMPARE(apart.size(), together.size());
        for (size_t i = 0; i < apart.size(); ++i) {
            QCOMPARE(apart[i].prompt, together[i].prompt);
            QCOMPARE(apart[i].answer, together[i].answer);
            QVERIFY(std::abs(apart[i].logProbability - together[i].logProbability) < kLogTolerance);
        }
    }

    void draftsChangeNothing_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"right", "one cell off", "another size", "none"}) {
            QTest::newRow(kind) << QString(kind);
        }
    }
    void draftsChangeNothing() {
        QFETCH(QString, kind);
        for (const char* strategy : {"greedy", "sample"}) {
            DecodeConfig config = decodeBy(strategy);
            config.samples = 2;
            const auto plain = decodePrompts(*model_, codec_, prompts_, config, 5, {});
            const auto draft = [&](size_t prompt,
                                   std::span<const DecodedAnswer>) -> std::optional<Value> {
                const auto known = std::ranges::find(plain, prompt, &DecodedAnswer::prompt);
                Grid grid = std::get<Grid>(known->answer);
                if (kind == "none") return std::nullopt;
                if (kind == "another size") return Grid(grid.height() + 1, grid.width());
                if (kind == "one cell off") {
                    uint8_t& cell = grid.at(grid.height() / 2, grid.width() / 2);
                    cell = static_cast<uint8_t>((cell + 1) % kColours);
                }
                return grid;
            };
            const auto drafted = decodePrompts(*model_, codec_, prompts_, config, 5, {}, draft);
            QCOMPARE(drafted.size(), plain.size());
            for (size_t i = 0; i < plain.size(); ++i) {
                QCOMPARE(drafted[i].prompt, plain[i].prompt);
                QCOMPARE(drafted[i].answer, plain[i].answer);
                QVERIFY(std::abs(drafted[i].logProbability - plain[i].logProbability) <
                        kLogTolerance);
            }
        }
    }

    void theFirstAnswerIsThereBeforeTheOthersAreDrafted() {
        std::vector<size_t> known(prompts_.size());
        decodePrompts(*model_, codec_, prompts_, decodeBy("greedy"), 0, {},
                      [&](size_t prompt, std::span<const DecodedAnswer> soFar) {
                          known[prompt] = soFar.size();
                          return std::optional<Value>();
                      });
        QCOMPARE(known[0], size_t{0});
        for (size_t i = 1; i < known.size(); ++i) QVERIFY(known[i] >= 1);
    }

    void anAnswersProbabilityIsItsScore() {
        for (const char* strategy : {"greedy", "sample", "depth-first"}) {
            DecodeConfig config = decodeBy(strategy);
            config.minProbability = 1e-3;
            config.maxBranches = 4;
            config.temperature = 0.5;
            for (const DecodedAnswer& decoded :
                 decodePrompts(*model_, codec_, prompts_, config, 0, {})) {
                const double score =
                    scoreOf(*model_, codec_, prompts_[decoded.prompt], decoded.answer);
                QVERIFY(std::abs(score - decoded.logProbability) < kLogTolerance);
                double product = 0;
                for (const float p : decoded.tokenProbabilities) product += std::log(p);
                QVERIFY(std::abs(product - decoded.logProbability) < kLogTolerance);
            }
        }
    }

    void depthFirstWithACutOffOfOneIsGreedy() {
        DecodeConfig config = decodeBy("depth-first");
        config.minProbability = 1;
        const auto greedy = decodePrompts(*model_, codec_, prompts_, decodeBy("greedy"), 0, {});
        const auto searched = decodePrompts(*model_, codec_, prompts_, config, 0, {});
        QCOMPARE(searched.size(), greedy.size());
        for (size_t i = 0; i < greedy.size(); ++i) {
            QCOMPARE(searched[i].answer, greedy[i].answer);
            QVERIFY(std::abs(searched[i].logProbability - greedy[i].logProbability) < 1e-6);
        }
    }

    void depthFirstFindsExactlyTheAnswersAboveTheCutOff() {
        for (const double sharpness : {0.5, 1.0, 2.0}) {
            const ArcDecoder model = digitModel(sharpness);
            for (const char* text : {"4", "271", "90210"}) {
                const Prompt prompt = digitPrompt(text);
                std::map<Value, double> all;
                double total = 0;
                for (const Value& answer : test::DigitCodec::allAnswers()) {
                    all[answer] = scoreOf(model, digits_, prompt, answer);
                    total += std::exp(all[answer]);
                }
                QVERIFY(std::abs(total - 1) < 1e-3);
                const Value greedy =
                    decodeOne(model, digits_, prompt, decodeBy("greedy")).front().answer;
                for (const double cutOff : {0.3, 0.03, 0.003}) {
                    DecodeConfig config = decodeBy("depth-first");
                    config.minProbability = cutOff;
                    config.maxBranches = 256;
                    std::map<Value, double> found;
                    for (const DecodedAnswer& decoded : decodeOne(model, digits_, prompt, config)) {
                        QVERIFY(found.emplace(decoded.answer, decoded.logProbability).second);
                        QVERIFY(std::abs(decoded.logProbability - all.at(decoded.answer)) <
                                kLogTolerance);
                    }
                    for (const auto& [answer, logProbability] : all) {
                        // The greedy answer is there in any case.
                        const double margin = logProbability - std::log(cutOff);
                        if (std::abs(margin) < kLogTolerance) continue;
                        QCOMPARE(found.contains(answer), margin > 0 || answer == greedy);
                    }
                }
            }
        }
    }

    void depthFirstStopsAtItsMostAnswers() {
        const ArcDecoder model = digitModel(0.5);
        DecodeConfig config = decodeBy("depth-first");
        config.minProbability = 1e-6;
        config.maxBranches = 5;
        const Prompt prompt = digitPrompt("12");
        const auto found = decodeOne(model, digits_, prompt, config);
        QCOMPARE(found.size(), size_t{5});
        QCOMPARE(found.front().answer,
                 decodeOne(model, digits_, prompt, decodeBy("greedy")).front().answer);
    }

    void samplesDependOnTheSeedAlone() {
        const ArcDecoder model = digitModel(1);
        const std::vector<Prompt> prompts{digitPrompt("3"), digitPrompt("77")};
        DecodeConfig config = decodeBy("sample");
        config.samples = 20;
        const auto draw = [&](uint64_t seed) {
            std::vector<std::pair<size_t, Value>> drawn;
            for (const DecodedAnswer& decoded :
                 decodePrompts(model, digits_, prompts, config, seed, {})) {
                drawn.emplace_back(decoded.prompt, decoded.answer);
            }
            return drawn;
        };
        const auto first = draw(1);
        QCOMPARE(first.size(), size_t{40});
        QCOMPARE(first[19].first, size_t{0});
        QCOMPARE(first[20].first, size_t{1});
        QVERIFY(first == draw(1));
        QVERIFY(first != draw(2));
        QVERIFY(std::ranges::count(first, first[0]) < 20);
    }

    void samplesFollowTheModelsProbabilities() {
        const ArcDecoder model = digitModel(1);
        const Prompt prompt = digitPrompt("58");
        DecodeConfig config = decodeBy("sample");
        config.samples = 64;
        std::map<Value, double> share;
        constexpr int kRounds = 20;
        for (uint64_t seed = 0; seed < kRounds; ++seed) {
            for (const DecodedAnswer& decoded :
                 decodePrompts(model, digits_, std::span(&prompt, 1), config, seed, {})) {
                share[decoded.answer] += 1.0 / (64 * kRounds);
            }
        }
        for (const Value& answer : test::DigitCodec::allAnswers()) {
            const double p = std::exp(scoreOf(model, digits_, prompt, answer));
            const double deviation = std::sqrt(p * (1 - p) / (64 * kRounds));
            QVERIFY(std::abs(share[answer] - p) < 5 * deviation + 1e-3);
        }
    }

    void aLowTemperatureIsGreedy() {
        DecodeConfig config = decodeBy("sample");
        config.temperature = 0.01;
        const ArcDecoder model = digitModel(4);
        for (const char* text : {"1", "22", "333"}) {
            const Prompt prompt = digitPrompt(text);
            QCOMPARE(decodeOne(model, digits_, prompt, config).front().answer,
                     decodeOne(model, digits_, prompt, decodeBy("greedy")).front().answer);
        }
    }

    void everyAnswerIsALegalGrid() {
        const ArcDecoder random = test::randomDecoder(5, at::kFloat, {1, 48, 1, 48, 32});
        DecodeConfig config = decodeBy("sample");
        config.samples = 12;
        const auto answers =
            decodePrompts(random, codec_, std::span(prompts_).first(1), config, 3, {});
        QCOMPARE(answers.size(), size_t{12});
        for (const DecodedAnswer& decoded : answers) {
            QVERIFY(isLegal(decoded.answer));
            QCOMPARE(decoded.tokenProbabilities.size(),
                     2 + static_cast<size_t>(gridOf(decoded.answer).area()));
        }
    }

    void scoresOfSeveralAnswersAreThoseOfEachAlone() {
        Rng random(1);
        const std::vector<Prompt> prompts(prompts_.begin(), prompts_.begin() + 2);
        std::vector<std::vector<Value>> answers;
        for (int i = 0; i < 3; ++i) {
            answers.push_back({test::randomGrid(random, 6), test::randomGrid(random, 6)});
        }
        const auto scores = scoreAnswers(*model_, codec_, prompts, answers, {});
        QCOMPARE(scores.size(), size_t{3});
        for (size_t a = 0; a < 3; ++a) {
            for (size_t p = 0; p < 2; ++p) {
                const double alone = scoreOf(*model_, codec_, prompts[p], answers[a][p]);
                QVERIFY(std::abs(scores[a][p] - alone) < kLogTolerance);
                QVERIFY(alone < 0);
            }
        }
        QVERIFY(scoreAnswers(*model_, codec_, {}, {}, {}).empty());
    }

    void aRequestedStopEndsDecodingWithinAToken() {
        std::stop_source stop;
        stop.request_stop();
        const auto none =
            decodePrompts(*model_, codec_, prompts_, decodeBy("greedy"), 0, stop.get_token());
        QVERIFY(none.empty());
        const std::vector<std::vector<Value>> answers{
            std::vector<Value>(prompts_.size(), Grid::fromText("1"))};
        QVERIFY(scoreAnswers(*model_, codec_, prompts_, answers, stop.get_token()).empty());
    }

    void anUnknownStrategyIsAnError() {
        try {
            decodeOne(*model_, codec_, prompts_[0], decodeBy("beam"));
            QFAIL("decoded");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::NotFound);
            QVERIFY(error.message().find("beam") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(TestDecode)
#include "test_decode.moc"
