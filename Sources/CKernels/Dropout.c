#include "Dropout.h"

#include "Dispatch.h"

enum { lanes = 16, words = 4, group = lanes * words };

// The factors of one group of 64 elements: 0, or `scale` for those that are kept.
CK_INLINE void group_factors(ck_random_key key, uint32_t threshold, float scale, uint32_t number, float *factors) {
  uint32_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
  for (int l = 0; l < lanes; l++) {
    c0[l] = number * lanes + (uint32_t)l;
    c1[l] = key.place;
    c2[l] = key.sample;
    c3[l] = key.epoch;
  }
  uint32_t k0 = (uint32_t)key.seed, k1 = (uint32_t)(key.seed >> 32);
  for (int round = 0; round < 10; round++) {
    for (int l = 0; l < lanes; l++) {
      uint64_t a = (uint64_t)0xD2511F53u * c0[l];
      uint64_t b = (uint64_t)0xCD9E8D57u * c2[l];
      uint32_t n0 = (uint32_t)(b >> 32) ^ c1[l] ^ k0;
      uint32_t n2 = (uint32_t)(a >> 32) ^ c3[l] ^ k1;
      c1[l] = (uint32_t)b;
      c3[l] = (uint32_t)a;
      c0[l] = n0;
      c2[l] = n2;
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  for (int l = 0; l < lanes; l++) factors[l] = c0[l] >= threshold ? scale : 0.0f;
  for (int l = 0; l < lanes; l++) factors[lanes + l] = c1[l] >= threshold ? scale : 0.0f;
  for (int l = 0; l < lanes; l++) factors[2 * lanes + l] = c2[l] >= threshold ? scale : 0.0f;
  for (int l = 0; l < lanes; l++) factors[3 * lanes + l] = c3[l] >= threshold ? scale : 0.0f;
}

CK_INLINE uint32_t threshold_of(float probability) {
  double scaled = (double)probability * 4294967296.0;
  return scaled >= 4294967295.0 ? 4294967295u : (uint32_t)scaled;
}

CK_KERNEL void ck_dropout(ck_random_key key, float probability, long first, long n, const float *x, float *y) {
  uint32_t threshold = threshold_of(probability);
  float scale = 1.0f / (1.0f - probability), factors[group];
  for (long i = 0; i < n;) {
    long start = (first + i) % group;
    long count = group - start < n - i ? group - start : n - i;
    group_factors(key, threshold, scale, (uint32_t)((first + i) / group), factors);
    CK_IN_PLACE
    for (long j = 0; j < count; j++) y[i + j] = x[i + j] * factors[start + j];
    i += count;
  }
}

CK_KERNEL void ck_dropout_add(ck_random_key key, float probability, long first, long n, const float *x, float *y) {
  uint32_t threshold = threshold_of(probability);
  float scale = 1.0f / (1.0f - probability), factors[group];
  for (long i = 0; i < n;) {
    long start = (first + i) % group;
    long count = group - start < n - i ? group - start : n - i;
    group_factors(key, threshold, scale, (uint32_t)((first + i) / group), factors);
    CK_IN_PLACE
    for (long j = 0; j < count; j++) y[i + j] += x[i + j] * factors[start + j];
    i += count;
  }
}
