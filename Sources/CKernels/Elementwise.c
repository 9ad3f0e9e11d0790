#include "Elementwise.h"

#include "Dispatch.h"

CK_KERNEL void ck_axpy(long n, float alpha, const float *x, float *y) {
#pragma clang fp contract(fast)
  for (long i = 0; i < n; i++) y[i] += alpha * x[i];
}

CK_KERNEL void ck_add(long n, const float *a, const float *b, float *out) {
  CK_IN_PLACE
  for (long i = 0; i < n; i++) out[i] = a[i] + b[i];
}

CK_KERNEL void ck_scale(long n, float alpha, float *x) {
  for (long i = 0; i < n; i++) x[i] *= alpha;
}

CK_KERNEL void ck_multiply(long n, const float *a, const float *b, float *out) {
  CK_IN_PLACE
  for (long i = 0; i < n; i++) out[i] = a[i] * b[i];
}

CK_KERNEL void ck_multiply_add(long n, const float *a, const float *b, float *y) {
#pragma clang fp contract(fast)
  for (long i = 0; i < n; i++) y[i] += a[i] * b[i];
}
