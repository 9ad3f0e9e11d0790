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

CK_KERNEL void ck_gelu_recompute(long n, const float *restrict x, float *restrict g, float *restrict y) {
#pragma clang fp contract(fast)
  for (long i = 0; i < n; i++) {
    ck_normal_values normal = ck_normal(x[i]);
    g[i] *= normal.cumulative + x[i] * normal.density;
    y[i] = x[i] * normal.cumulative;
  }
}

CK_KERNEL void ck_add_bias(long rows, long columns, long stride, const float *bias, float *y) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) y[r * stride + c] += bias[c];
}
