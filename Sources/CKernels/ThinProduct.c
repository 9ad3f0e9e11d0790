#include "ThinProduct.h"

#include "Dispatch.h"
#include "VectorMath.h"

// Vectors never cross a call, as every helper is inlined: how they would be passed does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

// Tiles keep their sums in registers: eight vectors of eight floats fit every instruction set's register file with room for operands.
typedef float vector __attribute__((vector_size(32), aligned(4)));
enum { wide = 8, depth_chunk = 1024, panel = 256, outer_depth = 64, tile_thin = 4, tiles_ahead = 3 };

typedef _Float16 half_vector __attribute__((vector_size(16), aligned(2)));
typedef uint16_t short_vector __attribute__((vector_size(16), aligned(2)));
typedef uint32_t long_vector __attribute__((vector_size(32)));

// Eight numbers of a row in a format that is a constant at the place of call.
CK_INLINE vector load(const ck_format format, const void *row, long first) {
  if (format == ck_float16) return __builtin_convertvector(*(const half_vector *)((const char *)row + 2 * first), vector);
  if (format == ck_bfloat16) {
    long_vector bits = __builtin_convertvector(*(const short_vector *)((const char *)row + 2 * first), long_vector) << 16;
    vector floats;
    memcpy(&floats, &bits, sizeof floats);
    return floats;
  }
  return *(const vector *)((const float *)row + first);
}

CK_INLINE float number(const ck_format format, const void *row, long index) {
  if (format == ck_float32) return ((const float *)row)[index];
  uint16_t bits;
  memcpy(&bits, (const char *)row + 2 * index, sizeof bits);
  if (format == ck_bfloat16) return ck_float_of((uint32_t)bits << 16);
  _Float16 half;
  memcpy(&half, &bits, sizeof half);
  return (float)half;
}

CK_INLINE const void *row_of(const ck_format format, const void *a, long numbers) {
  return (const char *)a + numbers * (format == ck_float32 ? 4 : 2);
}

CK_INLINE float sum_of(const vector *v) {
  float pairs[4] = {(*v)[0] + (*v)[4], (*v)[1] + (*v)[5], (*v)[2] + (*v)[6], (*v)[3] + (*v)[7]};
  return (pairs[0] + pairs[2]) + (pairs[1] + pairs[3]);
}

CK_INLINE void store(float *c, float alpha, float value, float beta) { *c = alpha * value + (beta == 0.0f ? 0.0f : beta * *c); }

// `rows` rows of a times `thin` rows of b, both constants at the place of call.
CK_INLINE void dot_tile(
  const ck_format format, const long rows, const long thin, long depth, float alpha, const void *a, long a_stride, const float *b, long b_stride, float beta,
  float *c, long c_row, long c_column) {
#pragma clang fp contract(fast)
  vector sums[4][tile_thin] = {0};
  long k = 0;
  for (; k + wide <= depth; k += wide) {
    vector operands[4];
    // The rows some tiles on: their pages are new, and there the processor does not look ahead by itself.
    if (k % (format == ck_float32 ? 16 : 32) == 0) {
#pragma clang loop unroll(full)
      for (long i = 0; i < rows; i++) __builtin_prefetch(row_of(format, a, (i + tiles_ahead * rows) * a_stride + k));
    }
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++) operands[i] = load(format, row_of(format, a, i * a_stride), k);
#pragma clang loop unroll(full)
    for (long j = 0; j < thin; j++) {
      vector other = *(const vector *)(b + j * b_stride + k);
#pragma clang loop unroll(full)
      for (long i = 0; i < rows; i++) sums[i][j] += operands[i] * other;
    }
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (long j = 0; j < thin; j++) {
      float sum = sum_of(&sums[i][j]);
      for (long rest = k; rest < depth; rest++) sum += number(format, a, i * a_stride + rest) * b[j * b_stride + rest];
      store(c + i * c_row + j * c_column, alpha, sum, beta);
    }
}

