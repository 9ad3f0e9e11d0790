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

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *library;
static Sgemm sgemm;
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
