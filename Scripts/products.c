// The matrix products of one training step and nothing else: what the step would take if all that surrounds them were free.
//
//   products LIST [--table]     LIST has a line `m n k first_transposed second_transposed count` for each kind of product
//
// Each product goes through the best of the libraries that are here, on two threads: with two threads of the library's own, or cut into two
// halves of its rows or columns on two threads of ours. Which one that is is tried out first. Then, for each line `go` of standard input,
// all products are done as often as the step does them, and a line of JSON says how long they took. With --table, it prints how each
// product fared at its best and ends.
//
//   cc -O2 -pthread -I Sources/COpenBLAS/include Scripts/products.c Sources/COpenBLAS/OpenBLAS.c -ldl -o products

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "COpenBLAS.h"

typedef struct {
  int m, n, k, first_transposed, second_transposed, count;
  float *a, *b, *c;
  int way;
  double best;
} Product;

enum { openblas, onednn, libraries };
enum { whole, rows, columns, cuts };
enum { ways = libraries * cuts };

static const char *const way_names[ways] = {
  "OpenBLAS, its threads", "OpenBLAS, halves of rows", "OpenBLAS, halves of columns",
  "oneDNN, its threads",   "oneDNN, halves of rows",   "oneDNN, halves of columns",
};

static void (*set_openblas_threads)(int);
static void (*set_openmp_threads)(int);
static int (*dnnl_sgemm)(
  char, char, long, long, long, float, const float *, long, const float *, long, float, float *, long);

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// Some rows and columns of the product on the calling thread.
static void multiply(const Product *p, int library, int row, int row_count, int column, int column_count) {
  int lda = p->first_transposed ? p->m : p->k, ldb = p->second_transposed ? p->k : p->n;
  const float *a = p->a + (p->first_transposed ? (size_t)row : (size_t)row * (size_t)lda);
  const float *b = p->b + (p->second_transposed ? (size_t)column * (size_t)ldb : (size_t)column);
  float *c = p->c + (size_t)row * (size_t)p->n + column;
  if (library == openblas)
    cob_sgemm(p->first_transposed, p->second_transposed, row_count, column_count, p->k, 1, a, lda, b, ldb, 0, c, p->n);
  else
    dnnl_sgemm(
      p->first_transposed ? 'T' : 'N', p->second_transposed ? 'T' : 'N', row_count, column_count, p->k, 1, a, lda, b, ldb, 0, c, p->n);
}

static void multiply_half(const Product *p, int way, int half) {
  int library = way / cuts, cut = way % cuts;
  int first = (cut == rows ? p->m : p->n) / 2, rest = (cut == rows ? p->m : p->n) - first;
  int begin = half ? first : 0, length = half ? rest : first;
  if (cut == rows) multiply(p, library, begin, length, 0, p->n);
  else multiply(p, library, 0, p->m, begin, length);
}

// The second thread: it looks for the next half all the time while products follow each other, and sleeps between passes.
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static int is_open;
static const Product *job;
static int job_way;
static atomic_int asked, answered;

static void *helper(void *unused) {
  (void)unused;
  if (set_openmp_threads) set_openmp_threads(1);
  for (int done = 0;; done++) {
    while (atomic_load(&asked) == done) {
      pthread_mutex_lock(&door);
      while (!is_open) pthread_cond_wait(&opened, &door);
      pthread_mutex_unlock(&door);
    }
    multiply_half(job, job_way, 1);
    atomic_store(&answered, done + 1);
  }
  return NULL;
}

static void let_helper_work(int does) {
  pthread_mutex_lock(&door);
  is_open = does;
  pthread_cond_signal(&opened);
  pthread_mutex_unlock(&door);
}

// What the libraries are set to; 0 before the first product.
static int threads;

// Seconds of one product in one way.
static double run(Product *p, int way) {
  int wanted = way % cuts == whole ? 2 : 1;
  if (threads != wanted) {
    if (set_openblas_threads) set_openblas_threads(wanted);
    if (set_openmp_threads) set_openmp_threads(wanted);
    threads = wanted;
    let_helper_work(wanted == 1);
  }
  double start = now();
  if (way % cuts == whole) {
    multiply(p, way / cuts, 0, p->m, 0, p->n);
  } else {
    job = p;
    job_way = way;
    int number = atomic_fetch_add(&asked, 1) + 1;
    multiply_half(p, way, 0);
    while (atomic_load(&answered) != number) pause_briefly();
  }
  return now() - start;
}

static int can(const Product *p, int way) {
  if (way / cuts == onednn && !dnnl_sgemm) return 0;
  return way % cuts == whole || (way % cuts == rows ? p->m : p->n) >= 2;
}

// Finds the best way: three tries each, more when they are short.
static void try_out(Product *p) {
  p->best = 1e300;
  for (int way = 0; way < ways; way++) {
    if (!can(p, way)) continue;
    double began = now(), best = 1e300;
    for (int turn = 0; turn < 3 || (turn < 50 && now() - began < 0.02); turn++) {
      double seconds = run(p, way);
      if (turn > 0 && seconds < best) best = seconds;
    }
    if (best < p->best) {
      p->best = best;
      p->way = way;
    }
  }
}

