#include "HalfPrecision.h"

#include "Dispatch.h"

#include <string.h>

CK_KERNEL void ck_widen_float16(long n, const uint16_t *x, float *out) {
  for (long i = 0; i < n; i++) {
    uint32_t magnitude = x[i] & 0x7fffu;
    uint32_t shifted = magnitude << 13;
    float scaled;
    memcpy(&scaled, &shifted, sizeof scaled);
    scaled *= 0x1p112f;  // moves the exponent's bias from 15 to 127, subnormals included
    uint32_t bits;
    memcpy(&bits, &scaled, sizeof bits);
    bits = magnitude >= 0x7c00u ? shifted | 0x7f800000u : bits;  // infinities and NaN
    bits |= (uint32_t)(x[i] & 0x8000u) << 16;
    memcpy(&out[i], &bits, sizeof bits);
  }
}

CK_KERNEL void ck_widen_bfloat16(long n, const uint16_t *x, float *out) {
  for (long i = 0; i < n; i++) {
    uint32_t bits = (uint32_t)x[i] << 16;
    memcpy(&out[i], &bits, sizeof bits);
  }
}
