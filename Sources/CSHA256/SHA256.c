// Source: NIST, FIPS 180-4; Intel, SHA Extensions (2013), for the order in which their instructions keep the eight words.
#include "CSHA256.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

_Alignas(16) static const uint32_t constants[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5, 0xD807AA98, 0x12835B01, 0x243185BE,
    0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174, 0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA,
    0x5CB0A9DC, 0x76F988DA, 0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967, 0x27B70A85,
    0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3,
    0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070, 0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F,
    0x682E6FF3, 0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

static uint32_t rotated(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

void csha256_update_plainly(uint32_t state[8], const void *blocks, size_t count) {
  for (const uint8_t *block = blocks; count > 0; count--, block += 64) {
    uint32_t words[16], turning[8];
    memcpy(turning, state, sizeof turning);
#pragma clang loop unroll(full)
    for (int i = 0; i < 64; i++) {
      uint32_t *word = &words[i % 16];
      if (i < 16) {
        memcpy(word, block + 4 * i, 4);
        *word = __builtin_bswap32(*word);
      } else {
        const uint32_t early = words[(i + 1) % 16], late = words[(i + 14) % 16];
        *word += (rotated(early, 7) ^ rotated(early, 18) ^ early >> 3) + words[(i + 9) % 16] +
                 (rotated(late, 17) ^ rotated(late, 19) ^ late >> 10);
      }
      // The words stay where they are, and their names turn.
      uint32_t *d = &turning[(67 - i) % 8], *h = &turning[(71 - i) % 8];
      const uint32_t a = turning[(64 - i) % 8], b = turning[(65 - i) % 8], c = turning[(66 - i) % 8];
      const uint32_t e = turning[(68 - i) % 8], f = turning[(69 - i) % 8], g = turning[(70 - i) % 8];
      const uint32_t sum =
          *h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + (g ^ (e & (f ^ g))) + constants[i] + *word;
      *d += sum;
      *h = sum + (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) | (c & (a | b)));
    }
    for (int i = 0; i < 8; i++) state[i] += turning[i];
  }
}

#if defined(__x86_64__)

__attribute__((target("sha,sse4.1"))) static void update_natively(uint32_t state[8], const void *blocks, size_t count) {
  const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
  for (const __m128i *block = blocks; count > 0; count--, block += 4) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
    for (int i = 0; i < 4; i++) words[i] = _mm_shuffle_epi8(_mm_loadu_si128(block + i), big_endian);
    // Four rounds at a time; the four words that are used up make room for those of 16 rounds later.
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      __m128i *now = &words[i % 4];
      const __m128i next = words[(i + 1) % 4], after = words[(i + 2) % 4], last = words[(i + 3) % 4];
      const __m128i sum = _mm_add_epi32(*now, _mm_load_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
      *now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*now, next), _mm_alignr_epi8(last, after, 4)), last);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

void csha256_update(uint32_t state[8], const void *blocks, size_t count) {
  __builtin_cpu_init();
  const bool is_native = __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1");
  (is_native ? update_natively : csha256_update_plainly)(state, blocks, count);
}

#else

void csha256_update(uint32_t state[8], const void *blocks, size_t count) { csha256_update_plainly(state, blocks, count); }

#endif