// `rows` rows of a, a constant, times all `thin` rows of b.
CK_INLINE void dot_rows(
  const ck_format format, const long rows, long thin, long depth, float alpha, const void *a, long a_stride, const float *b, long b_stride, float beta, float *c,
  long c_row, long c_column) {
  long j = 0;
  for (; j + tile_thin <= thin; j += tile_thin)
    dot_tile(format, rows, tile_thin, depth, alpha, a, a_stride, b + j * b_stride, b_stride, beta, c + j * c_column, c_row, c_column);
  const float *rest = b + j * b_stride;
  float *to = c + j * c_column;
  switch (thin - j) {
    case 1: dot_tile(format, rows, 1, depth, alpha, a, a_stride, rest, b_stride, beta, to, c_row, c_column); break;
    case 2: dot_tile(format, rows, 2, depth, alpha, a, a_stride, rest, b_stride, beta, to, c_row, c_column); break;
    case 3: dot_tile(format, rows, 3, depth, alpha, a, a_stride, rest, b_stride, beta, to, c_row, c_column); break;
    default: break;
  }
}

CK_INLINE void dot_all(
  const ck_format format, long rows, long thin, long depth, float alpha, const void *a, long a_stride, const float *b, long b_stride,
  float beta, float *c, long c_row, long c_column) {
  for (long first = 0; first == 0 || first < depth; first += depth_chunk) {
    long count = depth - first < depth_chunk ? depth - first : depth_chunk;
    float kept = first == 0 ? beta : 1.0f;
    long i = 0;
    for (; i + 2 <= rows; i += 2)
      dot_rows(
        format, 2, thin, count, alpha, row_of(format, a, i * a_stride + first), a_stride, b + first, b_stride, kept, c + i * c_row, c_row,
        c_column);
    if (i < rows)
      dot_rows(
        format, 1, thin, count, alpha, row_of(format, a, i * a_stride + first), a_stride, b + first, b_stride, kept, c + i * c_row, c_row,
        c_column);
  }
}

CK_KERNEL void ck_thin_dot(
  long rows, long thin, long depth, float alpha, ck_matrix a, const float *b, long b_stride, float beta, float *c, long c_row,
  long c_column) {
  switch (a.format) {
    case ck_float32:
      dot_all(ck_float32, rows, thin, depth, alpha, a.numbers, a.stride, b, b_stride, beta, c, c_row, c_column);
      break;
    case ck_float16:
      dot_all(ck_float16, rows, thin, depth, alpha, a.numbers, a.stride, b, b_stride, beta, c, c_row, c_column);
      break;
    case ck_bfloat16:
      dot_all(ck_bfloat16, rows, thin, depth, alpha, a.numbers, a.stride, b, b_stride, beta, c, c_row, c_column);
      break;
  }
}

// `rows` x `vectors` of c in registers, both constants.
CK_INLINE void expand_tile(
  const long rows, const long vectors, long thin, float alpha, const float *a, long a_stride, const float *b, long b_stride, float beta,
  float *c, long c_stride) {
#pragma clang fp contract(fast)
  vector sums[4][2] = {0};
  for (long k = 0; k < thin; k++) {
    vector operands[2];
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++) operands[v] = *(const vector *)(b + k * b_stride + v * wide);
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++) {
      float factor = a[i * a_stride + k];
#pragma clang loop unroll(full)
      for (long v = 0; v < vectors; v++) sums[i][v] += factor * operands[v];
    }
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++) {
      vector *to = (vector *)(c + i * c_stride + v * wide);
      *to = beta == 0.0f ? alpha * sums[i][v] : alpha * sums[i][v] + beta * *to;
    }
}

// All columns of `rows` rows of c, a constant.
CK_INLINE void expand_rows(
  const long rows, long columns, long thin, float alpha, const float *a, long a_stride, const float *b, long b_stride, float beta, float *c,
  long c_stride) {
#pragma clang fp contract(fast)
  long n = 0;
  for (; n + 2 * wide <= columns; n += 2 * wide) expand_tile(rows, 2, thin, alpha, a, a_stride, b + n, b_stride, beta, c + n, c_stride);
  for (; n < columns; n++)
    for (long i = 0; i < rows; i++) {
      float sum = 0;
      for (long k = 0; k < thin; k++) sum += a[i * a_stride + k] * b[k * b_stride + n];
      store(c + i * c_stride + n, alpha, sum, beta);
    }
}

