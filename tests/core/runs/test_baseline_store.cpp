#include "core/base/files.h"
#include "core/runs/baseline_store.h"
#include "tests/support/mirror_task.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

using namespace ttt;
namespace fs = std::filesystem;

class TestBaselineStore : public QObject {
    Q_OBJECT

    SolverTask task_ = withoutAnswers(test::mirrorTask("m1"));

private Q_SLOTS:
    void keyHasWhatAnswersWithoutTrainingDependOn() {
        const RunConfig config;
        const std::string key = baselineKey(task_, "hash", config);
        QCOMPARE(key.size(), size_t{64});
        QVERIFY(baselineKey(task_, "other", config) != key);
        for (const char* setting : {"run.seed=1", "run.dtype=float32", "run.quantization=int8",
                                    "decode.views=3", "vote.rule=flat", "task.max_tokens=100"}) {
            RunConfig changed = config;
            const FieldRef field = findField(
                changed, std::string_view(setting).substr(0, std::string_view(setting).find('=')));
            field.assign(parseFieldValue(
                field, std::string_view(setting).substr(std::string_view(setting).find('=') + 1)));
            QVERIFY2(baselineKey(task_, "hash", changed) != key, setting);
        }
        SolverTask changed = task_;
        changed.examples.pop_back();
        QVERIFY(baselineKey(changed, "hash", config) != key);
        SolverTask reasoned = task_;
        reasoned.form.reasoned = {{"a", "So the answer is b."}};
        SolverTask readElsewise = task_;
        readElsewise.form.answer = AnswerKind::Line;
        QVERIFY(baselineKey(readElsewise, "hash", config) != key);
        QCOMPARE(baselineKey(reasoned, "hash", config), key);
        RunConfig chain = config;
        chain.task.format = "chain-of-thought";
        QVERIFY(baselineKey(reasoned, "hash", chain) != baselineKey(task_, "hash", chain));
    }

    void keyHasNothingOfTheTraining() {
        RunConfig config;
        const std::string key = baselineKey(task_, "hash", config);
        config.adapt.steps = 12345;
        config.optimizer.learningRate = 0.5;
        config.run.saveAdapter = false;
        SolverTask renamed = task_;
        renamed.id = "copy";
        QCOMPARE(baselineKey(renamed, "hash", config), key);
    }

    void answersReadBackTheSame() {
        const QTemporaryDir folder;
        const BaselineStore store(fs::path(folder.path().toStdString()) / "new");
        QVERIFY(!store.find("k"));
        TestAnswer answer;
        answer.attempts = {Grid::fromText("12"), Value("text")};
        answer.agreement = 0.5;
        answer.rescored = {{Grid::fromText("12"), -1.5}, {Value("text"), -2}};
        Candidate candidate;
        candidate.answer = Grid::fromText("12");
        candidate.logProbability = -0.1;
        answer.candidates = {candidate};
        store.keep("k", {answer, TestAnswer{}});
        QCOMPARE(store.find("k"), std::optional(std::vector{answer, TestAnswer{}}));
    }

    void brokenFileIsAsGoodAsNone() {
        const QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        writeFileAtomically(path / "k.json", "{\"tests\": [{}]}");
        QVERIFY(!BaselineStore(path).find("k"));
    }
};

QTEST_GUILESS_MAIN(TestBaselineStore)
#include "test_baseline_store.moc"
