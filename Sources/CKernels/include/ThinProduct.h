#pragma once

#include "PanelProduct.h"

// Products of which one extent is thin, up to 16 or so: there a general matrix product packs more than it multiplies. Rows lie `..._stride`
// floats apart. With a beta of 0, c's old contents are not read.

/// c[i * c_row + j * c_column] = alpha * (row i of a) . (row j of b) + beta * the same, for i in 0..<rows, j in 0..<thin; rows of `depth`.
/// Those of a may be halves; it is read as it lies, transposed or not.
void ck_thin_dot(
  long rows, long thin, long depth, float alpha, ck_matrix a, const float *b, long b_stride, float beta, float *c, long c_row,
  long c_column);

/// c = alpha * a b + beta * c, with a (rows, thin), b (thin, columns).
void ck_thin_expand(
  long rows, long columns, long thin, float alpha, const float *a, long a_stride, const float *b, long b_stride, float beta, float *c,
  long c_stride);

/// c = alpha * a b + beta * c, with a (thin, depth), b (depth, columns); element (i, k) of a is a[i * a_row + k * a_column].
void ck_thin_outer(
  long thin, long columns, long depth, float alpha, const float *a, long a_row, long a_column, const float *b, long b_stride, float beta,
  float *c, long c_stride);
