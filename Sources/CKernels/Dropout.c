#include "Dropout.h"

#include "Dispatch.h"

#include <string.h>

enum { lanes = 16, words = 4, group = lanes * words, half = 8 };

typedef uint64_t wide_words __attribute__((vector_size(half * 8)));
typedef uint32_t narrow_words __attribute__((vector_size(half * 4)));

// Eight blocks of Philox, from number `first` on: out[w] is word w of each. A word lies in the low half of a 64-bit lane, where a product
// finds and leaves it; what is in the high half does not matter.
CK_INLINE void eight_blocks(ck_random_key key, uint32_t first, wide_words out[words]) {
  const wide_words numbers = {0, 1, 2, 3, 4, 5, 6, 7}, low = (wide_words){} + 0xFFFFFFFFu;
  wide_words c0 = numbers + first, c1 = (wide_words){} + key.place, c2 = (wide_words){} + key.sample, c3 = (wide_words){} + key.epoch;
  uint32_t k0 = (uint32_t)key.seed, k1 = (uint32_t)(key.seed >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    wide_words a = (c0 & low) * 0xD2511F53u, b = (c2 & low) * 0xCD9E8D57u;
    c0 = (b >> 32) ^ c1 ^ k0;
    c2 = (a >> 32) ^ c3 ^ k1;
    c1 = b;
    c3 = a;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

// The factors of one group of 64 elements: 0, or `scale` for those that are kept.
CK_INLINE void group_factors(ck_random_key key, uint32_t threshold, float scale, uint32_t number, float *factors) {
  uint32_t kept;
  memcpy(&kept, &scale, sizeof kept);
  for (int first = 0; first < lanes; first += half) {
    wide_words drawn[words];
    eight_blocks(key, number * lanes + (uint32_t)first, drawn);
#pragma clang loop unroll(full)
    for (int w = 0; w < words; w++) {
      narrow_words bits = (narrow_words)(__builtin_convertvector(drawn[w], narrow_words) >= threshold) & kept;
      memcpy(factors + w * lanes + first, &bits, sizeof bits);
    }
  }
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

CK_KERNEL void ck_dropout_factors(ck_random_key key, float probability, long first, long n, float *out) {
  uint32_t threshold = threshold_of(probability);
  float scale = 1.0f / (1.0f - probability), factors[group];
  for (long i = 0; i < n;) {
    long start = (first + i) % group;
    long count = group - start < n - i ? group - start : n - i;
    group_factors(key, threshold, scale, (uint32_t)((first + i) / group), factors);
    memcpy(out + i, factors + start, (size_t)count * sizeof *out);
    i += count;
  }
}
