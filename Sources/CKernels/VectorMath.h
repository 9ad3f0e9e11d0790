#pragma once

#include "Dispatch.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

// exp(x) for x <= 88.3, within 2 units in the last place; below -87.3 it is 0. Branch-free, so loops over it vectorise.
// Source: the Cephes library's expf: x = n ln 2 + r, a polynomial of degree 5 for exp(r), scaled by 2^n through the exponent's bits.
CK_INLINE float ck_exp(float x) {
#pragma clang fp reassociate(off) contract(fast)
  float clamped = x < -87.336544f ? -87.336544f : x;
  float shifted = clamped * 1.44269504f + 12582912.0f;  // rounds to an integer in the low bits of the significand
  float n = shifted - 12582912.0f;
  float r = clamped - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits;
  memcpy(&bits, &p, sizeof bits);
  bits += (int32_t)((uint32_t)(int32_t)n << 23);
  float result;
  memcpy(&result, &bits, sizeof result);
  return x < -87.336544f ? 0.0f : result;
}
