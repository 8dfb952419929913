#include "core/runs/statistics.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace ttt;

namespace {

bool near(double a, double b, double tolerance) { return std::abs(a - b) < tolerance; }

} // namespace

class TestStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Sums of binomial coefficients over powers of two, by hand.
    void mcnemarIsTheExactBinomialTest() {
        QCOMPARE(mcnemarExact(0, 0), 1.0);
        QCOMPARE(mcnemarExact(5, 5), 1.0);
        QVERIFY(near(mcnemarExact(1, 9), 22.0 / 1024, 1e-12));
        QVERIFY(near(mcnemarExact(9, 1), 22.0 / 1024, 1e-12));
        QVERIFY(near(mcnemarExact(0, 6), 2.0 / 64, 1e-12));
        QVERIFY(near(mcnemarExact(0, 1000), 0, 1e-100));
    }

    // 8 of 10: 0.4902 to 0.9433, a textbook value (Newcombe 1998 gives the formula).
    void wilsonHasTheTextbookValues() {
        const Interval interval = wilsonInterval(8, 10);
        QVERIFY(near(interval.low, 0.4902, 5e-5));
        QVERIFY(near(interval.high, 0.9433, 5e-5));
        QVERIFY(near(wilsonInterval(0, 10).low, 0, 1e-12));
        QVERIFY(near(wilsonInterval(0, 10).high, 0.2775, 5e-5));
        QCOMPARE(wilsonInterval(0, 0).high, 1.0);
    }

    void standardErrorOfTheMean() {
        const MeanAndSem three = meanAndSem({1, 2, 3});
        QCOMPARE(three.mean, 2.0);
        QVERIFY(near(*three.sem, 1 / std::sqrt(3.0), 1e-12));
        QVERIFY(!meanAndSem({4}).sem);
        QCOMPARE(meanAndSem({}).mean, 0.0);
    }

    void bootstrapIsReproducibleAndAboutAsWideAsTheNormalInterval() {
        std::vector<double> differences(100, 0.0);
        for (size_t i = 0; i < 30; ++i) differences[i] = 1;
        const Interval interval = pairedBootstrap(differences, 7);
        QCOMPARE(pairedBootstrap(differences, 7).low, interval.low);
        const double half = 1.96 * std::sqrt(0.3 * 0.7 / 100);
        QVERIFY(near(interval.low, 0.3 - half, 0.02));
        QVERIFY(near(interval.high, 0.3 + half, 0.02));
        QCOMPARE(pairedBootstrap(std::vector<double>(5, 1.0)).low, 1.0);
        QCOMPARE(pairedBootstrap({}).high, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "test_statistics.moc"
