#include "Optimizer.h"

#include "Dispatch.h"

// a b + c rounded once, as PyTorch's vectorised kernels do it.
CK_INLINE float fused(float a, float b, float c) {
#pragma clang fp contract(fast)
  return a * b + c;
}

CK_KERNEL void ck_adam(long n, ck_adam_step step, const float *gradient, float *parameter, float *first, float *second) {
#pragma clang fp contract(off)
  for (long i = 0; i < n; i++) {
    float p = parameter[i] * step.retention;
    float g = fused(p, step.penalty, gradient[i]);
    float m = fused(step.first_weight, g - first[i], first[i]);
    float v = fused(step.second_weight * g, g, second[i] * step.second_decay);
    float denominator = __builtin_elementwise_sqrt(v) / step.correction + step.epsilon;
    parameter[i] = p + -step.step_size * m / denominator;
    first[i] = m;
    second[i] = v;
  }
}

CK_KERNEL void ck_sgd(long n, float learning_rate, float penalty, const float *gradient, float *parameter) {
  for (long i = 0; i < n; i++) {
    float g = fused(parameter[i], penalty, gradient[i]);
    parameter[i] = fused(g, -learning_rate, parameter[i]);
  }
}

CK_KERNEL double ck_sum_of_squares(long n, const float *x) {
#pragma clang fp reassociate(on) contract(fast)
  double sum = 0;
  for (long i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}
