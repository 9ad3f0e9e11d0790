#include "DepthwiseConvolution.h"

#include <stddef.h>

#include "Dispatch.h"

// Channels of a strip: its weights and the sums of its outputs stay in registers while the row is walked.
enum { strip = 16, taps = 9 };

// The strip's part of the row, `n` channels of it (a constant where the caller gives one).
CK_INLINE void convolve_strip(
  long n, long width, long channels, const float *const rows[3], const float *weight, const float *bias, float *y) {
#pragma clang fp contract(fast)
  float w[taps][strip], b[strip];
  for (int tap = 0; tap < taps; tap++)
    for (long c = 0; c < n; c++) w[tap][c] = weight[tap * channels + c];
  for (long c = 0; c < n; c++) b[c] = bias ? bias[c] : 0;
  for (long x = 0; x < width; x++) {
    float sum[strip];
    const float *centre = rows[1] + x * channels;
    for (long c = 0; c < n; c++) sum[c] = centre[c] + b[c];
    for (int r = 0; r < 3; r++) {
      if (!rows[r]) continue;
      const float *in = rows[r] + x * channels;
      if (x > 0)
        for (long c = 0; c < n; c++) sum[c] += w[3 * r][c] * in[c - channels];
      for (long c = 0; c < n; c++) sum[c] += w[3 * r + 1][c] * in[c];
      if (x + 1 < width)
        for (long c = 0; c < n; c++) sum[c] += w[3 * r + 2][c] * in[c + channels];
    }
    for (long c = 0; c < n; c++) y[x * channels + c] = sum[c];
  }
}

CK_KERNEL void ck_depthwise_row(
  long width, long channels, const float *above, const float *row, const float *below, const float *weight, const float *bias, float *y) {
  for (long c = 0; c < channels; c += strip) {
    const float *const strips[3] = {above ? above + c : NULL, row + c, below ? below + c : NULL};
    if (channels - c >= strip) convolve_strip(strip, width, channels, strips, weight + c, bias ? bias + c : NULL, y + c);
    else convolve_strip(channels - c, width, channels, strips, weight + c, bias ? bias + c : NULL, y + c);
  }
}

CK_INLINE void weight_strip(
  long n, long width, long channels, const float *const rows[3], const float *gradient, float *weight_gradient, float *bias_gradient) {
#pragma clang fp contract(fast)
  float w[taps][strip] = {0}, b[strip] = {0};
  for (long x = 0; x < width; x++) {
    const float *g = gradient + x * channels;
    for (long c = 0; c < n; c++) b[c] += g[c];
    for (int r = 0; r < 3; r++) {
      if (!rows[r]) continue;
      const float *in = rows[r] + x * channels;
      if (x > 0)
        for (long c = 0; c < n; c++) w[3 * r][c] += g[c] * in[c - channels];
      for (long c = 0; c < n; c++) w[3 * r + 1][c] += g[c] * in[c];
      if (x + 1 < width)
        for (long c = 0; c < n; c++) w[3 * r + 2][c] += g[c] * in[c + channels];
    }
  }
  for (int tap = 0; tap < taps; tap++)
    for (long c = 0; c < n; c++) weight_gradient[tap * channels + c] += w[tap][c];
  for (long c = 0; c < n; c++) bias_gradient[c] += b[c];
}

CK_KERNEL void ck_depthwise_weight_row(
  long width, long channels, const float *above, const float *row, const float *below, const float *gradient, float *weight_gradient,
  float *bias_gradient) {
  for (long c = 0; c < channels; c += strip) {
    const float *const strips[3] = {above ? above + c : NULL, row + c, below ? below + c : NULL};
    if (channels - c >= strip) weight_strip(strip, width, channels, strips, gradient + c, weight_gradient + c, bias_gradient + c);
    else weight_strip(channels - c, width, channels, strips, gradient + c, weight_gradient + c, bias_gradient + c);
  }
}
