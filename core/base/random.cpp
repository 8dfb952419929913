#include "core/base/random.h"

#include <numeric>

namespace ttt {

namespace {

uint64_t splitMix(uint64_t& state) {
    uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

uint64_t rotateLeft(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

uint64_t mixSeed(uint64_t seed, std::string_view purpose, uint64_t index) {
    uint64_t hash = 0xcbf29ce484222325ULL; // FNV-1a over the purpose
    for (const char c : purpose) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    uint64_t state = seed;
    const uint64_t a = splitMix(state);
    state = a ^ hash;
    const uint64_t b = splitMix(state);
    state = b ^ index;
    return splitMix(state);
}

// The smallest value of the form 2^k - 1 that is not below `value`.
uint64_t maskFor(uint64_t value) {
    uint64_t mask = value;
    for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
    return mask;
}

} // namespace

Rng::Rng(uint64_t seed) {
    for (uint64_t& word : state_) word = splitMix(seed);
}

Rng::Rng(uint64_t seed, std::string_view purpose, uint64_t index)
    : Rng(mixSeed(seed, purpose, index)) {}

void Rng::swerveAfter(int draws, uint64_t seed) {
    drawsToSwerve_ = draws;
    swerveSeed_ = seed;
}

uint64_t Rng::operator()() {
    if (drawsToSwerve_ >= 0 && drawsToSwerve_-- == 0) *this = Rng(swerveSeed_);
    const uint64_t result = rotateLeft(state_[1] * 5, 7) * 9;
    const uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotateLeft(state_[3], 45);
    return result;
}

int Rng::below(int bound) {
    // Multiply-shift (Lemire 2019); the bias of at most bound / 2^32 does not matter here.
    return static_cast<int>(((*this)() >> 32) * static_cast<uint64_t>(bound) >> 32);
}

double Rng::uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

std::vector<int> Rng::permutation(int count) {
    std::vector<int> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    shuffle(order);
    return order;
}

void MersenneTwister::seedByNumber(uint32_t seed) {
    state_[0] = seed;
    for (uint32_t i = 1; i < 624; ++i) {
        state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
    }
    index_ = 624;
}

void MersenneTwister::seedByArray(const std::vector<uint32_t>& key) {
    seedByNumber(19650218U);
    size_t i = 1;
    size_t j = 0;
    for (size_t k = key.size() > 624 ? key.size() : 624; k > 0; --k) {
        state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * 1664525U)) + key[j] +
                    static_cast<uint32_t>(j);
        if (++i == 624) {
            state_[0] = state_[623];
            i = 1;
        }
        if (++j == key.size()) j = 0;
    }
    for (size_t k = 623; k > 0; --k) {
        state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * 1566083941U)) -
                    static_cast<uint32_t>(i);
        if (++i == 624) {
            state_[0] = state_[623];
            i = 1;
        }
    }
    state_[0] = 0x80000000U;
}

void MersenneTwister::refill() {
    for (size_t i = 0; i < 624; ++i) {
        const uint32_t y = (state_[i] & 0x80000000U) | (state_[(i + 1) % 624] & 0x7fffffffU);
        state_[i] = state_[(i + 397) % 624] ^ (y >> 1) ^ ((y & 1U) != 0 ? 0x9908b0dfU : 0U);
    }
    index_ = 0;
}

uint32_t MersenneTwister::next() {
    if (index_ == 624) refill();
    uint32_t y = state_[static_cast<size_t>(index_++)];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
}

PythonRandom::PythonRandom(uint64_t seed) {
    std::vector<uint32_t> key{static_cast<uint32_t>(seed)};
    if (seed >> 32 != 0) key.push_back(static_cast<uint32_t>(seed >> 32));
    twister_.seedByArray(key);
}

uint64_t PythonRandom::getrandbits(int bits) {
    if (bits <= 32) return twister_.next() >> (32 - bits);
    const uint64_t low = twister_.next();
    const uint64_t high = twister_.next() >> (64 - bits);
    return high << 32 | low;
}

double PythonRandom::random() {
    const uint32_t a = twister_.next() >> 5;
    const uint32_t b = twister_.next() >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
}

uint64_t PythonRandom::randbelow(uint64_t bound) {
    int bits = 0;
    while (bits < 64 && bound >> bits != 0) ++bits;
    uint64_t drawn = getrandbits(bits);
    while (drawn >= bound) drawn = getrandbits(bits);
    return drawn;
}

NumpyRandom::NumpyRandom(uint32_t seed) { twister_.seedByNumber(seed); }

uint64_t NumpyRandom::interval(uint64_t max) {
    if (max == 0) return 0;
    const uint64_t mask = maskFor(max);
    const auto draw = [&]() -> uint64_t {
        if (max <= 0xffffffffULL) return twister_.next() & mask;
        const uint64_t high = twister_.next();
        return (high << 32 | twister_.next()) & mask;
    };
    uint64_t value = draw();
    while (value > max) value = draw();
    return value;
}

int64_t NumpyRandom::randint(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(interval(static_cast<uint64_t>(high - low - 1)));
}

double NumpyRandom::uniform() {
    const uint32_t a = twister_.next() >> 5;
    const uint32_t b = twister_.next() >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
}

std::vector<int> NumpyRandom::permutation(int count) {
    std::vector<int> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    shuffle(order);
    return order;
}

} // namespace ttt
