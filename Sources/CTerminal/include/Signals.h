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

/// Terminations since the start.
int terminal_terminations(void);
