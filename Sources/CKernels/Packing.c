#include <string.h>

#include "Conversion.h"
#include "Dispatch.h"
#include "PanelProduct.h"

typedef float sixteen __attribute__((vector_size(64), aligned(4)));

// Vectors never cross a call, as every helper is inlined: how they would be passed does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

enum { widest_panel = 32 };

static long least(long a, long b) { return a < b ? a : b; }

// 16 x 16 numbers, transposed: pairs of rows, pairs of pairs, then the four quarters of a row change places. Only the last two steps cross
// quarters of 16 bytes, and they move whole ones.
CK_INLINE void transpose_sixteen(const float *from, long from_stride, float *to, long to_stride) {
  sixteen a[16], b[16];
#pragma clang loop unroll(full)
  for (long i = 0; i < 16; i++) a[i] = *(const sixteen *)(from + i * from_stride);
#pragma clang loop unroll(full)
  for (long i = 0; i < 16; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < 16; i += 4)
#pragma clang loop unroll(full)
    for (long j = 0; j < 2; j++) {
      a[i + 2 * j] = __builtin_shufflevector(b[i + j], b[i + j + 2], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      a[i + 2 * j + 1] = __builtin_shufflevector(b[i + j], b[i + j + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
#pragma clang loop unroll(full)
  for (long i = 0; i < 4; i++) {
    sixteen low = __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
    sixteen high = __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    sixteen next_low = __builtin_shufflevector(a[i + 8], a[i + 12], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
    sixteen next_high = __builtin_shufflevector(a[i + 8], a[i + 12], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    *(sixteen *)(to + i * to_stride) = __builtin_shufflevector(low, next_low, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    *(sixteen *)(to + (i + 4) * to_stride) =
      __builtin_shufflevector(high, next_high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    *(sixteen *)(to + (i + 8) * to_stride) =
      __builtin_shufflevector(low, next_low, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    *(sixteen *)(to + (i + 12) * to_stride) =
      __builtin_shufflevector(high, next_high, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
}

// to (columns, rows) = the transpose of from (rows, columns), in blocks of sixteen.
CK_INLINE void transpose(long rows, long columns, const float *from, long from_stride, float *to, long to_stride) {
  long i = 0;
  for (; i + 16 <= rows; i += 16) {
    long j = 0;
    for (; j + 16 <= columns; j += 16) transpose_sixteen(from + i * from_stride + j, from_stride, to + j * to_stride + i, to_stride);
    for (; j < columns; j++)
      for (long l = i; l < i + 16; l++) to[j * to_stride + l] = from[l * from_stride + j];
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

// One row of a panel; whole vectors need no call.
CK_INLINE void copy_columns(long filled, long width, const float *from, float *to) {
  if (filled == 32) {
    *(sixteen *)to = *(const sixteen *)from;
    *(sixteen *)(to + 16) = *(const sixteen *)(from + 16);
  } else if (filled == 16) {
    *(sixteen *)to = *(const sixteen *)from;
  } else {
    memcpy(to, from, sizeof(float) * (size_t)filled);
  }
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
  // Panel by panel: their rows lie a power of two apart, and would meet in one set of the cache.
  for (long first = 0; first < columns; first += width, panels += depth * width) {
    long filled = least(width, columns - first);
    float room[widest_panel];
    for (long k = 0; k < depth; k++)
      copy_columns(filled, width, floats(b, (row + k) * b.stride + column + first, filled, room), panels + k * width);
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
