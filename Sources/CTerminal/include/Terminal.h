#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Whether the descriptor is a terminal.
bool terminal_is_terminal(int descriptor);

/// The width of the descriptor's terminal in columns; 0 when it is none or does not say. (`ioctl` is variadic: Swift cannot call it.)
int terminal_columns(int descriptor);

/// The height of the descriptor's terminal in rows; 0 when it is none or does not say.
int terminal_rows(int descriptor);

/// Whether what is typed appears. Without, a line that is drawn again and again stays whole.
void terminal_set_echo(int descriptor, bool echoes);

/// Waits for a key and takes it, whatever bytes it sends.
///
/// Returns 1; 0 when the terminal is gone; -1 when a signal asked for a stop.
int terminal_wait_for_key(int descriptor);

/// Writes `question` to `output` and collects what the terminal answers on `input` until an answer ends with `last` or the time is over.
///
/// Returns the count of bytes in `answer`, at most `capacity`. Both descriptors are the same terminal.
size_t terminal_ask(int input, int output, const char *question, char last, int milliseconds, unsigned char *answer, size_t capacity);
