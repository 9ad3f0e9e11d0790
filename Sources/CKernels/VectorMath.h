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

// The standard normal distribution's cumulative function and density at x, the former within 2e-7. One exponential serves both.
// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: erfc(z) = (polynomial in 1 / (1 + 0.3275911 z)) exp(-z^2),
// for z = |x| / sqrt 2.
CK_INLINE ck_normal_values ck_normal(float x) {
#pragma clang fp reassociate(off) contract(fast)
  float magnitude = x < 0.0f ? -x : x;
  float bell = ck_exp(-0.5f * x * x);
  float t = 1.0f / (1.0f + 0.231641888f * magnitude);
  float p = 0.5f * 1.061405429f;
  p = p * t + 0.5f * -1.453152027f;
  p = p * t + 0.5f * 1.421413741f;
  p = p * t + 0.5f * -0.284496736f;
  p = p * t + 0.5f * 0.254829592f;
  float tail = p * t * bell;
  return (ck_normal_values){x < 0.0f ? tail : 1.0f - tail, 0.398942280f * bell};
}
