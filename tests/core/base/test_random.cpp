#include "core/base/hash.h"
#include "core/base/random.h"
#include "tests/support/shared_data.h"

#include <QtTest/QtTest>

#include <array>
#include <numeric>

using namespace ttt;
using nlohmann::json;

namespace {

using Numbers = std::vector<int64_t>;

Numbers range(int64_t count) {
    Numbers numbers(static_cast<size_t>(count));
    std::iota(numbers.begin(), numbers.end(), int64_t{0});
    return numbers;
}

std::string commaJoined(const Numbers& numbers) {
    std::string text;
    for (const int64_t n : numbers) text += (text.empty() ? "" : ",") + std::to_string(n);
    return text;
}

Numbers firstOf(Numbers numbers, size_t count) {
    numbers.resize(std::min(numbers.size(), count));
    return numbers;
}

// Golden numbers are written in the shortest form that reads back exactly.
double real(const json& text) { return std::stod(text.get<std::string>()); }

} // namespace

class TestRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pythonShufflesEqualTheGoldens();
    void pythonRawDrawsEqualTheGoldens();
    void pythonDrawsContinueFromTheirState();
    void numpyIntegersEqualTheGoldens();
    void numpyPermutationsAndShufflesEqualTheGoldens();
    void ownStreamsDifferByPurposeAndIndexAndRepeat();
    void ownDrawsAreUniform();
    void aSwerveChangesOnlyWhatComesAfterIt();
    void hashesAreSha256();
};

void TestRandom::pythonShufflesEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("python_random.json");
    int compared = 0;
    for (const auto file = test::readGolden("python_random.json");
         const auto& golden : file.at("python_random_shuffle")) {
        Numbers numbers = range(golden.at("n").get<int64_t>());
        PythonRandom(golden.at("seed").get<uint64_t>()).shuffle(numbers);
        QCOMPARE(firstOf(numbers, 50), golden.at("first_50").get<Numbers>());
        QCOMPARE(sha256Hex(commaJoined(numbers)),
                 golden.at("sha256_of_comma_joined").get<std::string>());
        ++compared;
    }
    QVERIFY(compared >= 100);
}

void TestRandom::pythonRawDrawsEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("python_random.json");
    for (const auto file = test::readGolden("python_random.json");
         const auto& golden : file.at("python_random_raw")) {
        const auto seed = golden.at("seed").get<uint64_t>();
        PythonRandom bits(seed);
        for (const auto& word : golden.at("getrandbits32_first_10")) {
            QCOMPARE(bits.getrandbits(32), word.get<uint64_t>());
        }
        PythonRandom reals(seed);
        for (const auto& text : golden.at("random_first_5")) QCOMPARE(reals.random(), real(text));
        PythonRandom below(seed);
        Numbers found;
        for (const uint64_t bound : {1U, 2U, 3U, 5U, 10U, 100U, 250U, 1000U, 65536U, 1000000U}) {
            found.push_back(static_cast<int64_t>(below.randbelow(bound)));
        }
        QCOMPARE(found,
                 golden.at("randbelow_1_2_3_5_10_100_250_1000_65536_1000000").get<Numbers>());
    }
}

void TestRandom::pythonDrawsContinueFromTheirState() {
    TTT_NEEDS_GOLDEN("python_random.json");
    for (const auto file = test::readGolden("python_random.json");
         const auto& golden : file.at("python_random_sequences")) {
        PythonRandom random(golden.at("seed").get<uint64_t>());
        Numbers numbers = range(20);
        random.shuffle(numbers);
        QCOMPARE(numbers, golden.at("shuffle_of_range_20").get<Numbers>());
        const Numbers first = firstOf(numbers, 10);
        for (const auto& next : golden.at("then_five_shuffles_of_copies_of_its_first_10")) {
            Numbers copy = first;
            random.shuffle(copy);
            QCOMPARE(copy, next.get<Numbers>());
        }
    }
}

void TestRandom::numpyIntegersEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("python_random.json");
    for (const auto file = test::readGolden("python_random.json");
         const auto& golden : file.at("numpy_random_state")) {
        const auto seed = golden.at("seed").get<uint32_t>();
        NumpyRandom words(seed);
        for (const auto& word : golden.at("raw_uint32_first_50")) {
            QCOMPARE(words.word(), word.get<uint32_t>());
        }
        for (const int bound : {1, 2, 3, 4, 5, 10, 31}) {
            NumpyRandom random(seed);
            for (const auto& drawn :
                 golden.at("randint_0_" + std::to_string(bound) + "_first_50")) {
                QCOMPARE(random.randint(0, bound), drawn.get<int64_t>());
            }
        }
        NumpyRandom mixed(seed);
        for (const auto& row : golden.at("randint_mixed_upper_bounds_4_3_1_2_4_9_30")) {
            Numbers found;
            for (const int bound : {4, 3, 1, 2, 4, 9, 30}) found.push_back(mixed.randint(0, bound));
            QCOMPARE(found, row.get<Numbers>());
        }
        NumpyRandom choice(seed);
        for (const auto& drawn : golden.at("choice_of_6_first_20")) {
            QCOMPARE(choice.randint(0, 6), drawn.get<int64_t>());
        }
        NumpyRandom reals(seed);
        for (const auto& text : golden.at("uniform_0_1_first_5")) {
            QCOMPARE(reals.uniform(), real(text));
        }
    }
}

