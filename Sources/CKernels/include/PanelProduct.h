#pragma once

/// How the numbers of a matrix are stored.
typedef enum { ck_float32, ck_float16, ck_bfloat16 } ck_format;

/// A matrix whose rows are `stride` numbers apart, read as its transpose when `is_transposed`.
typedef struct {
  const void *numbers;
  long stride;
  int is_transposed;
  ck_format format;
} ck_matrix;

/// Products are formed in slices of this many terms: a block of the first factor has at most so many columns, its rows that many floats
/// plus 16 apart.
enum { ck_slice = 256, ck_block_stride = ck_slice + 16 };

/// Columns of a panel and rows of a tile, whose sums fill this processor's registers.
long ck_panel_width(void);
long ck_tile_height(void);

/// Copies `columns` columns of `depth` rows of b, at most a slice, from row `row` and column `column` on, into panels: one after another
/// (depth, panel width), the last one filled up with zeros. Halves are widened.
void ck_pack_panels(ck_matrix b, long row, long column, long depth, long columns, float *panels);

/// Copies `rows` rows of `depth` columns of a, at most a slice, from row `row` and column `column` on, into rows `ck_block_stride` apart.
void ck_copy_block(ck_matrix a, long row, long column, long rows, long depth, float *block);

/// Copies the first `n` numbers of a matrix's first row as floats.
void ck_copy_numbers(long n, ck_matrix from, float *to);

/// c = alpha * a b + beta * c for a block a of `depth` columns, `ck_block_stride` apart, and panels b of that depth. With a beta of 0 the
/// old contents of c are not read.
void ck_multiply_panels(
  long rows, long columns, long depth, float alpha, const float *block, const float *panels, float beta, float *c, long c_stride);

/// c = alpha * a b + beta * c for whole matrices, a (rows, depth) and b (depth, columns), on the calling thread.
void ck_product(
  long rows, long columns, long depth, float alpha, ck_matrix a, ck_matrix b, float beta, float *c, long c_stride);