CK_KERNEL void ck_thin_expand(
  long rows, long columns, long thin, float alpha, const float *a, long a_stride, const float *b, long b_stride, float beta, float *c,
  long c_stride) {
  for (long n = 0; n < columns; n += panel) {
    long count = columns - n < panel ? columns - n : panel, i = 0;
    for (; i + 4 <= rows; i += 4)
      expand_rows(4, count, thin, alpha, a + i * a_stride, a_stride, b + n, b_stride, beta, c + i * c_stride + n, c_stride);
    for (; i < rows; i++)
      expand_rows(1, count, thin, alpha, a + i * a_stride, a_stride, b + n, b_stride, beta, c + i * c_stride + n, c_stride);
  }
}

// sums += (factors a) (rows of b), for `rows` rows of sums, up to four, and `steps` rows of b, one or two: both constants.
CK_INLINE void outer_step(
  const long rows, const long steps, long columns, const float *a, long a_row, long a_column, const float *b, long b_stride,
  float (*restrict sums)[panel]) {
#pragma clang fp contract(fast)
  float factors[4][2];
  for (long i = 0; i < rows; i++)
    for (long k = 0; k < steps; k++) factors[i][k] = a[i * a_row + k * a_column];
  for (long n = 0; n < columns; n++)
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++) {
      float sum = sums[i][n];
#pragma clang loop unroll(full)
      for (long k = 0; k < steps; k++) sum += factors[i][k] * b[k * b_stride + n];
      sums[i][n] = sum;
    }
}

// `rows` rows of a panel of c. Rows of b are read from end to end and the sums lie apart from c: with strides of some power of two, going
// down columns would meet in one set of the cache, and what is stored to c would look like what is loaded from b.
CK_INLINE void outer_rows(
  const long rows, long columns, long depth, float alpha, const float *a, long a_row, long a_column, const float *b, long b_stride,
  float beta, float *c, long c_stride) {
#pragma clang fp contract(fast)
  float sums[4][panel] = {0};
  long k = 0;
  for (; k + 2 <= depth; k += 2) outer_step(rows, 2, columns, a + k * a_column, a_row, a_column, b + k * b_stride, b_stride, sums);
  if (k < depth) outer_step(rows, 1, columns, a + k * a_column, a_row, a_column, b + k * b_stride, b_stride, sums);
  for (long i = 0; i < rows; i++) {
    float *to = c + i * c_stride;
    if (beta == 0.0f)
      for (long n = 0; n < columns; n++) to[n] = alpha * sums[i][n];
    else
      for (long n = 0; n < columns; n++) to[n] = alpha * sums[i][n] + beta * to[n];
  }
}

CK_INLINE void outer_panel(
  long thin, long columns, long depth, float alpha, const float *a, long a_row, long a_column, const float *b, long b_stride, float beta,
  float *c, long c_stride) {
  for (long i = 0; i < thin; i += 4) {
    const float *factors = a + i * a_row;
    float *to = c + i * c_stride;
    switch (thin - i) {
      case 1: outer_rows(1, columns, depth, alpha, factors, a_row, a_column, b, b_stride, beta, to, c_stride); break;
      case 2: outer_rows(2, columns, depth, alpha, factors, a_row, a_column, b, b_stride, beta, to, c_stride); break;
      case 3: outer_rows(3, columns, depth, alpha, factors, a_row, a_column, b, b_stride, beta, to, c_stride); break;
      default: outer_rows(4, columns, depth, alpha, factors, a_row, a_column, b, b_stride, beta, to, c_stride); break;
    }
  }
}

CK_KERNEL void ck_thin_outer(
  long thin, long columns, long depth, float alpha, const float *a, long a_row, long a_column, const float *b, long b_stride, float beta,
  float *c, long c_stride) {
  for (long k = 0; k == 0 || k < depth; k += outer_depth) {
    long steps = depth - k < outer_depth ? depth - k : outer_depth;
    for (long n = 0; n < columns; n += panel)
      outer_panel(
        thin, columns - n < panel ? columns - n : panel, steps, alpha, a + k * a_column, a_row, a_column, b + k * b_stride + n, b_stride,
        k == 0 ? beta : 1.0f, c + n, c_stride);
  }
}
