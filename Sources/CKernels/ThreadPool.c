#define _GNU_SOURCE
#include "ThreadPool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

// One job at a time. The caller fills in `job` and then publishes how many indices are `unclaimed`; caller and workers take them one by one
// until none is left. A worker touches `job` only between claiming an index and reporting it finished, and the caller returns only when
// nothing is `unfinished`: a worker that wakes late finds nothing to claim, or an index of the next job, and either is right. Nobody waits
// for a worker that has claimed nothing.

typedef struct {
  void (*body)(void *, long);
  void *context;
  long count;
} Job;

static pthread_mutex_t use = PTHREAD_MUTEX_INITIALIZER;    // held by the one caller that owns the pool
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;  // guards going to sleep against being woken
static pthread_cond_t work_came = PTHREAD_COND_INITIALIZER;
static pthread_cond_t work_ended = PTHREAD_COND_INITIALIZER;
static Job job;
static _Alignas(64) atomic_long unclaimed;
static _Alignas(64) atomic_long unfinished;
static _Alignas(64) atomic_int sleeping_workers;
static atomic_int caller_sleeps;
static atomic_int stopping;
static pthread_t *workers;
static int worker_count;
static atomic_int wanted_threads;
static _Thread_local int inside;

// How often a thread looks again before it sleeps, as kernels follow each other closely: some 100 microseconds.
static const int spins = 4000;

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Takes an index of the present job; returns 0 when there is none.
static int take_index(void) {
  long left = atomic_load_explicit(&unclaimed, memory_order_relaxed);
  do {
    if (left <= 0) return 0;
  } while (!atomic_compare_exchange_weak_explicit(&unclaimed, &left, left - 1, memory_order_acquire, memory_order_relaxed));
  inside = 1;
  job.body(job.context, job.count - left);
  inside = 0;
  if (atomic_fetch_sub(&unfinished, 1) == 1 && atomic_load(&caller_sleeps)) {
    pthread_mutex_lock(&door);
    pthread_cond_signal(&work_ended);
    pthread_mutex_unlock(&door);
  }
  return 1;
}

static int has_cause_to_wake(void) { return atomic_load(&unclaimed) > 0 || atomic_load(&stopping); }

static void *work(void *unused) {
  (void)unused;
  while (!atomic_load(&stopping)) {
    if (take_index()) continue;
    for (int spin = 0; spin < spins && !has_cause_to_wake(); spin++) pause_briefly();
    if (has_cause_to_wake()) continue;
    pthread_mutex_lock(&door);
    atomic_fetch_add(&sleeping_workers, 1);
    while (!has_cause_to_wake()) pthread_cond_wait(&work_came, &door);
    atomic_fetch_sub(&sleeping_workers, 1);
    pthread_mutex_unlock(&door);
  }
  return NULL;
}

static void wake_workers(long wanted) {
  if (atomic_load(&sleeping_workers) == 0) return;
  pthread_mutex_lock(&door);
  if (wanted >= atomic_load(&sleeping_workers)) pthread_cond_broadcast(&work_came);
  else
    for (long i = 0; i < wanted; i++) pthread_cond_signal(&work_came);
  pthread_mutex_unlock(&door);
}

static void wait_for_workers(void) {
  for (int spin = 0; spin < spins && atomic_load(&unfinished) > 0; spin++) pause_briefly();
  if (atomic_load(&unfinished) == 0) return;
  pthread_mutex_lock(&door);
  atomic_store(&caller_sleeps, 1);
  while (atomic_load(&unfinished) > 0) pthread_cond_wait(&work_ended, &door);
  atomic_store(&caller_sleeps, 0);
  pthread_mutex_unlock(&door);
}

static void stop_workers(void) {
  if (worker_count == 0) return;
  atomic_store(&stopping, 1);
  wake_workers(worker_count);
  for (int i = 0; i < worker_count; i++) pthread_join(workers[i], NULL);
  atomic_store(&stopping, 0);
  free(workers);
  workers = NULL;
  worker_count = 0;
}

// A thread that cannot be had is done without. Signals are left to the threads that were there before.
static void start_workers(int count) {
  if (count <= 0) return;
  workers = malloc(sizeof(pthread_t) * (size_t)count);
  if (!workers) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (worker_count < count && pthread_create(&workers[worker_count], NULL, work, NULL) == 0) worker_count++;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int processors(void) {
  static atomic_int known;
  int count = atomic_load_explicit(&known, memory_order_relaxed);
  if (count > 0) return count;
  cpu_set_t allowed;
  count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : (int)sysconf(_SC_NPROCESSORS_ONLN);
  if (count < 1) count = 1;
  atomic_store_explicit(&known, count, memory_order_relaxed);
  return count;
}

int ck_threads(void) {
  int count = atomic_load_explicit(&wanted_threads, memory_order_relaxed);
  return count > 0 ? count : processors();
}

void ck_set_threads(int count) {
  const int most = 1024;
  atomic_store(&wanted_threads, count < 1 ? 1 : count > most ? most : count);
}

void ck_parallel(long count, void (*body)(void *, long), void *context) {
  if (count <= 0) return;
  int threads = ck_threads();
  if (count == 1 || inside || pthread_mutex_trylock(&use) != 0) {
    for (long i = 0; i < count; i++) body(context, i);
    return;
  }
  static int started_threads = 1;
  if (threads != started_threads) {
    stop_workers();
    start_workers(threads - 1);
    started_threads = threads;
  }
  job = (Job){body, context, count};
  atomic_store(&unfinished, count);
  atomic_store(&unclaimed, count);
  if (worker_count > 0) wake_workers(count - 1);
  while (take_index()) {}
  wait_for_workers();
  pthread_mutex_unlock(&use);
}
