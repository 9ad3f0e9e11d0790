#pragma once

#include "Dispatch.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

CK_INLINE float ck_float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

CK_INLINE uint32_t ck_bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// exp(x) within 2 units in the last place; 0 below -87.3 (no denormals), infinite above 88.37, NaN of NaN. Branch-free, so loops over it
// vectorise. Source: the Cephes library's expf: x = n ln 2 + r, a polynomial of degree 5 for exp(r), scaled by 2^n through the exponent's
// bits.
CK_INLINE float ck_exp(float x) {
#pragma clang fp reassociate(off) contract(fast)
  const float least = -87.336544f, most = 88.376251f;
  float clamped = x < least ? least : x > most ? most : x;
  float shifted = clamped * 1.44269504f + 12582912.0f;  // rounds to an integer n in the low bits of the significand
  float n = shifted - 12582912.0f;
  float r = clamped - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  float result = ck_float_of(ck_bits_of(p) + (ck_bits_of(shifted) << 23));
  result = x < least ? 0.0f : result;
  result = x > most ? INFINITY : result;
  return x != x ? x : result;
}

typedef struct {
  float cumulative;
  float density;
} ck_normal_values;

// The standard normal distribution's cumulative function, its lower tail within 5e-7 of its own size, and its density at x. One exponential
// serves both. The tail is exp(-x^2 / 2) * t * (polynomial in t), t = 1 / (1 + 0.3 |x|), with coefficients that Scripts/oracles/normal.py fits.
CK_INLINE ck_normal_values ck_normal(float x) {
#pragma clang fp reassociate(off) contract(fast)
  float magnitude = x < 0.0f ? -x : x;
  float bell = ck_exp(-0.5f * x * x);
  float t = 1.0f / (1.0f + 0.3f * magnitude);
  float p = 0.0361950301f;
  p = p * t - 0.159378983f;
  p = p * t + 0.210119464f;
  p = p * t - 0.0571682741f;
  p = p * t + 0.130416897f;
  p = p * t + 0.0993470003f;
  p = p * t + 0.120845549f;
  p = p * t + 0.119623262f;
  float tail = p * t * bell;
  return (ck_normal_values){x < 0.0f ? tail : 1.0f - tail, 0.398942280f * bell};
}
