#define _GNU_SOURCE
#include "ThreadPool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

// One job at a time: the caller publishes it under the mutex and bumps `generation`; every worker takes indices from `next`
// until none is left, then reports itself idle. Workers spin for a moment before they sleep, as kernels follow each other closely.

typedef struct {
  void (*body)(void *, long);
  void *context;
  long count;
} Job;

static pthread_mutex_t use = PTHREAD_MUTEX_INITIALIZER;  // held by the one caller that owns the pool
static pthread_mutex_t state = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static Job job;
static atomic_long next_index;
static atomic_int running;  // workers that have not finished the present job
static atomic_uint generation;
static atomic_int stopping;
static pthread_t *workers;
static int worker_count;
static atomic_int wanted_threads;
static _Thread_local int inside;

static const int spins = 4000;

static void take_indices(void) {
  inside = 1;
  for (;;) {
    long index = atomic_fetch_add_explicit(&next_index, 1, memory_order_relaxed);
    if (index >= job.count) break;
    job.body(job.context, index);
  }
  inside = 0;
}

static void *work(void *start) {
  unsigned seen = (unsigned)(unsigned long)start;
  for (;;) {
    int spin = 0;
    while (atomic_load_explicit(&generation, memory_order_acquire) == seen && spin < spins) {
      spin++;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    if (atomic_load_explicit(&generation, memory_order_acquire) == seen) {
      pthread_mutex_lock(&state);
      while (atomic_load_explicit(&generation, memory_order_acquire) == seen) pthread_cond_wait(&wake, &state);
      pthread_mutex_unlock(&state);
    }
    seen = atomic_load_explicit(&generation, memory_order_acquire);
    if (atomic_load(&stopping)) return NULL;
    take_indices();
    atomic_fetch_sub_explicit(&running, 1, memory_order_release);
  }
}

static void publish(void) {
  pthread_mutex_lock(&state);
  atomic_fetch_add_explicit(&generation, 1, memory_order_release);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&state);
}

static void stop_workers(void) {
  if (worker_count == 0) return;
  atomic_store(&stopping, 1);
  publish();
  for (int i = 0; i < worker_count; i++) pthread_join(workers[i], NULL);
  atomic_store(&stopping, 0);
  free(workers);
  workers = NULL;
  worker_count = 0;
}

// A thread that cannot be had is done without.
static void start_workers(int count) {
  workers = malloc(sizeof(pthread_t) * (size_t)(count > 0 ? count : 1));
  if (!workers) return;
  void *seen = (void *)(unsigned long)atomic_load(&generation);
  for (int i = 0; i < count; i++) {
    if (pthread_create(&workers[worker_count], NULL, work, seen) != 0) break;
    worker_count++;
  }
}

int ck_threads(void) {
  int count = atomic_load(&wanted_threads);
  if (count > 0) return count;
  cpu_set_t allowed;
  count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : (int)sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? count : 1;
}

void ck_set_threads(int count) { atomic_store(&wanted_threads, count > 0 ? count : 1); }

void ck_parallel(long count, void (*body)(void *, long), void *context) {
  if (count <= 0) return;
  if (count == 1 || inside || pthread_mutex_trylock(&use) != 0) {
    for (long i = 0; i < count; i++) body(context, i);
    return;
  }
  static int started_threads;
  int threads = ck_threads();
  if (threads != started_threads) {
    stop_workers();
    start_workers(threads - 1);
    started_threads = threads;
  }
  job = (Job){body, context, count};
  atomic_store_explicit(&next_index, 0, memory_order_relaxed);
  atomic_store_explicit(&running, worker_count, memory_order_relaxed);
  if (worker_count > 0) publish();
  take_indices();
  for (int spin = 0; atomic_load_explicit(&running, memory_order_acquire) > 0; spin++) {
    if (spin > spins) sched_yield();
  }
  pthread_mutex_unlock(&use);
}
