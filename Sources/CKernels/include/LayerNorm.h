#pragma once

/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias for every row, with the biased variance. Unless they are NULL, `means` and
/// `factors` get each row's mean and 1 / sqrt(variance + epsilon). y may be x.
void ck_layer_norm(
  long rows, long width, const float *x, const float *weight, const float *bias, float epsilon, float *y, float *means, float *factors);

/// The gradient of the above. dx is overwritten; `weight_sums` and `bias_sums` are added to. Each of the three may be NULL; dx may be g.
void ck_layer_norm_backward(
  long rows, long width, const float *x, const float *means, const float *factors, const float *weight, const float *g, float *dx,
  float *weight_sums, float *bias_sums);

/// sums[c] += x[0][c] + x[1][c] + ... for a matrix of `rows` rows.
void ck_column_sums(long rows, long width, const float *x, float *sums);
