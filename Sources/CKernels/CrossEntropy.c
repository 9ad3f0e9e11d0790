#include "CrossEntropy.h"

#include "VectorMath.h"

enum { lanes = 64, chunk = 4096 };

CK_INLINE float greatest(long n, const float *x) {
  float most[lanes];
  for (int l = 0; l < lanes; l++) most[l] = -INFINITY;
  long i = 0;
  for (; i + lanes <= n; i += lanes)
    for (int l = 0; l < lanes; l++) most[l] = x[i + l] > most[l] ? x[i + l] : most[l];
  for (; i < n; i++) most[0] = x[i] > most[0] ? x[i] : most[0];
  for (int l = 1; l < lanes; l++) most[0] = most[l] > most[0] ? most[l] : most[0];
  return most[0];
}

CK_INLINE float sum_of_exponentials(long n, const float *x, float offset) {
#pragma clang fp reassociate(on)
  float sum = 0;
  for (long i = 0; i < n; i++) sum += ck_exp(x[i] - offset);
  return sum;
}

CK_KERNEL double ck_log_sum_exp(long n, const float *x) {
  float most = greatest(n, x);
  double sum = 0;
  for (long i = 0; i < n; i += chunk) sum += (double)sum_of_exponentials(n - i < chunk ? n - i : chunk, x + i, most);
  return (double)most + log(sum);
}

CK_KERNEL void ck_cross_entropy_backward(long n, const float *x, float log_sum, long label, float scale, float *out) {
  CK_IN_PLACE
  for (long i = 0; i < n; i++) out[i] = scale * ck_exp(x[i] - log_sum);
  out[label] -= scale;
}
