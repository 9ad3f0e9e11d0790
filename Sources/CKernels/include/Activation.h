#pragma once

/// y = x * (1 + erf(x / sqrt 2)) / 2, within 1e-6; y may be x.
void ck_gelu(long n, const float *x, float *y);

/// dx = g * gelu'(x); dx may be x or g.
void ck_gelu_backward(long n, const float *x, const float *g, float *dx);

/// Both for a backward that needs the value too: g *= gelu'(x) and y = gelu(x). The three are apart.
void ck_gelu_recompute(long n, const float *x, float *g, float *y);

/// y += bias for every row of a block of a matrix whose rows are `stride` floats apart.
void ck_add_bias(long rows, long columns, long stride, const float *bias, float *y);
