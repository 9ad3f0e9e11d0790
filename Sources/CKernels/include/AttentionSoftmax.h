#pragma once

#include "Dropout.h"

/// Softmax of every row in place. Row r sees its first visible + r * step columns, cut to 0...columns; the others become 0, and so does
/// a row that sees none.
void ck_softmax_rows(long rows, long columns, long stride, long visible, long step, float *x);

/// From probabilities p and the gradient g of the probabilities, the gradient of what the softmax was taken of, times `scale`:
/// g = scale * p * (g - sum(p * g)) along each row. Rows see columns as in `ck_softmax_rows`; g becomes 0 in the others.
void ck_softmax_backward_rows(long rows, long columns, long stride, long visible, long step, float scale, const float *p, float *g);

/// As `ck_softmax_backward_rows` where dropout fell on the probabilities, whose gradient g is: its mask is drawn again, elements of row r
/// from first + r * pitch on, and p leaves with the mask applied. `factors` holds `columns` floats for the mask of one row.
void ck_softmax_dropout_backward_rows(
  long rows, long columns, long stride, long visible, long step, float scale, ck_random_key key, float probability, long first, long pitch,
  float *factors, float *p, float *g);
