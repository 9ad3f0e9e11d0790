#include "Activation.h"

#include "VectorMath.h"

CK_KERNEL void ck_gelu(long n, const float *x, float *y) {
  CK_IN_PLACE
  for (long i = 0; i < n; i++) y[i] = x[i] * ck_normal(x[i]).cumulative;
}

CK_KERNEL void ck_gelu_backward(long n, const float *x, const float *g, float *dx) {
#pragma clang fp contract(fast)
  CK_IN_PLACE
  for (long i = 0; i < n; i++) {
    ck_normal_values normal = ck_normal(x[i]);
    dx[i] = g[i] * (normal.cumulative + x[i] * normal.density);
  }
}

CK_KERNEL void ck_add_bias(long rows, long columns, long stride, const float *bias, float *y) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) y[r * stride + c] += bias[c];
}

CK_KERNEL void ck_add_bias_gelu(long rows, long columns, long stride, const float *bias, float *x, float *y) {
  for (long r = 0; r < rows; r++) {
    float *from = x + r * stride, *to = y + r * stride;
    if (bias)
      for (long c = 0; c < columns; c++) from[c] += bias[c];
    CK_IN_PLACE
    for (long c = 0; c < columns; c++) to[c] = from[c] * ck_normal(from[c]).cumulative;
  }
}
