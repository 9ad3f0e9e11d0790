#pragma once

/// log(sum(exp(x))) over n elements.
double ck_log_sum_exp(long n, const float *x);

/// out = scale * (exp(x - log_sum) - (1 at `label`, else 0)): the gradient of scale * (log_sum - x[label]). out may be x.
void ck_cross_entropy_backward(long n, const float *x, float log_sum, long label, float scale, float *out);
