#pragma once

#include <stdint.h>

/// Which random numbers a place draws: Philox4x32-10 with the seed as key and (block, place, sample, epoch) as counter.
typedef struct {
  uint64_t seed;
  uint32_t epoch;
  uint32_t sample;
  uint32_t place;
} ck_random_key;

/// y = x * keep / (1 - probability) for elements first ..< first + n of the place; y may be x. An element's fate depends on the key and
/// its number alone: element e takes word (e / 16) % 4 of block (e / 64) * 16 + e % 16, and is dropped when that word is below
/// probability * 2^32.
void ck_dropout(ck_random_key key, float probability, long first, long n, const float *x, float *y);

/// The factors alone: 0, or 1 / (1 - probability).
void ck_dropout_factors(ck_random_key key, float probability, long first, long n, float *out);
