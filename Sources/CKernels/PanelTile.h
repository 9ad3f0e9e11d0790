// The product of a block and panels for one instruction set, which the includer describes: NAME, TARGET, LANES floats in a vector, ROWS
// of a tile. A tile of ROWS rows and two vectors keeps its sums in registers; its inner loop loads two vectors, and one number a row.

#define CK_JOIN_NAMES(a, b) a##_##b
#define CK_JOIN(a, b) CK_JOIN_NAMES(a, b)
#define CK_NAMED(name) CK_JOIN(name, NAME)

typedef float CK_NAMED(vector) __attribute__((vector_size(LANES * 4), aligned(4)));

// `rows` is a constant at the place of call; `columns` are the panel's, or fewer in the last one.
static inline __attribute__((always_inline)) TARGET void CK_NAMED(tile)(
  const long rows, long columns, long depth, float alpha, const float *restrict a, const float *restrict panel, float beta,
  float *restrict c, long c_stride) {
#pragma clang fp contract(fast)
  CK_NAMED(vector) sums[ROWS][2];
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++) {
    sums[i][0] = sums[i][1] = (CK_NAMED(vector)){0};
    for (long j = 0; j < 2 * LANES; j += 16) __builtin_prefetch(c + i * c_stride + j, 1);
    __builtin_prefetch(c + i * c_stride + 2 * LANES - 1, 1);
  }
#pragma clang loop unroll_count(2)
  for (long k = 0; k < depth; k++) {
    CK_NAMED(vector) left = *(const CK_NAMED(vector) *)(panel + k * 2 * LANES);
    CK_NAMED(vector) right = *(const CK_NAMED(vector) *)(panel + k * 2 * LANES + LANES);
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++) {
      float factor = a[i * ck_block_stride + k];
      sums[i][0] += factor * left;
      sums[i][1] += factor * right;
    }
  }
  if (columns == 2 * LANES) {
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (long half = 0; half < 2; half++) {
        CK_NAMED(vector) *to = (CK_NAMED(vector) *)(c + i * c_stride + half * LANES);
        *to = beta == 0.0f ? alpha * sums[i][half] : alpha * sums[i][half] + beta * *to;
      }
    return;
  }
  // Sums that were picked out one by one could not stay in registers above: they are stored first.
  float stored[2 * LANES];
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; i++) {
    *(CK_NAMED(vector) *)stored = alpha * sums[i][0];
    *(CK_NAMED(vector) *)(stored + LANES) = alpha * sums[i][1];
    float *to = c + i * c_stride;
    for (long j = 0; j < columns; j++) to[j] = beta == 0.0f ? stored[j] : stored[j] + beta * to[j];
  }
}

// A panel stays in the first-level cache while the block, in the second, passes by.
TARGET static void CK_NAMED(multiply)(
  long rows, long columns, long depth, float alpha, const float *block, const float *panels, float beta, float *c, long c_stride) {
  for (long j = 0; j < columns; j += 2 * LANES, panels += depth * 2 * LANES) {
    long width = columns - j < 2 * LANES ? columns - j : 2 * LANES, i = 0;
    for (; i + ROWS <= rows; i += ROWS)
      CK_NAMED(tile)(ROWS, width, depth, alpha, block + i * ck_block_stride, panels, beta, c + i * c_stride + j, c_stride);
#define CK_REST(count) \
  case count: \
    CK_NAMED(tile)(count, width, depth, alpha, block + i * ck_block_stride, panels, beta, c + i * c_stride + j, c_stride); \
    break;
    switch (rows - i) {
      CK_REST(1)
      CK_REST(2)
      CK_REST(3)
      CK_REST(4)
      CK_REST(5)
#if ROWS > 6
      CK_REST(6)
      CK_REST(7)
      CK_REST(8)
      CK_REST(9)
      CK_REST(10)
      CK_REST(11)
      CK_REST(12)
      CK_REST(13)
#endif
      default: break;
    }
  }
}

#undef CK_REST
#undef CK_NAMED
#undef CK_JOIN
#undef CK_JOIN_NAMES
#undef NAME
#undef TARGET
#undef LANES
#undef ROWS
