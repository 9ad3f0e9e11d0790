#include "DepthwiseConvolution.h"

#include <stddef.h>
#include <string.h>

#include "Dispatch.h"

// A strip of 16 channels keeps its nine weights in registers while it is walked along the row, and so does the 3 x 3 neighbourhood, of which
// each step loads one new column. The row is cut into tiles so that what one strip leaves in the cache the next one finds there.
enum { lanes = 16, taps = 9, tile = 16 };

// Vectors never cross a call, as every helper is inlined: how they would be passed does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float Lanes __attribute__((vector_size(lanes * sizeof(float))));

// One column of the neighbourhood: the pixels above, at and below.
typedef struct {
  Lanes above, at, below;
} Column;

// n channels, of at most 16; a whole strip is one load.
CK_INLINE Lanes load(long n, const float *x) {
  Lanes v = {0};
  memcpy(&v, x, sizeof(float) * (size_t)n);
  return v;
}

CK_INLINE void store(long n, Lanes v, float *x) { memcpy(x, &v, sizeof(float) * (size_t)n); }

CK_INLINE Column load_column(long n, const float *const rows[3], long offset) {
  Column column = {{0}, load(n, rows[1] + offset), {0}};
  if (rows[0]) column.above = load(n, rows[0] + offset);
  if (rows[2]) column.below = load(n, rows[2] + offset);
  return column;
}

CK_INLINE void convolve_strip(
  long n, long first, long last, long width, long channels, const float *const rows[3], const float *weight, const float *bias, float *y) {
#pragma clang fp contract(fast)
  Lanes w[taps], b = {0};
  for (int tap = 0; tap < taps; tap++) w[tap] = load(n, weight + tap * channels);
  if (bias) b = load(n, bias);
  Column left = {{0}, {0}, {0}}, here = load_column(n, rows, first * channels);
  if (first > 0) left = load_column(n, rows, (first - 1) * channels);
  for (long x = first; x < last; x++) {
    Column right = {{0}, {0}, {0}};
    if (x + 1 < width) right = load_column(n, rows, (x + 1) * channels);
    Lanes a = here.at + b;
    Lanes above = w[0] * left.above + w[1] * here.above + w[2] * right.above;
    Lanes at = w[3] * left.at + w[4] * here.at + w[5] * right.at;
    Lanes below = w[6] * left.below + w[7] * here.below + w[8] * right.below;
    store(n, a + above + at + below, y + x * channels);
    left = here;
    here = right;
  }
}

CK_KERNEL void ck_depthwise_row(
  long width, long channels, const float *above, const float *row, const float *below, const float *weight, const float *bias, float *y) {
  for (long first = 0; first < width; first += tile) {
    long last = first + tile < width ? first + tile : width;
    for (long c = 0; c < channels; c += lanes) {
      const float *const rows[3] = {above ? above + c : NULL, row + c, below ? below + c : NULL};
      if (channels - c >= lanes) convolve_strip(lanes, first, last, width, channels, rows, weight + c, bias ? bias + c : NULL, y + c);
      else convolve_strip(channels - c, first, last, width, channels, rows, weight + c, bias ? bias + c : NULL, y + c);
    }
  }
}

CK_INLINE void weight_strip(
  long n, long first, long last, long width, long channels, const float *const rows[3], const float *gradient, float *weight_gradient,
  float *bias_gradient) {
#pragma clang fp contract(fast)
  Lanes w[taps] = {0}, b = {0};
  Column left = {{0}, {0}, {0}}, here = load_column(n, rows, first * channels);
  if (first > 0) left = load_column(n, rows, (first - 1) * channels);
  for (long x = first; x < last; x++) {
    Column right = {{0}, {0}, {0}};
    if (x + 1 < width) right = load_column(n, rows, (x + 1) * channels);
    Lanes g = load(n, gradient + x * channels);
    b += g;
    w[0] += g * left.above, w[1] += g * here.above, w[2] += g * right.above;
    w[3] += g * left.at, w[4] += g * here.at, w[5] += g * right.at;
    w[6] += g * left.below, w[7] += g * here.below, w[8] += g * right.below;
    left = here;
    here = right;
  }
  for (int tap = 0; tap < taps; tap++) store(n, load(n, weight_gradient + tap * channels) + w[tap], weight_gradient + tap * channels);
  store(n, load(n, bias_gradient) + b, bias_gradient);
}

CK_KERNEL void ck_depthwise_weight_row(
  long width, long channels, const float *above, const float *row, const float *below, const float *gradient, float *weight_gradient,
  float *bias_gradient) {
  for (long first = 0; first < width; first += tile) {
    long last = first + tile < width ? first + tile : width;
    for (long c = 0; c < channels; c += lanes) {
      const float *const rows[3] = {above ? above + c : NULL, row + c, below ? below + c : NULL};
      long n = channels - c;
      if (n >= lanes) weight_strip(lanes, first, last, width, channels, rows, gradient + c, weight_gradient + c, bias_gradient + c);
      else weight_strip(n, first, last, width, channels, rows, gradient + c, weight_gradient + c, bias_gradient + c);
    }
  }
}
