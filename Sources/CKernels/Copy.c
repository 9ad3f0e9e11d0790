#include "Copy.h"

#include "Dispatch.h"

CK_KERNEL void ck_copy_rows(long rows, long n, const float *from, long from_stride, float *to, long to_stride) {
  for (long row = 0; row < rows; row++)
    for (long i = 0; i < n; i++) to[row * to_stride + i] = from[row * from_stride + i];
}
