#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

// libedit behind functions of fixed arity: `el_set` and `history` are variadic, and Swift cannot call those. Texts are arrays of Unicode
// scalars; the bytes from the terminal are read as UTF-8 here, and whatever is none becomes U+FFFD.

typedef struct LineEditor LineEditor;

/// Keys that the editor's owner answers.
typedef enum {
  LINE_EDITOR_COMPLETE,
  LINE_EDITOR_EXPLAIN,
  LINE_EDITOR_OLDER,
  LINE_EDITOR_NEWER,
  /// A text from the clipboard; the one handed over is what was pasted, not the line.
  LINE_EDITOR_PASTE,
  /// `)`, `]` or `}`, which is in the line already.
  LINE_EDITOR_CLOSING_BRACKET,
} LineEditorKey;

/// The answers. `context` is the owner's.
typedef struct {
  void *context;
  /// A key was pressed in the line `text` of `count` scalars with the cursor before the scalar `cursor`. The line is changed with the
  /// functions below, during the call. Returns false when the key has no use here: the terminal beeps.
  bool (*press)(void *context, LineEditorKey key, const wchar_t *text, size_t count, size_t cursor);
  /// The input that was so many inputs ago, from 0, ended by 0 and allocated with `malloc`; null when there was none.
  wchar_t *(*recall)(void *context, size_t age);
} LineEditorAnswers;

typedef enum {
  /// The line was entered.
  LINE_EDITOR_ENTERED,
  /// Ctrl-D on an empty line, or the terminal is gone.
  LINE_EDITOR_ENDED,
  /// Ctrl-C: the line is to be forgotten.
  LINE_EDITOR_INTERRUPTED,
  /// The program is to end.
  LINE_EDITOR_TERMINATED,
} LineEditorEnd;

/// Makes the process read and write UTF-8, whatever the locale. Numbers keep their point.
void line_editor_set_locale(void);

/// An editor on the terminal `input`; it draws on `output`, the same terminal. The user's ~/.editrc comes before the bindings made here.
/// Null when there is no memory.
LineEditor *line_editor_create(int input, int output, LineEditorAnswers answers);

void line_editor_destroy(LineEditor *editor);

/// Lets a person edit a line.
///
/// `prompt` is UTF-8 with escape sequences between bytes 1; `start` is what the line begins with. `*text` is valid until the next call and
/// holds `*count` scalars, without the line's end.
LineEditorEnd line_editor_read(LineEditor *editor, const char *prompt, const wchar_t *start, const wchar_t **text, size_t *count);

/// Bytes that were read from the terminal elsewhere and come before all others.
void line_editor_feed(LineEditor *editor, const unsigned char *bytes, size_t count);

/// Takes away so many scalars before the cursor.
void line_editor_delete(LineEditor *editor, size_t count);

/// Inserts scalars, ended by 0, at the cursor.
void line_editor_insert(LineEditor *editor, const wchar_t *text);

/// Puts `text` in the line's place; the cursor goes to its end.
void line_editor_replace(LineEditor *editor, const wchar_t *text);

/// Moves the cursor.
void line_editor_move(LineEditor *editor, int count);

/// Shows UTF-8 lines below the line, which is drawn again beneath them.
void line_editor_show(LineEditor *editor, const char *lines);