void TestRandom::numpyPermutationsAndShufflesEqualTheGoldens() {
    TTT_NEEDS_GOLDEN("python_random.json");
    for (const auto file = test::readGolden("python_random.json");
         const auto& golden : file.at("numpy_random_state")) {
        const auto seed = golden.at("seed").get<uint32_t>();
        for (const int count : {1, 2, 3, 5, 9, 10}) {
            NumpyRandom random(seed);
            for (const auto& order :
                 golden.at("permutation_" + std::to_string(count) + "_first_5")) {
                QCOMPARE(random.permutation(count), order.get<std::vector<int>>());
            }
        }
        NumpyRandom lists(seed);
        for (const auto& order : golden.at("shuffle_fresh_list_[2,4,6,8]_first_10")) {
            Numbers numbers{2, 4, 6, 8};
            lists.shuffle(numbers);
            QCOMPARE(numbers, order.get<Numbers>());
        }
        for (const int count : {300, 400}) {
            Numbers numbers = range(count);
            NumpyRandom(seed).shuffle(numbers);
            const std::string key = "shuffle_list_range_" + std::to_string(count);
            QCOMPARE(firstOf(numbers, 50), golden.at(key + "_first_50").get<Numbers>());
        }
        NumpyRandom after(seed);
        Numbers empty;
        after.shuffle(empty);
        QCOMPARE(after.permutation(4), golden.at("empty_then_permutation")
                                           .at("shuffle_of_empty_list_then_permutation_4")
                                           .get<std::vector<int>>());
    }
}

void TestRandom::ownStreamsDifferByPurposeAndIndexAndRepeat() {
    const auto words = [](Rng random) {
        std::vector<uint64_t> list;
        for (int i = 0; i < 8; ++i) list.push_back(random());
        return list;
    };
    QCOMPARE(words(Rng(1, "views", 2)), words(Rng(1, "views", 2)));
    const std::vector<std::vector<uint64_t>> all{
        words(Rng(1, "views", 2)), words(Rng(2, "views", 2)), words(Rng(1, "views", 3)),
        words(Rng(1, "episodes", 2)), words(Rng(1))};
    for (size_t i = 0; i < all.size(); ++i) {
        for (size_t j = 0; j < i; ++j) QVERIFY(all[i] != all[j]);
    }
}

void TestRandom::ownDrawsAreUniform() {
    Rng random(3, "uniformity");
    constexpr int kDraws = 60000;
    std::array<int, 6> faces{};
    double sum = 0;
    std::array<std::array<int, 3>, 3> places{};
    for (int i = 0; i < kDraws; ++i) {
        ++faces[static_cast<size_t>(random.between(1, 6) - 1)];
        const double u = random.uniform();
        QVERIFY(u >= 0 && u < 1);
        sum += u;
        const std::vector<int> order = random.permutation(3);
        for (size_t k = 0; k < 3; ++k) ++places[k][static_cast<size_t>(order[k])];
    }
    // Five standard deviations or more.
    for (const int count : faces) QVERIFY(std::abs(count - kDraws / 6) < 460);
    QVERIFY(std::abs(sum / kDraws - 0.5) < 0.006);
    for (const auto& row : places) {
        for (const int count : row) QVERIFY(std::abs(count - kDraws / 3) < 580);
    }
}

void TestRandom::aSwerveChangesOnlyWhatComesAfterIt() {
    for (const int draws : {0, 1, 7}) {
        Rng plain(5);
        Rng swerved = plain;
        swerved.swerveAfter(draws, 99);
        for (int i = 0; i < draws; ++i) QCOMPARE(swerved(), plain());
        QVERIFY(swerved.isAt(plain));
        Rng other(99);
        for (int i = 0; i < 20; ++i) QCOMPARE(swerved(), other());
        QVERIFY(swerved.isAt(other) && !swerved.isAt(plain));
    }
}

void TestRandom::hashesAreSha256() {
    QCOMPARE(sha256Hex(""),
             std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(sha256Hex("abc"),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

QTEST_GUILESS_MAIN(TestRandom)
#include "test_random.moc"
