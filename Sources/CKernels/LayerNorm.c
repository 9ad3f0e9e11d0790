#include "LayerNorm.h"

#include "Dispatch.h"

#include <math.h>
#include <stddef.h>

CK_INLINE float mean_of(long n, const float *x) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (long i = 0; i < n; i++) sum += x[i];
  return sum / (float)n;
}

CK_INLINE float variance_of(long n, const float *x, float mean) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (long i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
  return sum / (float)n;
}

CK_KERNEL void ck_layer_norm(
  long rows, long width, const float *x, const float *weight, const float *bias, float epsilon, float *y, float *means, float *factors) {
#pragma clang fp contract(fast)
  for (long r = 0; r < rows; r++) {
    const float *from = x + r * width;
    float *to = y + r * width;
    float mean = mean_of(width, from);
    float factor = 1.0f / sqrtf(variance_of(width, from, mean) + epsilon);
    CK_IN_PLACE
    for (long i = 0; i < width; i++) to[i] = (from[i] - mean) * factor * weight[i] + bias[i];
    if (means) means[r] = mean;
    if (factors) factors[r] = factor;
  }
}

// dx = factor * (w g - mean(w g) - normalised * mean(w g normalised)), with means over the row.
CK_INLINE void input_gradient(
  long width, const float *x, float mean, float factor, const float *weight, const float *g, float *dx) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0, product = 0;
  for (long i = 0; i < width; i++) {
    float scaled = g[i] * weight[i];
    sum += scaled;
    product += scaled * (x[i] - mean);
  }
  float offset = sum / (float)width;
  float slope = product * factor * factor / (float)width;
  CK_IN_PLACE
  for (long i = 0; i < width; i++) dx[i] = factor * (g[i] * weight[i] - offset - (x[i] - mean) * slope);
}

CK_KERNEL void ck_layer_norm_backward(
  long rows, long width, const float *x, const float *means, const float *factors, const float *weight, const float *g, float *dx,
  float *weight_sums, float *bias_sums) {
#pragma clang fp contract(fast)
  for (long r = 0; r < rows; r++) {
    const float *input = x + r * width, *gradient = g + r * width;
    float mean = means[r], factor = factors[r];
    if (weight_sums)
      for (long i = 0; i < width; i++) weight_sums[i] += gradient[i] * ((input[i] - mean) * factor);
    if (bias_sums)
      for (long i = 0; i < width; i++) bias_sums[i] += gradient[i];
    if (dx) input_gradient(width, input, mean, factor, weight, gradient, dx + r * width);
  }
}

CK_KERNEL void ck_column_sums(long rows, long width, const float *x, float *sums) {
  for (long r = 0; r < rows; r++)
    for (long i = 0; i < width; i++) sums[i] += x[r * width + i];
}
