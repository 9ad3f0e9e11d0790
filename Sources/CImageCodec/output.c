#include "output.h"

#include <stdio.h>
#include <stdlib.h>

bool output_reserve(output *out, size_t more) {
  if (out->capacity - out->count >= more) return true;
  size_t capacity = out->capacity + out->capacity / 2;
  if (capacity < out->count + more) capacity = out->count + more;
  uint8_t *bytes = realloc(out->bytes, capacity);
  if (bytes == NULL) return false;
  out->bytes = bytes;
  out->capacity = capacity;
  return true;
}

void message_set(char *message, const char *text) { snprintf(message, CODEC_MESSAGE_SIZE, "%s", text); }

void codec_free(codec_buffer buffer) { free(buffer.bytes); }
