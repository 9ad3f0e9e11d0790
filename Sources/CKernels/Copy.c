#include "Copy.h"

#include <string.h>

#include "Dispatch.h"

CK_KERNEL void ck_copy_rows(long rows, long n, const float *restrict from, long from_stride, float *restrict to, long to_stride) {
  for (long row = 0; row < rows; row++)
    for (long i = 0; i < n; i++) to[row * to_stride + i] = from[row * from_stride + i];
}

void ck_gather_patch(long height, long width, long channels, long kernel, long top, long left, const float *map, float *patch) {
  long first = left < 0 ? 0 : left;
  long last = left + kernel > width ? width : left + kernel;
  long before = (first - left) * channels;
  long copied = last > first ? (last - first) * channels : 0;
  long run = kernel * channels;
  for (long y = top; y < top + kernel; y++, patch += run) {
    if (y < 0 || y >= height || copied == 0) {
      memset(patch, 0, sizeof(float) * (size_t)run);
      continue;
    }
    if (before > 0) memset(patch, 0, sizeof(float) * (size_t)before);
    memcpy(patch + before, map + (y * width + first) * channels, sizeof(float) * (size_t)copied);
    if (before + copied < run) memset(patch + before + copied, 0, sizeof(float) * (size_t)(run - before - copied));
  }
}
