#pragma once

/// Copies `rows` runs of `n` floats, `from_stride` floats apart in the source and `to_stride` apart in the target.
void ck_copy_rows(long rows, long n, const float *from, long from_stride, float *to, long to_stride);
