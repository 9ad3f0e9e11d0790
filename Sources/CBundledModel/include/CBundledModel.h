#pragma once

#include <stddef.h>

/// A file of the bundled model: bytes of the program itself, which are never written.
struct bundled_file {
  const char *name;
  const void *bytes;
  size_t length;
};

/// The number of files.
size_t bundled_file_count(void);

/// A file by its place, from 0 up to the number of files.
struct bundled_file bundled_file_at(size_t index);
