#pragma once

/// Copies `rows` runs of `n` floats, `from_stride` floats apart in the source and `to_stride` apart in the target.
void ck_copy_rows(long rows, long n, const float *from, long from_stride, float *to, long to_stride);

/// Copies what one output position of a convolution sees of a channels-last map (height, width, channels): the patch (kernel, kernel,
/// channels) whose first pixel is at (top, left), zero outside the map.
/// Of it the `count` numbers from `first` on.
void ck_gather_patch(
  long height, long width, long channels, long kernel, long top, long left, const float *map, long first, long count, float *out);
