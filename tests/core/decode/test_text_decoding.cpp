#include "core/base/random.h"
#include "core/config/config_json.h"
#include "core/decode/decode_session.h"
#include "core/decode/option_scores.h"
#include "core/engine/answering.h"
#include "core/engine/task_reading.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/item_draw.h"
#include "core/transforms/prompts.h"
#include "tests/support/tiny_text_models.h"

#include <ATen/core/grad_mode.h>
#include <QtTest/QtTest>

using namespace ttt;
using namespace ttt::test;

namespace {

// Reads given tokens one after the other.
class GivenAnswer : public AnswerGrammar {
public:
    GivenAnswer(int64_t place, std::vector<int32_t> ids) : place_(place), ids_(std::move(ids)) {}
    std::unique_ptr<AnswerGrammar> clone() const override {
        return std::make_unique<GivenAnswer>(*this);
    }
    bool finished() const override { return next_ == ids_.size(); }
    ClassRange allowed() const override { return {0, 1}; }
    void advance(int) override { ++next_; }
    void appendPosition(TokenSequence& sequence) const override {
        sequence.features = sequence.axes = 1;
        const auto place = static_cast<int32_t>(place_ + static_cast<int64_t>(next_));
        sequence.ids.push_back(ids_[next_]);
        sequence.positions.push_back(place);
        sequence.visibleEnd.push_back(place + 1);
        sequence.targets.push_back(kNoTarget);
        sequence.lossWeights.push_back(0);
    }
    Value answer() const override { return std::string(); }

private:
    int64_t place_;
    std::vector<int32_t> ids_;
    size_t next_ = 0;
};

// A few-shot beginning with different questions, one of them empty.
std::vector<TokenSequence> promptsWithCommonBeginning(int vocabulary) {
    Rng random(3);
    std::vector<int32_t> beginning;
    for (int i = 0; i < 40; ++i) beginning.push_back(random.below(vocabulary));
    std::vector<TokenSequence> prompts;
    for (const int rest : {7, 0, 12, 1}) {
        std::vector<int32_t> ids = beginning;
        for (int i = 0; i < rest; ++i) ids.push_back((rest + 5 * i) % vocabulary);
        prompts.push_back(textSequence(ids));
    }
    return prompts;
}

// Logits after three more tokens, each prompt's row.
at::Tensor logitsAfter(const LanguageModel& model, std::span<const TokenSequence> prompts,
                       int64_t expectedPrefix) {
    DecodeSession session(model, prompts, 1, 5);
    if (session.prefixLength() != expectedPrefix) return {};
    std::vector<GivenAnswer> answers;
    std::vector<CachePlace> places;
    for (size_t i = 0; i < prompts.size(); ++i) {
        answers.emplace_back(prompts[i].length(), std::vector<int32_t>{1, 2, 3});
        places.push_back(session.start(i));
    }
    at::Tensor logits;
    for (int step = 0; step < 3; ++step) {
        std::vector<const AnswerGrammar*> grammars;
        for (const GivenAnswer& answer : answers) grammars.push_back(&answer);
        logits = session.step(grammars, places);
        for (GivenAnswer& answer : answers) answer.advance(0);
    }
    return logits;
}

} // namespace

