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

/// What the routines below return when the library has no LAPACK, or there is no memory; otherwise LAPACK's own `info`, 0 when all is well.
enum { cob_missing = -1000 };

/// a (m x n, by columns) = u diag(s) vt, with k = min(m, n): u m x k, s k and falling, vt k x n. Destroys a.
int cob_sgesdd(int m, int n, float *a, float *s, float *u, float *vt);

/// a (m x n, by columns) = q r: r is left in the upper triangle of a, q below it and in tau (min(m, n)).
int cob_sgeqrf(int m, int n, float *a, float *tau);

/// The first n columns of q, n <= m, from the first k <= n reflectors that `cob_sgeqrf` left in a (m x n) and tau.
int cob_sorgqr(int m, int n, int k, float *a, const float *tau);
