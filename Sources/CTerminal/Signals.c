#define _GNU_SOURCE
#include "Signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

// Not a volatile sig_atomic_t: two threads may be in the handler at once, and an increment of that could be lost.
static atomic_int interrupts;
static atomic_int terminations;
static_assert(ATOMIC_INT_LOCK_FREE == 2, "a handler may touch an atomic only when it takes no lock");

static pthread_t receiver;

static void count(int signal) {
  int kept = errno;
  if (!pthread_equal(pthread_self(), receiver)) {
    pthread_kill(receiver, signal);
  } else if (signal == SIGINT) {
    atomic_fetch_add(&interrupts, 1);
  } else {
    atomic_fetch_add(&terminations, 1);
  }
  errno = kept;
}

void terminal_catch_signals(void) {
  receiver = pthread_self();
  // Who started the process may have blocked them.
  sigset_t caught;
  sigemptyset(&caught);
  sigaddset(&caught, SIGINT);
  sigaddset(&caught, SIGTERM);
  sigaddset(&caught, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &caught, nullptr);
  struct sigaction counting = {.sa_handler = count};
  sigemptyset(&counting.sa_mask);
  sigaction(SIGINT, &counting, nullptr);
  sigaction(SIGTERM, &counting, nullptr);
  struct sigaction hangup;
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    sigaction(SIGHUP, &counting, nullptr);
  }
  struct sigaction ignoring = {.sa_handler = SIG_IGN};
  sigemptyset(&ignoring.sa_mask);
  sigaction(SIGPIPE, &ignoring, nullptr);
  sigaction(SIGXFSZ, &ignoring, nullptr);
}

int terminal_interrupts(void) { return atomic_load(&interrupts); }

int terminal_take_interrupts(void) { return atomic_exchange(&interrupts, 0); }

int terminal_terminations(void) { return atomic_load(&terminations); }
