#include "core/config/config_json.h"
#include "core/runs/suites/published.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace ttt;

class TestPublished : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The totals that the paper prints (arXiv 2411.07279, figure 8 and table 7), in percent.
    void methodsAverageToTheTotalsInPrint_data() {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<double>("percent");
        QTest::newRow("zero-shot") << "paper-bbh-zero-shot" << 40.9;
        QTest::newRow("in context") << "paper-bbh-icl" << 50.5;
        QTest::newRow("direct") << "paper-bbh-direct" << 51.5;
        QTest::newRow("no permutation") << "paper-bbh-no-permutation" << 55.7;
        QTest::newRow("last answer") << "paper-bbh-last-only" << 54.4;
        QTest::newRow("all tokens") << "paper-bbh-all-tokens" << 55.9;
        QTest::newRow("TTT") << "paper-bbh" << 57.8;
        QTest::newRow("shared") << "paper-bbh-shared" << 59.8;
    }
    void methodsAverageToTheTotalsInPrint() {
        QFETCH(QString, preset);
        QFETCH(double, percent);
        const auto method = publishedMethod(loadConfig(preset.toStdString()));
        QVERIFY(method);
        QCOMPARE(method->preset, preset.toStdString());
        QCOMPARE(method->accuracy.size(), size_t{27});
        std::vector<std::string> ids;
        for (const auto& [id, accuracy] : method->accuracy) ids.push_back(id);
        const auto mean = publishedMean(*method, ids);
        QVERIFY(mean && std::abs(100 * *mean - percent) < 0.06);
        ids.push_back("bbh:another");
        QVERIFY(!publishedMean(*method, ids));
        QVERIFY(!publishedMean(*method, {}));
    }

    void onlyTheMethodItselfIsPublished() {
        RunConfig config = loadConfig("paper-bbh");
        config.task.items = 50;
        config.run.seed = 46;
        QVERIFY(publishedMethod(config));
        QCOMPARE(publishedWithoutTtt(config)->preset, std::string("paper-bbh-icl"));
        config.adapt.answerEvery = 4;
        QVERIFY(publishedMethod(config));
        config.optimizer.learningRate = 0.01;
        QVERIFY(!publishedMethod(config));
        config = loadConfig("paper-bbh");
        config.adapt.loraRank = 8;
        QVERIFY(!publishedMethod(config));
        config = loadConfig("paper-bbh-direct");
        QCOMPARE(publishedWithoutTtt(config)->preset, std::string("paper-bbh-zero-shot"));
        QVERIFY(!publishedMethod(loadConfig("quick")));
        QVERIFY(!publishedWithoutTtt(loadConfig("quick")));
    }
};

QTEST_GUILESS_MAIN(TestPublished)
#include "test_published.moc"
