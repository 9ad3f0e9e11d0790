#pragma once

/// y += alpha * x, over n elements.
void ck_axpy(long n, float alpha, const float *x, float *y);

/// out = a + b, over n elements; out may be a or b.
void ck_add(long n, const float *a, const float *b, float *out);

/// x *= alpha, over n elements.
void ck_scale(long n, float alpha, float *x);

/// out = a * b, over n elements; out may be a or b.
void ck_multiply(long n, const float *a, const float *b, float *out);

/// y += a * b, over n elements.
void ck_multiply_add(long n, const float *a, const float *b, float *y);
