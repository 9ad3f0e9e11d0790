#include "Conversion.h"

#include "VectorMath.h"

CK_INLINE uint16_t half_at(const void *from, long i) {
  uint16_t bits;
  memcpy(&bits, (const char *)from + i * 2, sizeof bits);
  return bits;
}

// Exponent and significand move into place and a product by 2^-112 corrects the bias, which keeps infinities and NaN; a denormal is the
// difference of two numbers just above one half.
CK_KERNEL void ck_widen_half(long n, const void *from, float *to) {
#pragma clang fp contract(off)
  for (long i = 0; i < n; i++) {
    uint32_t half = half_at(from, i);
    uint32_t magnitude = half & 0x7FFFu;
    float normal = ck_float_of((magnitude << 13) + 0x70000000u) * 0x1p-112f;
    float denormal = ck_float_of(magnitude | 0x3F000000u) - 0.5f;
    float value = magnitude < 0x0400u ? denormal : normal;
    to[i] = ck_float_of(ck_bits_of(value) | (half & 0x8000u) << 16);
  }
}

CK_KERNEL void ck_widen_bfloat(long n, const void *from, float *to) {
  for (long i = 0; i < n; i++) to[i] = ck_float_of((uint32_t)half_at(from, i) << 16);
}
