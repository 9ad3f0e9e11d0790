#pragma once

// Signals are counted in C: a handler may do little more than that, and Swift promises nothing about what its code does in one.

/// From now on counts interrupts (SIGINT) and terminations (SIGTERM, and SIGHUP unless the process was started ignoring it, as nohup does)
/// instead of dying of them. A write to a closed pipe or over the limit of a file's size becomes that write's error (SIGPIPE and SIGXFSZ
/// are ignored).
///
/// Nothing is restarted: a system call that waits returns with EINTR. Call it once, on the main thread; a signal that reaches another
/// thread is passed on to that one, so that it is the one which stops waiting.
void terminal_catch_signals(void);

/// Interrupts since they were last taken.
int terminal_interrupts(void);

/// Interrupts since they were last taken; the count begins anew.
int terminal_take_interrupts(void);

/// From now on the first interrupt writes `note` to standard error: work may go on for a while before it can stop. The text must outlive
/// that; null writes nothing.
void terminal_note_interrupt(const char *note);

/// Terminations since the start.
int terminal_terminations(void);

/// From now on counts changes of the terminal's size (SIGWINCH) and goings-on after a stop (SIGCONT) as well.
void terminal_catch_changes(void);

/// Changes since they were last taken; the count begins anew.
int terminal_take_changes(void);

typedef enum {
  TERMINAL_WAIT_INPUT,
  /// The time is over.
  TERMINAL_WAIT_OVER,
  /// The terminal changed; `terminal_take_changes` ends that.
  TERMINAL_WAIT_CHANGED,
  /// Interrupts or terminations are counted.
  TERMINAL_WAIT_STOPPED,
} TerminalWait;

/// Waits until the descriptor can be read, a signal was caught, or so many milliseconds are over; less than 0 is for ever.
TerminalWait terminal_wait_for_input(int descriptor, int milliseconds);
