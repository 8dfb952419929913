// Random numbers. `Rng` is the program's own generator, derived from (seed, purpose, index) so
// that no draw depends on the order of other work. `PythonRandom` and `NumpyRandom` reproduce
// CPython's `random` and NumPy's legacy `RandomState` bit for bit, for protocols that are defined
// by them (BBH splits, the released ARC code).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ttt {

// xoshiro256** seeded by splitmix64. Satisfies UniformRandomBitGenerator.
class Rng {
public:
    using result_type = uint64_t;

    explicit Rng(uint64_t seed);
    // The stream for one purpose ("views", "episodes"...) and index of a run with this seed.
    Rng(uint64_t seed, std::string_view purpose, uint64_t index = 0);

    static constexpr uint64_t min() { return 0; }
    static constexpr uint64_t max() { return ~uint64_t{0}; }
    uint64_t operator()();

    // Uniform in [0, bound); bound > 0.
    int below(int bound);
    // Uniform in [low, high], both included.
    int between(int low, int high) { return low + below(high - low + 1); }
    // Uniform in [0, 1).
    double uniform();
    bool chance(double probability) { return uniform() < probability; }

    template <typename Container>
    void shuffle(Container& items) {
        for (size_t i = items.size(); i > 1; --i) {
            std::swap(items[i - 1], items[static_cast<size_t>(below(static_cast<int>(i)))]);
        }
    }
    template <typename Container>
    const auto& pick(const Container& items) {
        return items[static_cast<size_t>(below(static_cast<int>(items.size())))];
    }
    // A uniform random order of 0..count-1.
    std::vector<int> permutation(int count);

    // From now on the same numbers as before for `draws` draws, then those of Rng(seed): what would
    // have come had a later choice fallen differently.
    void swerveAfter(int draws, uint64_t seed);
    // Whether the same numbers follow (a swerve to come apart).
    bool isAt(const Rng& other) const { return state_ == other.state_; }

private:
    std::array<uint64_t, 4> state_{};
    int drawsToSwerve_ = -1; // below 0: none
    uint64_t swerveSeed_ = 0;
};

// The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), shared by the two below.
class MersenneTwister {
public:
    void seedByNumber(uint32_t seed);
    void seedByArray(const std::vector<uint32_t>& key);
    uint32_t next();

private:
    void refill();
    std::array<uint32_t, 624> state_{};
    int index_ = 624;
};

// CPython's random.Random for non-negative integer seeds.
class PythonRandom {
public:
    explicit PythonRandom(uint64_t seed);

    // 1 to 64 bits.
    uint64_t getrandbits(int bits);
    double random();
    uint64_t randbelow(uint64_t bound);

    template <typename Container>
    void shuffle(Container& items) {
        for (size_t i = items.size(); i-- > 1;) {
            std::swap(items[i], items[static_cast<size_t>(randbelow(i + 1))]);
        }
    }

private:
    MersenneTwister twister_;
};

// numpy.random.RandomState for 32-bit integer seeds.
class NumpyRandom {
public:
    explicit NumpyRandom(uint32_t seed);

    uint32_t word() { return twister_.next(); }
    // randint(low, high): uniform in [low, high), by masked rejection as RandomState does.
    int64_t randint(int64_t low, int64_t high);
    double uniform();
    // permutation(n): a shuffled arange.
    std::vector<int> permutation(int count);

    template <typename Container>
    void shuffle(Container& items) {
        for (size_t i = items.size(); i-- > 1;) {
            std::swap(items[i], items[static_cast<size_t>(interval(i))]);
        }
    }

private:
    // Uniform in [0, max], both included (NumPy's random_interval).
    uint64_t interval(uint64_t max);
    MersenneTwister twister_;
};

} // namespace ttt
