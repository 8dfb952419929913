#include "core/kernels/language/dropout.h"

#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <type_traits>

namespace ttt {

namespace {

constexpr int64_t kGrain = 1 << 15;

// Finalizer of MurmurHash3 (Appleby, public domain): 24 evenly spread bits.
inline uint32_t mixed(uint32_t x) {
    x ^= x >> 16;
    x *= 0x85ebca6bU;
    x ^= x >> 13;
    x *= 0xc2b2ae35U;
    x ^= x >> 16;
    return x >> 8;
}

// Finalizer of SplitMix64 (Steele et al., OOPSLA 2014): seeds that differ little differ in all
// bits.
uint64_t spread(uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

struct Mask {
    uint32_t low;
    uint32_t high;
    uint32_t dropped; // of 2^24
    float scale;

    Mask(double rate, uint64_t seed)
        : low(static_cast<uint32_t>(spread(seed))),
          high(static_cast<uint32_t>(spread(seed) >> 32)),
          dropped(static_cast<uint32_t>(rate * 16777216.0)),
          scale(static_cast<float>(1 / (1 - rate))) {}
    float factor(int64_t i) const {
        const uint32_t bits = mixed((static_cast<uint32_t>(i) * 0x9e3779b1U + high) ^ low);
        return bits < dropped ? 0.0F : scale;
    }
};

template <typename Number>
void apply(const Number* from, Number* to, const Mask& mask, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
        if constexpr (std::is_same_v<Number, double>) {
            to[i] = from[i] * static_cast<double>(mask.factor(i));
        } else {
            cpu::store(to + i, cpu::toFloat(from[i]) * mask.factor(i));
        }
    }
}

} // namespace

at::Tensor dropped(const at::Tensor& x, double rate, uint64_t seed) {
    const Mask mask(rate, seed);
    if (!x.is_cpu()) {
        const at::Tensor factors = at::empty(x.sizes(), at::kFloat);
        auto* place = factors.mutable_data_ptr<float>();
        for (int64_t i = 0; i < x.numel(); ++i) place[i] = mask.factor(i);
        return x * factors.to(x.options());
    }
    const at::Tensor in = x.contiguous();
    at::Tensor out = at::empty_like(in);
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, x.scalar_type(), "dropped", [&] {
        const auto* from = in.const_data_ptr<scalar_t>();
        auto* to = out.mutable_data_ptr<scalar_t>();
        at::parallel_for(0, in.numel(), kGrain,
                         [&](int64_t begin, int64_t end) { apply(from, to, mask, begin, end); });
    });
    return out;
}

} // namespace ttt
