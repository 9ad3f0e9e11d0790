#include "LineEditorInput.h"

#include "CSignals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPLACEMENT = 0xFFFD, LARGEST_PASTE = 1 << 24 };

int line_editor_next_byte(LineEditorInput *input) {
  while (input->start == input->count) {
    switch (signals_wait_for_input(input->descriptor, -1)) {
    case SIGNALS_WAIT_STOPPED:
      input->end = signals_terminations() > 0 ? LINE_EDITOR_TERMINATED : LINE_EDITOR_INTERRUPTED;
      signals_take_interrupts();
      return -1;
    case SIGNALS_WAIT_CHANGED:
      signals_take_changes();
      input->changed(input->context);
      break;
    case SIGNALS_WAIT_OVER: break;
    case SIGNALS_WAIT_INPUT: {
      ssize_t count = read(input->descriptor, input->bytes, sizeof input->bytes);
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) break;
      if (count <= 0) {
        input->end = LINE_EDITOR_ENDED;
        return -1;
      }
      input->start = 0;
      input->count = (size_t)count;
    }
    }
  }
  return input->bytes[input->start++];
}

void line_editor_put_back(LineEditorInput *input, const unsigned char *bytes, size_t count) {
  size_t held = input->count - input->start;
  if (count > sizeof input->bytes - held) count = sizeof input->bytes - held;
  memmove(input->bytes + count, input->bytes + input->start, held);
  memcpy(input->bytes, bytes, count);
  input->start = 0;
  input->count = held + count;
}

bool line_editor_next_scalar(LineEditorInput *input, wchar_t *scalar) {
  int lead = line_editor_next_byte(input);
  if (lead < 0) return false;
  *scalar = lead;
  if (lead < 0x80) return true;
  *scalar = REPLACEMENT;
  int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4) return true;
  int value = lead & (0x3F >> more);
  for (int i = 0; i < more; i++) {
    int next = line_editor_next_byte(input);
    if (next < 0) return false;
    if ((next & 0xC0) != 0x80) {
      unsigned char byte = (unsigned char)next;
      line_editor_put_back(input, &byte, 1);
      return true;
    }
    value = value << 6 | (next & 0x3F);
  }
  const int least[] = {0, 0x80, 0x800, 0x10000};
  if (value >= least[more] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF)) *scalar = value;
  return true;
}

wchar_t *line_editor_read_paste(LineEditorInput *input, size_t *count) {
  static const char last[] = "\033[201~";
  const size_t length = sizeof last - 1;
  wchar_t *text = nullptr;
  size_t capacity = 0;
  *count = 0;
  for (;;) {
    if (*count + 1 >= capacity) {
      capacity = capacity == 0 ? 4096 : capacity * 2;
      wchar_t *larger = realloc(text, capacity * sizeof *text);
      if (larger == nullptr) break;
      text = larger;
    }
    wchar_t scalar;
    if (!line_editor_next_scalar(input, &scalar)) break;
    text[(*count)++] = scalar;
    size_t matched = 0;
    while (matched < length && matched < *count && text[*count - 1 - matched] == last[length - 1 - matched]) matched++;
    if (matched == length) {
      *count -= length;
      text[*count] = 0;
      return text;
    }
    // What is too much is read and forgotten, but for what may be the beginning of the end.
    if (*count > LARGEST_PASTE + length) {
      memmove(text + LARGEST_PASTE, text + *count - length, length * sizeof *text);
      *count = LARGEST_PASTE + length;
    }
  }
  free(text);
  return nullptr;
}
