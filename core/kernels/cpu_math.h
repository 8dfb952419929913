// Scalar building blocks of the fast CPU kernels, written so that the compiler turns loops over
// them into vector code: bfloat16 conversion, exp. Included by kernel sources only.
#pragma once

#include <c10/util/BFloat16.h>
#include <cstdint>
#include <cstring>

namespace ttt::cpu {

inline float toFloat(float x) { return x; }
inline float toFloat(c10::BFloat16 x) {
    const uint32_t bits = static_cast<uint32_t>(x.x) << 16;
    float result;
    std::memcpy(&result, &bits, sizeof result);
    return result;
}

inline void store(float* place, float x) { *place = x; }
// Round to nearest even; NaN becomes a NaN since the exponent stays all ones.
inline void store(c10::BFloat16* place, float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    bits += 0x7fffU + ((bits >> 16) & 1U);
    place->x = static_cast<uint16_t>(bits >> 16);
}

// exp(x) for x <= 88 within 2e-7 relative: 2^n times a polynomial on [-ln2/2, ln2/2].
inline float fastExp(float x) {
    x = x < -87.0F ? -87.0F : (x > 88.0F ? 88.0F : x);
    const float n = __builtin_rintf(x * 1.44269504F);
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    const int32_t exponent = (static_cast<int32_t>(n) + 127) << 23;
    float scale;
    std::memcpy(&scale, &exponent, sizeof scale);
    return p * scale;
}

inline float sigmoid(float x) { return 1.0F / (1.0F + fastExp(-x)); }

} // namespace ttt::cpu
