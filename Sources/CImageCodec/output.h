#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CImageCodec.h"

/// Bytes that grow as an encoder writes them.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} output;

/// Makes room for `more` bytes after `count`; false when there is no memory, with everything as it was.
bool output_reserve(output *out, size_t more);

/// Writes a library's words, or a part of them, into the caller's message.
void message_set(char *message, const char *text);