// Every product as often as the step does it: the seconds of all of them, like those of a step, the machine's moods included.
static double pass(Product *products, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++)
    for (int turn = 0; turn < products[i].count; turn++) sum += run(&products[i], products[i].way);
  let_helper_work(0);
  threads = 0;
  return sum;
}

static double operations(const Product *p) { return 2.0 * p->m * p->n * p->k * p->count; }

static float *filled(size_t count) {
  float *numbers = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!numbers) {
    fprintf(stderr, "products: no memory for %zu numbers\n", count);
    exit(1);
  }
  for (size_t i = 0; i < count; i++) numbers[i] = (float)(i % 251) / 251 - 0.4f;
  return numbers;
}

// The operands of all products lie in the same place, as large as the largest wants: a step's own lie in more, and so cost more.
static void give_operands(Product *products, int count) {
  size_t a = 0, b = 0, c = 0;
  for (int i = 0; i < count; i++) {
    size_t m = (size_t)products[i].m, n = (size_t)products[i].n, k = (size_t)products[i].k;
    if (m * k > a) a = m * k;
    if (k * n > b) b = k * n;
    if (m * n > c) c = m * n;
  }
  float *first = filled(a), *second = filled(b), *result = filled(c);
  for (int i = 0; i < count; i++) {
    products[i].a = first;
    products[i].b = second;
    products[i].c = result;
  }
}

static int read_list(const char *path, Product **products) {
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  int count = 0;
  Product p = {0};
  *products = NULL;
  while (fscanf(file, "%d %d %d %d %d %d", &p.m, &p.n, &p.k, &p.first_transposed, &p.second_transposed, &p.count) == 6) {
    *products = realloc(*products, (size_t)(count + 1) * sizeof p);
    (*products)[count++] = p;
  }
  fclose(file);
  if (count == 0) {
    fprintf(stderr, "products: %s has no products\n", path);
    exit(1);
  }
  return count;
}

static void open_libraries(void) {
  const char *reason = cob_load();
  if (reason) {
    fprintf(stderr, "products: cannot load OpenBLAS: %s\n", reason);
    exit(1);
  }
  // The copy that cob_load has chosen the kernels of, which is open already.
  void *blas = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD);
  if (!blas) blas = dlopen("libopenblas.so", RTLD_NOW | RTLD_NOLOAD);
  if (blas) set_openblas_threads = (void (*)(int))dlsym(blas, "openblas_set_num_threads");
  void *dnnl = dlopen("libdnnl.so.2", RTLD_NOW);
  if (!dnnl) dnnl = dlopen("libdnnl.so.3", RTLD_NOW);
  if (!dnnl) return;
  *(void **)&dnnl_sgemm = dlsym(dnnl, "dnnl_sgemm");
  void *openmp = dlopen("libgomp.so.1", RTLD_NOW | RTLD_NOLOAD);
  if (openmp) set_openmp_threads = (void (*)(int))dlsym(openmp, "omp_set_num_threads");
}

static void print_table(const Product *products, int count) {
  double sum = 0, all = 0;
  for (int i = 0; i < count; i++) {
    const Product *p = &products[i];
    double seconds = p->best * p->count;
    sum += seconds;
    all += operations(p);
    printf(
      "%6d x %6d x %6d %c%c %5d times %9.1f ms %8.1f GFLOP/s  %s\n", p->m, p->n, p->k, p->first_transposed ? 'T' : 'N',
      p->second_transposed ? 'T' : 'N', p->count, seconds * 1e3, operations(p) / seconds / 1e9, way_names[p->way]);
  }
  printf("%.3f TFLOP in %.3f s: %.1f GFLOP/s%s\n", all / 1e12, sum, all / sum / 1e9, dnnl_sgemm ? "" : "; oneDNN (libdnnl2) is left out");
}

int main(int argument_count, char *arguments[]) {
  if (argument_count < 2) {
    fprintf(stderr, "usage: products LIST [--table]\n");
    return 2;
  }
  // OpenMP reads these when it is loaded: its threads must not spin while ours have the cores.
  setenv("OMP_NUM_THREADS", "2", 1);
  setenv("OMP_WAIT_POLICY", "passive", 0);
  Product *products;
  int count = read_list(arguments[1], &products);
  open_libraries();
  give_operands(products, count);
  pthread_t thread;
  pthread_create(&thread, NULL, helper, NULL);
  double all = 0;
  for (int i = 0; i < count; i++) {
    try_out(&products[i]);
    all += operations(&products[i]);
  }
  if (argument_count > 2 && strcmp(arguments[2], "--table") == 0) {
    print_table(products, count);
    return 0;
  }
  printf(
    "{\"ready\":{\"tflop\":\"%.3f\",\"kernels\":\"%s\",\"onednn\":\"%s\"}}\n", all / 1e12, cob_kernels(), dnnl_sgemm ? "used" : "left out");
  fflush(stdout);
  char line[64];
  while (fgets(line, sizeof line, stdin) && strcmp(line, "go\n") == 0) {
    printf("{\"seconds\":%.9f}\n", pass(products, count));
    fflush(stdout);
  }
  printf("{\"peak_bytes\":0}\n");
  return 0;
}
