#define _GNU_SOURCE
#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Linking OpenBLAS would fix its kernels before the program could have a say, and a library that does not know the processor falls back
// to the oldest ones, six times slower. So it is loaded by name, asked what it chose, and loaded anew when the processor can do better.

enum { row_major = 101, no_transpose = 111, transpose = 112 };

typedef void (*Sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);

// LAPACK as Fortran has it: matrices by columns, everything by address, and the lengths of texts at the end.
typedef void (*Sgesdd)(
  const char *, const int *, const int *, float *, const int *, float *, float *, const int *, float *, const int *, float *, const int *,
  int *, int *, size_t);
typedef void (*Sgeqrf)(const int *, const int *, float *, const int *, float *, float *, const int *, int *);
typedef void (*Sorgqr)(const int *, const int *, const int *, float *, const int *, const float *, float *, const int *, int *);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *library;
static Sgemm sgemm;
static Sgesdd sgesdd;
static Sgeqrf sgeqrf;
static Sorgqr sorgqr;
static char kernels[64];
static char config[256];
static char failure[512];

// The instruction set a kernel family is written for: 0 SSE, 1 AVX, 2 AVX2 with FMA, 3 AVX-512.
static int level_of(const char *name) {
  static const struct {
    const char *name;
    int level;
  } known[] = {
    {"SkylakeX", 3}, {"Cooperlake", 3}, {"SapphireRapids", 3}, {"Haswell", 2}, {"Zen", 2},        {"Excavator", 2},
    {"Sandybridge", 1}, {"Bulldozer", 1}, {"Piledriver", 1}, {"Steamroller", 1},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcasecmp(known[i].name, name) == 0) return known[i].level;
  return 0;
}

// The best family this processor can run, never above it: SkylakeX kernels without AVX-512 die of an illegal instruction.
static const char *best_for_processor(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (
    __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return NULL;
}

static const char *ask(const char *symbol) {
  char *(*question)(void) = (char *(*)(void))dlsym(library, symbol);
  return question ? question() : "unknown";
}

static int open_library(void) {
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so"};
  for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (library) return 1;
  snprintf(failure, sizeof failure, "%s", dlerror());
  return 0;
}

static void choose_kernels(void) {
  if (!open_library()) return;
  const char *best = best_for_processor();
  if (!best || getenv("OPENBLAS_CORETYPE") || level_of(ask("openblas_get_corename")) >= level_of(best)) return;
  dlclose(library);
  library = NULL;
  setenv("OPENBLAS_CORETYPE", best, 1);
  open_library();
  unsetenv("OPENBLAS_CORETYPE");  // the choice is ours alone: programs started from here make their own
}

static void bind_symbols(void) {
  sgemm = (Sgemm)dlsym(library, "cblas_sgemm");
  void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (!sgemm || !set_threads) {
    snprintf(failure, sizeof failure, "the library has no cblas_sgemm or openblas_set_num_threads");
    sgemm = NULL;
    return;
  }
  sgesdd = (Sgesdd)dlsym(library, "sgesdd_");
  sgeqrf = (Sgeqrf)dlsym(library, "sgeqrf_");
  sorgqr = (Sorgqr)dlsym(library, "sorgqr_");
  set_threads(1);
  snprintf(kernels, sizeof kernels, "%s", ask("openblas_get_corename"));
  snprintf(config, sizeof config, "%s", ask("openblas_get_config"));
}

static void load(void) {
  // The library's own threads would fight ours for the cores: it gets one, from the start.
  char *users = getenv("OPENBLAS_NUM_THREADS");
  users = users ? strdup(users) : NULL;
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  choose_kernels();
  if (users) setenv("OPENBLAS_NUM_THREADS", users, 1);
  else unsetenv("OPENBLAS_NUM_THREADS");
  free(users);
  if (library) bind_symbols();
}

const char *cob_load(void) {
  pthread_once(&once, load);
  return sgemm ? NULL : failure;
}

const char *cob_kernels(void) { return sgemm ? kernels : NULL; }

const char *cob_config(void) { return sgemm ? config : NULL; }

void cob_sgemm(
  int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta,
  float *c, int ldc) {
  const char *reason = cob_load();
  if (reason) {
    fprintf(stderr, "maestro: cannot load OpenBLAS (Debian's libopenblas0-pthread): %s\n", reason);
    exit(1);
  }
  sgemm(
    row_major, transpose_a ? transpose : no_transpose, transpose_b ? transpose : no_transpose, m, n, k, alpha, a, lda, b, ldb, beta, c,
    ldc);
}

// The workspace that a routine asks for comes as a float, which may have lost its last digits.
static int workspace(float wanted) { return (int)((double)wanted * 1.0001) + 64; }

int cob_sgesdd(int m, int n, float *a, float *s, float *u, float *vt) {
  if (cob_load() || !sgesdd) return cob_missing;
  int k = m < n ? m : n, info = 0, query = -1;
  float wanted = 0;
  int *iwork = malloc((size_t)k * 8 * sizeof *iwork);
  if (!iwork) return cob_missing;
  sgesdd("S", &m, &n, a, &m, s, u, &m, vt, &k, &wanted, &query, iwork, &info, 1);
  int length = workspace(wanted);
  float *work = info ? NULL : malloc((size_t)length * sizeof *work);
  if (work) sgesdd("S", &m, &n, a, &m, s, u, &m, vt, &k, work, &length, iwork, &info, 1);
  else if (!info) info = cob_missing;
  free(work);
  free(iwork);
  return info;
}

int cob_sgeqrf(int m, int n, float *a, float *tau) {
  if (cob_load() || !sgeqrf) return cob_missing;
  int info = 0, query = -1;
  float wanted = 0;
  sgeqrf(&m, &n, a, &m, tau, &wanted, &query, &info);
  int length = workspace(wanted);
  float *work = info ? NULL : malloc((size_t)length * sizeof *work);
  if (work) sgeqrf(&m, &n, a, &m, tau, work, &length, &info);
  else if (!info) info = cob_missing;
  free(work);
  return info;
}

int cob_sorgqr(int m, int n, int k, float *a, const float *tau) {
  if (cob_load() || !sorgqr) return cob_missing;
  int info = 0, query = -1;
  float wanted = 0;
  sorgqr(&m, &n, &k, a, &m, tau, &wanted, &query, &info);
  int length = workspace(wanted);
  float *work = info ? NULL : malloc((size_t)length * sizeof *work);
  if (work) sorgqr(&m, &n, &k, a, &m, tau, work, &length, &info);
  else if (!info) info = cob_missing;
  free(work);
  return info;
}
