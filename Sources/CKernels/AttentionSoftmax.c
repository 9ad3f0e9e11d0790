#include "AttentionSoftmax.h"

#include "Dispatch.h"
#include "VectorMath.h"

// Rows are walked in whole vectors: a remainder goes through a vector of its own, as exponentials one by one would cost more than all the
// rest of a short row.
enum { lanes = 16 };

CK_INLINE long seen_columns(long row, long columns, long visible, long step) {
  long seen = visible + row * step;
  return seen < 0 ? 0 : seen > columns ? columns : seen;
}

CK_INLINE long whole_vectors(long n) { return n & ~(long)(lanes - 1); }

CK_INLINE void clear(long n, float *x) {
  if (n > 0) memset(x, 0, sizeof(float) * (size_t)n);
}

CK_INLINE float maximum(long n, const float *x) {
  float best[lanes], rest = x[0];
  for (int l = 0; l < lanes; l++) best[l] = rest;
  long whole = whole_vectors(n);
  for (long i = 0; i < whole; i += lanes)
    for (int l = 0; l < lanes; l++) best[l] = x[i + l] > best[l] ? x[i + l] : best[l];
  for (long i = whole; i < n; i++) rest = x[i] > rest ? x[i] : rest;
  for (int width = lanes / 2; width > 0; width /= 2)
    for (int l = 0; l < width; l++) best[l] = best[l + width] > best[l] ? best[l + width] : best[l];
  return best[0] > rest ? best[0] : rest;
}

// x = exp(x - shift) over n elements, a multiple of `lanes`; returns their sum.
CK_INLINE float exponentials(long n, float shift, float *x) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
#pragma clang loop vectorize_width(16) interleave_count(1)
  for (long i = 0; i < n; i++) {
    float e = ck_exp(x[i] - shift);
    x[i] = e;
    sum += e;
  }
  return sum;
}

CK_INLINE void softmax_row(long n, float *x) {
  if (n == 0) return;
  long whole = whole_vectors(n);
  float shift = maximum(n, x), sum = exponentials(whole, shift, x);
  if (whole < n) {
    float rest[lanes];
    for (int l = 0; l < lanes; l++) rest[l] = whole + l < n ? x[whole + l] : -INFINITY;
    sum += exponentials(lanes, shift, rest);
    for (long i = whole; i < n; i++) x[i] = rest[i - whole];
  }
  float scale = 1.0f / sum;
#pragma clang loop vectorize_width(16) interleave_count(1)
  for (long i = 0; i < n; i++) x[i] *= scale;
}

CK_INLINE void softmax_backward_row(long n, float scale, const float *restrict p, float *restrict g) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
#pragma clang loop vectorize_width(16) interleave_count(1)
  for (long i = 0; i < n; i++) sum += p[i] * g[i];
#pragma clang loop vectorize_width(16) interleave_count(1)
  for (long i = 0; i < n; i++) g[i] = scale * p[i] * (g[i] - sum);
}

CK_KERNEL void ck_softmax_rows(long rows, long columns, long stride, long visible, long step, float *x) {
  for (long row = 0; row < rows; row++) {
    long seen = seen_columns(row, columns, visible, step);
    softmax_row(seen, x + row * stride);
    clear(columns - seen, x + row * stride + seen);
  }
}

CK_KERNEL void ck_softmax_backward_rows(
  long rows, long columns, long stride, long visible, long step, float scale, const float *p, float *g) {
  for (long row = 0; row < rows; row++) {
    long seen = seen_columns(row, columns, visible, step);
    softmax_backward_row(seen, scale, p + row * stride, g + row * stride);
    clear(columns - seen, g + row * stride + seen);
  }
}

CK_KERNEL void ck_softmax_dropout_backward_rows(
  long rows, long columns, long stride, long visible, long step, float scale, ck_random_key key, float probability, long first, long pitch,
  float *factors, float *p, float *g) {
  for (long row = 0; row < rows; row++) {
    long seen = seen_columns(row, columns, visible, step);
    float *pr = p + row * stride, *gr = g + row * stride;
    ck_dropout_factors(key, probability, first + row * pitch, seen, factors);
    for (long i = 0; i < seen; i++) gr[i] *= factors[i];
    softmax_backward_row(seen, scale, pr, gr);
    for (long i = 0; i < seen; i++) pr[i] *= factors[i];
    clear(columns - seen, gr + seen);
  }
}
