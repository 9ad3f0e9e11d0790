#include <string.h>

#include "Conversion.h"
#include "Dispatch.h"
#include "PanelProduct.h"

typedef float four __attribute__((vector_size(16), aligned(4)));

enum { widest_panel = 32 };

static long least(long a, long b) { return a < b ? a : b; }

// to (columns, rows) = the transpose of from (rows, columns), four by four.
CK_INLINE void transpose(long rows, long columns, const float *from, long from_stride, float *to, long to_stride) {
  long i = 0;
  for (; i + 4 <= rows; i += 4) {
    long j = 0;
    for (; j + 4 <= columns; j += 4) {
      const float *x = from + i * from_stride + j;
      float *y = to + j * to_stride + i;
      four a = *(const four *)x, b = *(const four *)(x + from_stride);
      four c = *(const four *)(x + 2 * from_stride), d = *(const four *)(x + 3 * from_stride);
      four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      four ef = __builtin_shufflevector(a, b, 2, 6, 3, 7), gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      *(four *)y = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
      *(four *)(y + to_stride) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
      *(four *)(y + 2 * to_stride) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
      *(four *)(y + 3 * to_stride) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
    }
    for (; j < columns; j++)
      for (long l = 0; l < 4; l++) to[j * to_stride + i + l] = from[(i + l) * from_stride + j];
  }
  for (; i < rows; i++)
    for (long j = 0; j < columns; j++) to[j * to_stride + i] = from[i * from_stride + j];
}

// `n` numbers from the `first`th on, as floats: where they are, or widened into `room`.
CK_INLINE const float *floats(ck_matrix m, long first, long n, float *room) {
  switch (m.format) {
    case ck_float32: return (const float *)m.numbers + first;
    case ck_float16: ck_widen_half(n, (const char *)m.numbers + 2 * first, room); return room;
    case ck_bfloat16: ck_widen_bfloat(n, (const char *)m.numbers + 2 * first, room); return room;
  }
  return NULL;
}

// One row of a panel; a copy of known size needs no call.
CK_INLINE void copy_columns(long filled, long width, const float *from, float *to) {
  if (filled == 32) memcpy(to, from, 32 * sizeof(float));
  else if (filled == 16) memcpy(to, from, 16 * sizeof(float));
  else memcpy(to, from, sizeof(float) * (size_t)filled);
  if (filled < width) memset(to + filled, 0, sizeof(float) * (size_t)(width - filled));
}

// A panel of a transposed b, whose columns are runs of `depth` numbers.
CK_INLINE void pack_transposed(ck_matrix b, long row, long column, long depth, long columns, long width, float *panel) {
  float room[widest_panel * ck_block_stride];
  const float *from = (const float *)b.numbers + column * b.stride + row;
  long stride = b.stride;
  if (b.format != ck_float32) {
    for (long j = 0; j < columns; j++) floats(b, (column + j) * b.stride + row, depth, room + j * ck_block_stride);
    from = room;
    stride = ck_block_stride;
  }
  if (columns < width) memset(panel, 0, sizeof(float) * (size_t)(depth * width));
  transpose(columns, depth, from, stride, panel, width);
}

CK_KERNEL void ck_pack_panels(ck_matrix b, long row, long column, long depth, long columns, float *panels) {
  long width = ck_panel_width();
  if (b.is_transposed) {
    for (long j = 0; j < columns; j += width)
      pack_transposed(b, row, column + j, depth, least(width, columns - j), width, panels + j * depth);
    return;
  }
  float room[1024];
  long group = sizeof room / sizeof *room;
  for (long k = 0; k < depth; k++)
    for (long first = 0; first < columns; first += group) {
      long count = least(group, columns - first);
      const float *from = floats(b, (row + k) * b.stride + column + first, count, room);
      for (long j = 0; j < count; j += width) {
        float *to = panels + (first + j) * depth + k * width;
        copy_columns(least(width, count - j), width, from + j, to);
      }
    }
}

CK_KERNEL void ck_copy_block(ck_matrix a, long row, long column, long rows, long depth, float *block) {
  if (a.is_transposed) {
    float room[1024];
    if (a.format == ck_float32) {
      transpose(depth, rows, (const float *)a.numbers + column * a.stride + row, a.stride, block, ck_block_stride);
      return;
    }
    for (long k = 0; k < depth; k++)
      for (long first = 0; first < rows; first += 1024) {
        long count = least(1024, rows - first);
        const float *from = floats(a, (column + k) * a.stride + row + first, count, room);
        transpose(1, count, from, count, block + first * ck_block_stride + k, ck_block_stride);
      }
    return;
  }
  for (long i = 0; i < rows; i++) {
    float *to = block + i * ck_block_stride;
    const float *from = floats(a, (row + i) * a.stride + column, depth, to);
    if (from != to) memcpy(to, from, sizeof(float) * (size_t)depth);
  }
}

void ck_copy_numbers(long n, ck_matrix from, float *to) {
  const float *numbers = floats(from, 0, n, to);
  if (numbers != to) memcpy(to, numbers, sizeof(float) * (size_t)n);
}
