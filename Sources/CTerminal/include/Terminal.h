#pragma once

#include <stdbool.h>

/// Whether the descriptor is a terminal.
bool terminal_is_terminal(int descriptor);

/// The width of the descriptor's terminal in columns; 0 when it is none or does not say. (`ioctl` is variadic: Swift cannot call it.)
int terminal_columns(int descriptor);
