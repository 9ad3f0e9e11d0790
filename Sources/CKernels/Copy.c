#include "Copy.h"

#include <string.h>

#include "Dispatch.h"

CK_KERNEL void ck_copy_rows(long rows, long n, const float *restrict from, long from_stride, float *restrict to, long to_stride) {
  for (long row = 0; row < rows; row++)
    for (long i = 0; i < n; i++) to[row * to_stride + i] = from[row * from_stride + i];
}

static long within(long value, long least, long most) { return value < least ? least : value > most ? most : value; }

void ck_gather_patch(
  long height, long width, long channels, long kernel, long top, long left, const float *map, long first, long count, float *out) {
  long run = kernel * channels;
  // Of a run, the part that lies inside the map's row.
  long inside = within(-left * channels, 0, run), outside = within((width - left) * channels, inside, run);
  for (long line = first / run; count > 0; line++) {
    long start = first - line * run, end = start + count < run ? start + count : run, y = top + line;
    long from = within(inside, start, end), to = y < 0 || y >= height ? from : within(outside, from, end);
    memset(out, 0, sizeof(float) * (size_t)(from - start));
    if (to > from) memcpy(out + (from - start), map + (y * width + left) * channels + from, sizeof(float) * (size_t)(to - from));
    memset(out + (to - start), 0, sizeof(float) * (size_t)(end - to));
    out += end - start;
    count -= end - start;
    first += end - start;
  }
}
