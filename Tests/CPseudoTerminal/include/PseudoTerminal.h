#pragma once

#include <stddef.h>
#include <sys/types.h>

// What Swift sees of the C library lacks pseudo-terminals and some of posix_spawn.

/// Makes a pseudo-terminal and writes the path of its far end to `name`. Returns the near end, or -1.
int pseudo_terminal_open(char *name, size_t capacity);

/// Gives the terminal a size; 0 when that is done.
int pseudo_terminal_resize(int terminal, int rows, int columns);

/// Runs a program in `folder` as the leader of a session at the terminal `name`. Returns its process, or -1.
pid_t pseudo_terminal_run(const char *name, const char *folder, char *const arguments[], char *const environment[]);
