#include "NonFinite.h"

#include <stdint.h>
#include <string.h>

#include "Dispatch.h"

// Counts of a block fit 32 bits, as many of which a vector holds as of the numbers.
enum { block = 4096 };

CK_KERNEL long ck_count_non_finite(long n, const void *numbers) {
  long count = 0;
  for (long begin = 0; begin < n; begin += block) {
    long end = n - begin < block ? n : begin + block;
    uint32_t found = 0;
    for (long i = begin; i < end; i++) {
      uint32_t bits;
      memcpy(&bits, (const char *)numbers + i * 4, sizeof bits);
      found += (bits & 0x7F800000u) == 0x7F800000u;
    }
    count += found;
  }
  return count;
}

CK_KERNEL long ck_count_non_finite_halves(long n, const void *numbers, unsigned exponent) {
  long count = 0;
  uint16_t mask = (uint16_t)exponent;
  for (long begin = 0; begin < n; begin += block) {
    long end = n - begin < block ? n : begin + block;
    uint16_t found = 0;
    for (long i = begin; i < end; i++) {
      uint16_t bits;
      memcpy(&bits, (const char *)numbers + i * 2, sizeof bits);
      found = (uint16_t)(found + ((bits & mask) == mask));
    }
    count += found;
  }
  return count;
}
