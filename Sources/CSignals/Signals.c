#define _GNU_SOURCE
#include "CSignals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

// Not a volatile sig_atomic_t: two threads may be in the handler at once, and an increment of that could be lost.
static atomic_int interrupts;
static atomic_int terminations;
static atomic_int changes;
static atomic_int is_time_over;
static_assert(ATOMIC_INT_LOCK_FREE == 2, "a handler may touch an atomic only when it takes no lock");

static pthread_t receiver;

/// Posted by the handler: of the few things that it may do, this one wakes a thread and forgets no signal.
static sem_t arrivals;
static pthread_once_t preparation = PTHREAD_ONCE_INIT;

static void prepare(void) { sem_init(&arrivals, 0, 0); }

static void count(int signal) {
  int kept = errno;
  if (!pthread_equal(pthread_self(), receiver)) {
    pthread_kill(receiver, signal);
  } else if (signal == SIGINT) {
    atomic_fetch_add(&interrupts, 1);
    sem_post(&arrivals);
  } else if (signal == SIGWINCH || signal == SIGCONT) {
    atomic_fetch_add(&changes, 1);
  } else {
    static const char words[] = "the limit of processor time (ulimit -t) is reached: the work ends as at a termination\n";
    // It comes again each second.
    if (signal == SIGXCPU && atomic_exchange(&is_time_over, 1) == 0 && write(STDERR_FILENO, words, sizeof words - 1) < 0) errno = 0;
    atomic_fetch_add(&terminations, 1);
    sem_post(&arrivals);
  }
  errno = kept;
}

// Where the last second is also the end, nothing could be saved.
static void leave_time_to_save(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_max == RLIM_INFINITY || limit.rlim_cur < limit.rlim_max) return;
  rlim_t margin = limit.rlim_max / 4 < 10 ? limit.rlim_max / 4 : 10;
  if (margin == 0) return;
  limit.rlim_cur = limit.rlim_max - margin;
  setrlimit(RLIMIT_CPU, &limit);
}

unsigned long signals_stack_limit(void) {
  const rlim_t wanted = 8 << 20;
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return wanted;
  if (limit.rlim_cur < wanted) {
    // Who is allowed to raises the upper limit too.
    struct rlimit raised = {.rlim_cur = wanted, .rlim_max = limit.rlim_max < wanted ? wanted : limit.rlim_max};
    if (setrlimit(RLIMIT_STACK, &raised) != 0) {
      raised = (struct rlimit){.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted, .rlim_max = limit.rlim_max};
      setrlimit(RLIMIT_STACK, &raised);
    }
    getrlimit(RLIMIT_STACK, &limit);
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) == 0) {
      pthread_attr_setstacksize(&attributes, wanted);
      pthread_setattr_default_np(&attributes);
      pthread_attr_destroy(&attributes);
    }
  }
  return limit.rlim_cur;
}

void signals_catch(void) {
  leave_time_to_save();
  pthread_once(&preparation, prepare);
  receiver = pthread_self();
  // Who started the process may have blocked them.
  sigset_t caught;
  sigemptyset(&caught);
  sigaddset(&caught, SIGINT);
  sigaddset(&caught, SIGTERM);
  sigaddset(&caught, SIGHUP);
  sigaddset(&caught, SIGXCPU);
  pthread_sigmask(SIG_UNBLOCK, &caught, nullptr);
  struct sigaction counting = {.sa_handler = count};
  sigemptyset(&counting.sa_mask);
  sigaction(SIGINT, &counting, nullptr);
  sigaction(SIGTERM, &counting, nullptr);
  sigaction(SIGXCPU, &counting, nullptr);
  struct sigaction hangup;
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    sigaction(SIGHUP, &counting, nullptr);
  }
  struct sigaction ignoring = {.sa_handler = SIG_IGN};
  sigemptyset(&ignoring.sa_mask);
  sigaction(SIGPIPE, &ignoring, nullptr);
  sigaction(SIGXFSZ, &ignoring, nullptr);
  // Batch systems announce with them that a job's time is nearly over.
  sigaction(SIGUSR1, &ignoring, nullptr);
  sigaction(SIGUSR2, &ignoring, nullptr);
}

int signals_interrupts(void) { return atomic_load(&interrupts); }

int signals_take_interrupts(void) { return atomic_exchange(&interrupts, 0); }

int signals_terminations(void) { return atomic_load(&terminations); }

void signals_await(void) {
  pthread_once(&preparation, prepare);
  while (sem_wait(&arrivals) != 0 && errno == EINTR) {}
}

void signals_catch_changes(void) {
  // Only a wait for input has to hear of them; other system calls go on.
  struct sigaction counting = {.sa_handler = count, .sa_flags = SA_RESTART};
  sigemptyset(&counting.sa_mask);
  sigaction(SIGWINCH, &counting, nullptr);
  sigaction(SIGCONT, &counting, nullptr);
}

int signals_take_changes(void) { return atomic_exchange(&changes, 0); }

SignalsWait signals_wait_for_input(int descriptor, int milliseconds) {
  // A signal between the look at the counts and the wait would go unheard: it is held back until the wait has begun.
  sigset_t caught, before;
  sigemptyset(&caught);
  const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaddset(&caught, signals[i]);
  pthread_sigmask(SIG_BLOCK, &caught, &before);
  struct pollfd polled = {.fd = descriptor, .events = POLLIN};
  struct timespec limit = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
  SignalsWait result = SIGNALS_WAIT_CHANGED;
  if (atomic_load(&interrupts) == 0 && atomic_load(&terminations) == 0 && atomic_load(&changes) == 0) {
    int count = ppoll(&polled, 1, milliseconds < 0 ? nullptr : &limit, &before);
    // A descriptor that cannot be waited for is found out by the read.
    result = count > 0 || (count < 0 && errno != EINTR) ? SIGNALS_WAIT_INPUT : SIGNALS_WAIT_OVER;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (atomic_load(&interrupts) > 0 || atomic_load(&terminations) > 0) return SIGNALS_WAIT_STOPPED;
  if (result == SIGNALS_WAIT_INPUT) return result;
  return atomic_load(&changes) > 0 ? SIGNALS_WAIT_CHANGED : SIGNALS_WAIT_OVER;
}
