#define _GNU_SOURCE
#include "Signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Not a volatile sig_atomic_t: two threads may be in the handler at once, and an increment of that could be lost.
static atomic_int interrupts;
static atomic_int terminations;
static atomic_int changes;
static_assert(ATOMIC_INT_LOCK_FREE == 2, "a handler may touch an atomic only when it takes no lock");

static _Atomic(const char *) note;

static pthread_t receiver;

static void count(int signal) {
  int kept = errno;
  if (!pthread_equal(pthread_self(), receiver)) {
    pthread_kill(receiver, signal);
  } else if (signal == SIGINT) {
    const char *text = atomic_load(&note);
    if (atomic_fetch_add(&interrupts, 1) == 0 && text != nullptr && write(STDERR_FILENO, text, strlen(text)) < 0) errno = kept;
  } else if (signal == SIGWINCH || signal == SIGCONT) {
    atomic_fetch_add(&changes, 1);
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

void terminal_note_interrupt(const char *text) { atomic_store(&note, text); }

int terminal_terminations(void) { return atomic_load(&terminations); }

void terminal_catch_changes(void) {
  // Only a wait for input has to hear of them; other system calls go on.
  struct sigaction counting = {.sa_handler = count, .sa_flags = SA_RESTART};
  sigemptyset(&counting.sa_mask);
  sigaction(SIGWINCH, &counting, nullptr);
  sigaction(SIGCONT, &counting, nullptr);
}

int terminal_take_changes(void) { return atomic_exchange(&changes, 0); }

TerminalWait terminal_wait_for_input(int descriptor, int milliseconds) {
  // A signal between the look at the counts and the wait would go unheard: it is held back until the wait has begun.
  sigset_t caught, before;
  sigemptyset(&caught);
  const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaddset(&caught, signals[i]);
  pthread_sigmask(SIG_BLOCK, &caught, &before);
  struct pollfd polled = {.fd = descriptor, .events = POLLIN};
  struct timespec limit = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
  TerminalWait result = TERMINAL_WAIT_CHANGED;
  if (atomic_load(&interrupts) == 0 && atomic_load(&terminations) == 0 && atomic_load(&changes) == 0) {
    int count = ppoll(&polled, 1, milliseconds < 0 ? nullptr : &limit, &before);
    // A descriptor that cannot be waited for is found out by the read.
    result = count > 0 || (count < 0 && errno != EINTR) ? TERMINAL_WAIT_INPUT : TERMINAL_WAIT_OVER;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (atomic_load(&interrupts) > 0 || atomic_load(&terminations) > 0) return TERMINAL_WAIT_STOPPED;
  if (result == TERMINAL_WAIT_INPUT) return result;
  return atomic_load(&changes) > 0 ? TERMINAL_WAIT_CHANGED : TERMINAL_WAIT_OVER;
}
