#pragma once

// Signals are counted in C: a handler may do little more than that, and Swift promises nothing about what its code does in one.

/// From now on counts interrupts (SIGINT) and terminations (SIGTERM, and SIGHUP unless the process was started ignoring it, as nohup does)
/// instead of dying of them. A write to a closed pipe or over the limit of a file's size becomes that write's error (SIGPIPE and SIGXFSZ
/// are ignored), and so are SIGUSR1 and SIGUSR2, by which batch systems announce an end. The end
/// of the time that the process may use (SIGXCPU) is a termination too, said in one line; where nothing would be left after it, it is moved
/// forward by some seconds.
///
/// Nothing is restarted: a system call that waits returns with EINTR. Call it once, on the main thread; a signal that reaches another
/// thread is passed on to that one, so that it is the one which stops waiting.
void signals_catch(void);

/// Bytes that the main thread's stack may have, after raising that to what the program needs where the system lets it; threads begun from now
/// on have as much.
unsigned long signals_stack_limit(void);

/// Interrupts since they were last taken.
int signals_interrupts(void);

/// Interrupts since they were last taken; the count begins anew.
int signals_take_interrupts(void);

/// Terminations since the start.
int signals_terminations(void);

/// Waits for an interrupt or a termination; each ends one wait, those that came before it too.
void signals_await(void);

/// From now on counts changes of the terminal's size (SIGWINCH) and goings-on after a stop (SIGCONT) as well.
void signals_catch_changes(void);

/// Changes since they were last taken; the count begins anew.
int signals_take_changes(void);

typedef enum {
  SIGNALS_WAIT_INPUT,
  /// The time is over.
  SIGNALS_WAIT_OVER,
  /// The terminal changed; `signals_take_changes` ends that.
  SIGNALS_WAIT_CHANGED,
  /// Interrupts or terminations are counted.
  SIGNALS_WAIT_STOPPED,
} SignalsWait;

/// Waits until the descriptor can be read, a signal was caught, or so many milliseconds are over; less than 0 is for ever.
SignalsWait signals_wait_for_input(int descriptor, int milliseconds);
