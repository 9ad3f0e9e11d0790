#include <string.h>

#include "CImageCodec.h"

// The arithmetic is Pillow's, in integers and therefore exact on every instruction set: weights of 22 fractional bits, half a unit added,
// shifted, clamped to a byte.

enum { fraction_bits = 22 };

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define MULTIVERSIONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MULTIVERSIONED
#endif

typedef uint8_t bytes4 __attribute__((vector_size(4)));
typedef int32_t ints4 __attribute__((vector_size(16)));

/// Four bytes from `pixel`: its three channels and one byte of its neighbour.
static inline __attribute__((always_inline)) ints4 load_pixel(const uint8_t *pixel) {
  bytes4 bytes;
  memcpy(&bytes, pixel, sizeof bytes);
  return __builtin_convertvector(bytes, ints4);
}

MULTIVERSIONED
void codec_resample_rows(
  const uint8_t *source, size_t source_width, uint8_t *target, size_t target_width, size_t rows, codec_filter filter,
  uint8_t *scratch) {
  // Pixels are loaded and stored four bytes at a time: in scratch the byte too many of the last one is ours.
  uint8_t *in = scratch, *out = scratch + (source_width + 1) * 3;
  for (size_t y = 0; y < rows; y++) {
    memcpy(in, source + y * source_width * 3, source_width * 3);
    for (size_t x = 0; x < target_width; x++) {
      const uint8_t *pixel = in + (size_t)filter.first[x] * 3;
      const int32_t *weights = filter.weights + x * filter.stride;
      ints4 sum = (ints4){} + (1 << (fraction_bits - 1));
      for (int32_t k = 0; k < filter.count[x]; k++) sum += load_pixel(pixel + 3 * k) * weights[k];
      sum >>= fraction_bits;
      sum = __builtin_elementwise_min(__builtin_elementwise_max(sum, (ints4){}), (ints4){} + 255);
      bytes4 bytes = __builtin_convertvector(sum, bytes4);
      memcpy(out + 3 * x, &bytes, sizeof bytes);
    }
    memcpy(target + y * target_width * 3, out, target_width * 3);
  }
}

/// One block of `n` neighbouring columns of one output row; a constant `n` keeps the sums in registers.
static inline __attribute__((always_inline)) void resample_block(
  const uint8_t *source, size_t row_bytes, uint8_t *target, size_t n, const int32_t *weights, int32_t count) {
  int32_t sums[64];
  for (size_t i = 0; i < n; i++) sums[i] = 1 << (fraction_bits - 1);
  for (int32_t k = 0; k < count; k++) {
    const uint8_t *row = source + (size_t)k * row_bytes;
    for (size_t i = 0; i < n; i++) sums[i] += row[i] * weights[k];
  }
  for (size_t i = 0; i < n; i++) {
    int32_t value = sums[i] >> fraction_bits;
    target[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}

MULTIVERSIONED
void codec_resample_columns(
  const uint8_t *source, size_t row_bytes, uint8_t *target, size_t target_height, codec_filter filter) {
  for (size_t y = 0; y < target_height; y++) {
    const uint8_t *rows = source + (size_t)filter.first[y] * row_bytes;
    const int32_t *weights = filter.weights + y * filter.stride;
    uint8_t *out = target + y * row_bytes;
    size_t x = 0;
    for (; x + 64 <= row_bytes; x += 64) resample_block(rows + x, row_bytes, out + x, 64, weights, filter.count[y]);
    if (x < row_bytes) resample_block(rows + x, row_bytes, out + x, row_bytes - x, weights, filter.count[y]);
  }
}
