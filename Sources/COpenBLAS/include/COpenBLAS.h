#pragma once

/// The loaded library's `cblas_sgemm`, for row-major matrices: C = alpha * op(A) op(B) + beta * C, with op(A) m x k and op(B) k x n.
/// Loads OpenBLAS on the first call. Aborts with a message when no library can be loaded; ask `cob_load` first to avoid that.
void cob_sgemm(
  int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta,
  float *c, int ldc);

/// Loads OpenBLAS with the best kernels that the processor can run, for one thread. Returns NULL, or why it could not be loaded.
const char *cob_load(void);

/// The name of the kernels in use ("SkylakeX"), or NULL before `cob_load` succeeded.
const char *cob_kernels(void);

/// The library's own configuration line, or NULL before `cob_load` succeeded.
const char *cob_config(void);