class TestTextDecoding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCommonBeginningIsComputedOnceAndChangesNothing() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            const auto prompts =
                promptsWithCommonBeginning(static_cast<int>(model->shape().vocabulary));
            const at::Tensor shared = logitsAfter(*model, prompts, 40);
            QVERIFY(shared.defined());
            for (size_t i = 0; i < prompts.size(); ++i) {
                const at::Tensor alone = logitsAfter(*model, std::span(prompts).subspan(i, 1), 0);
                QVERIFY(alone.defined());
                const double difference =
                    relativeDifference(shared[static_cast<int64_t>(i)], alone[0]);
                QVERIFY2(difference < 1e-5,
                         qPrintable(QString("%1: %2").arg(name.c_str()).arg(difference)));
            }
        }
    }

    void cachedLogitsAreThoseOfAWholePass() {
        for (const std::string& name : kTinyModels) {
            const auto model = tinyModel(name);
            const auto prompts =
                promptsWithCommonBeginning(static_cast<int>(model->shape().vocabulary));
            const at::Tensor cached = logitsAfter(*model, prompts, 40);
            std::vector<int32_t> ids = prompts[2].ids;
            ids.insert(ids.end(), {1, 2, 3});
            const at::NoGradGuard noGrad;
            const at::Tensor hidden = model->forward(packed({textSequence(ids)}), false);
            const at::Tensor whole = model->logits(hidden.narrow(0, hidden.size(0) - 1, 1), false);
            QVERIFY(relativeDifference(cached[2], whole[0]) < 1e-5);
        }
    }

    // The shared beginning, the cache and the batch of options are only short cuts.
    void optionsAreScoredAsByWholePassesOverEachAnswer() {
        RunConfig config = loadConfig("paper-bbh");
        config.run.model = "smollm2-135m";
        const auto file = modelsFolder() / findKnownModel(config.run.model)->fileName;
        if (!exists(file)) QSKIP("SmolLM2 is not installed: packaging/setup.sh");
        ModelStore store;
        const TaskReading reading = readingOf(store, config, false);
        const auto tokens = store.tokens(config.run.model);
        const auto model = loadTextDecoder(file, {at::kCPU, at::kFloat});
        const FewShotTask task =
            drawn(bbhStyleSet().make("boolean_expressions"), {.seed = 42, .shots = 4, .most = 3});
        std::vector<Prompt> prompts;
        for (int test = 0; test < 3; ++test) {
            prompts.push_back(
                buildPrompts(withoutAnswers(task), test, config, roomForAnswer(*reading.codec))
                    .front());
        }
        const auto scores = scoreOptions(*model, *reading.codec, prompts, {});
        QCOMPARE(scores.size(), prompts.size());
        for (size_t i = 0; i < prompts.size(); ++i) {
            QCOMPARE(scores[i].size(), size_t{2}); // True and False
            for (const OptionScore& score : scores[i]) {
                TokenSequence whole = reading.codec->encode(prompts[i]);
                const int64_t asked = whole.length();
                const TokenSequence given = reading.codec->encodeAnswer(prompts[i], score.text);
                QCOMPARE(tokens->decode(given.targets),
                         reading.format->answerText(Value(score.text)));
                whole.ids.insert(whole.ids.end(), given.ids.begin(), given.ids.end());
                const at::Tensor logs = logProbabilities(*model, textSequence(whole.ids));
                double expected = 0;
                for (int64_t t = 0; t < given.length(); ++t) {
                    expected +=
                        logs[asked + t][given.targets[static_cast<size_t>(t)]].item<double>();
                }
                QVERIFY2(std::abs(score.logProbability - expected) < 1e-3,
                         qPrintable(QString("%1 of question %2: %3, not %4")
                                        .arg(score.text.c_str())
                                        .arg(i)
                                        .arg(score.logProbability)
                                        .arg(expected)));
            }
        }
    }

    void aBeginningEndsWhereAPositionSeesBeyondIt() {
        TokenSequence first = textSequence({1, 2, 3, 4, 5, 6});
        first.visibleEnd = {1, 4, 4, 4, 5, 6};
        TokenSequence second = first;
        QCOMPARE(commonPrefix(std::vector<TokenSequence>{first, second}), int64_t{6});
        second.ids[3] = 9; // within the block of positions 1 to 3
        QCOMPARE(commonPrefix(std::vector<TokenSequence>{first, second}), int64_t{1});
        second = first;
        second.ids[4] = 9;
        QCOMPARE(commonPrefix(std::vector<TokenSequence>{first, second}), int64_t{4});
    }
};

QTEST_GUILESS_MAIN(TestTextDecoding)
#include "test_text_decoding.moc"
