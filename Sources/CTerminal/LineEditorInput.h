#pragma once

#include "LineEditor.h"

/// Bytes from the terminal, and what is read of them.
typedef struct {
  int descriptor;
  unsigned char bytes[65536];
  size_t start, count;
  /// Why there is no more.
  LineEditorEnd end;
  /// Told when the terminal has changed.
  void (*changed)(void *context);
  void *context;
} LineEditorInput;

/// The next byte; -1 at an end.
int line_editor_next_byte(LineEditorInput *input);

/// The next scalar; false at an end.
bool line_editor_next_scalar(LineEditorInput *input, wchar_t *scalar);

/// Puts bytes before all others; those that find no room are lost.
void line_editor_put_back(LineEditorInput *input, const unsigned char *bytes, size_t count);

/// All up to the bytes that end a paste, as UTF-8 is read, ended by 0 and allocated with `malloc`; null at an end.
wchar_t *line_editor_read_paste(LineEditorInput *input, size_t *count);
