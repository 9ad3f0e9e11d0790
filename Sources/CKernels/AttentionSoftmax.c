#include "AttentionSoftmax.h"

#include "Dispatch.h"
#include "VectorMath.h"

enum { lanes = 32 };

CK_INLINE long seen_columns(long row, long columns, long visible, long step) {
  long seen = visible + row * step;
  return seen < 0 ? 0 : seen > columns ? columns : seen;
}

CK_INLINE float maximum(long n, const float *x) {
  float best[lanes];
  for (int l = 0; l < lanes; l++) best[l] = x[0];
  long i = 0;
  for (; i + lanes <= n; i += lanes)
    for (int l = 0; l < lanes; l++) best[l] = x[i + l] > best[l] ? x[i + l] : best[l];
  for (; i < n; i++) best[0] = x[i] > best[0] ? x[i] : best[0];
  for (int l = 1; l < lanes; l++) best[0] = best[l] > best[0] ? best[l] : best[0];
  return best[0];
}

CK_INLINE void softmax_row(long n, float *x) {
#pragma clang fp reassociate(on) contract(fast)
  if (n == 0) return;
  float shift = maximum(n, x), sum = 0;
  for (long i = 0; i < n; i++) {
    float e = ck_exp(x[i] - shift);
    x[i] = e;
    sum += e;
  }
  float scale = 1.0f / sum;
  for (long i = 0; i < n; i++) x[i] *= scale;
}

CK_INLINE void softmax_backward_row(long n, float scale, const float *p, float *g) {
#pragma clang fp reassociate(on) contract(fast)
  float sum = 0;
  for (long i = 0; i < n; i++) sum += p[i] * g[i];
  for (long i = 0; i < n; i++) g[i] = scale * p[i] * (g[i] - sum);
}

CK_KERNEL void ck_softmax_rows(long rows, long columns, long stride, long visible, long step, float *x) {
  for (long row = 0; row < rows; row++) {
    long seen = seen_columns(row, columns, visible, step);
    softmax_row(seen, x + row * stride);
    memset(x + row * stride + seen, 0, sizeof(float) * (size_t)(columns - seen));
  }
}

CK_KERNEL void ck_softmax_backward_rows(
  long rows, long columns, long stride, long visible, long step, float scale, const float *p, float *g) {
  for (long row = 0; row < rows; row++) {
    long seen = seen_columns(row, columns, visible, step);
    softmax_backward_row(seen, scale, p + row * stride, g + row * stride);
    memset(g + row * stride + seen, 0, sizeof(float) * (size_t)(columns - seen));
  }
}

CK_KERNEL void ck_softmax_dropout_backward_rows(
  long rows, long columns, long stride, long visible, long step, float scale, ck_random_key key, float probability, long first, long pitch,
  float *factors, float *p, float *g) {
  for (long row = 0; row < rows; row++) {
    long seen = seen_columns(row, columns, visible, step);
    float *pr = p + row * stride, *gr = g + row * stride;
    for (long i = 0; i < seen; i++) factors[i] = 1;
    ck_dropout(key, probability, first + row * pitch, seen, factors, factors);
    for (long i = 0; i < seen; i++) gr[i] *= factors[i];
    softmax_backward_row(seen, scale, pr, gr);
    for (long i = 0; i < seen; i++) pr[i] *= factors[i];
    memset(gr + seen, 0, sizeof(float) * (size_t)(columns - seen));
  }
}
