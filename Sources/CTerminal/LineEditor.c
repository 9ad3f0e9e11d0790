#define _GNU_SOURCE
#include "LineEditor.h"

#include "LineEditorBindings.h"
#include "LineEditorInput.h"
#include "CSignals.h"
#include "Terminal.h"

#include <histedit.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct LineEditor {
  EditLine *edit;
  FILE *in, *out, *silent;
  LineEditorAnswers answers;
  LineEditorInput input;
  const char *prompt;
  size_t age;
  wchar_t *recalled;
  bool is_dumb;
};

void line_editor_set_locale(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static LineEditor *owner(EditLine *edit) {
  LineEditor *editor = nullptr;
  el_get(edit, EL_CLIENTDATA, &editor);
  return editor;
}

static char *prompt(EditLine *edit) { return (char *)owner(edit)->prompt; }

static int next(EditLine *edit, wchar_t *scalar) {
  LineEditor *editor = owner(edit);
  if (line_editor_next_scalar(&editor->input, scalar)) return 1;
  *scalar = 0;
  return editor->input.end == LINE_EDITOR_ENDED ? 0 : -1;
}

/// libedit asks for its history with the operations of its own.
static int history_event(void *context, HistEventW *event, int operation, ...) {
  LineEditor *editor = context;
  size_t age = editor->age;
  switch (operation) {
  case H_FIRST: age = 0; break;
  case H_NEXT: age += 1; break;
  case H_CURR: break;
  case H_PREV:
    if (age == 0) return -1;
    age -= 1;
    break;
  default: return -1;
  }
  wchar_t *recalled = editor->answers.recall(editor->answers.context, age);
  if (recalled == nullptr) return -1;
  free(editor->recalled);
  editor->recalled = recalled;
  editor->age = age;
  event->num = (int)age;
  event->str = recalled;
  return 0;
}

static void put(LineEditor *editor, const wchar_t *text, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    size_t length = wcrtomb(bytes, text[i], &state);
    if (text[i] == L'\n') {
      fputs("\r\n", editor->out);
    } else if (length != (size_t)-1 && text[i] >= L' ') {
      fwrite(bytes, 1, length, editor->out);
    }
  }
}

/// Draws what is behind the cursor once more, so that the cursor stands at the end, and goes to the next line.
static void leave_line(LineEditor *editor, const char *mark) {
  const LineInfoW *line = el_wline(editor->edit);
  put(editor, line->cursor, (size_t)(line->lastchar - line->cursor));
  fprintf(editor->out, "%s\r\n", mark);
  fflush(editor->out);
}

static int prompt_width(const char *prompt) {
  int width = 0;
  bool is_escape = false;
  for (; *prompt != 0; prompt++) {
    if (*prompt == 1) is_escape = !is_escape;
    else if (!is_escape) width++;
  }
  return width;
}

/// Rows between the prompt and the cursor.
static int cursor_row(LineEditor *editor, int columns) {
  const LineInfoW *line = el_wline(editor->edit);
  int row = 0, column = prompt_width(editor->prompt);
  for (const wchar_t *at = line->buffer; at < line->cursor; at++) {
    int width = *at == L'\t' ? 8 - column % 8 : wcwidth(*at);
    if (*at == L'\n' || column + (width > 0 ? width : 0) > columns) {
      row++;
      column = 0;
    }
    if (*at != L'\n' && width > 0) column += width;
    if (column == columns) {
      row++;
      column = 0;
    }
  }
  return row;
}

static void redraw(void *context) {
  LineEditor *editor = context;
  // After a stop the shell has left the terminal in another mode.
  el_set(editor->edit, EL_PREP_TERM, 0);
  el_set(editor->edit, EL_PREP_TERM, 1);
  el_resize(editor->edit);
  int columns = terminal_columns(fileno(editor->out));
  int row = cursor_row(editor, columns > 0 ? columns : 80);
  if (editor->is_dumb) {
    fputs("\r\n", editor->out);
  } else {
    fputs("\r", editor->out);
    if (row > 0) fprintf(editor->out, "\033[%dA", row);
    fputs("\033[J", editor->out);
  }
  el_set(editor->edit, EL_REFRESH);
}

static unsigned char press(EditLine *edit, LineEditorKey key) {
  LineEditor *editor = owner(edit);
  const LineInfoW *line = el_wline(edit);
  size_t count = (size_t)(line->lastchar - line->buffer), cursor = (size_t)(line->cursor - line->buffer);
  return editor->answers.press(editor->answers.context, key, line->buffer, count, cursor) ? CC_REFRESH : CC_ERROR;
}

static unsigned char complete(EditLine *edit, int key) { return (void)key, press(edit, LINE_EDITOR_COMPLETE); }

static unsigned char explain(EditLine *edit, int key) { return (void)key, press(edit, LINE_EDITOR_EXPLAIN); }

static unsigned char older(EditLine *edit, int key) { return (void)key, press(edit, LINE_EDITOR_OLDER); }

static unsigned char newer(EditLine *edit, int key) { return (void)key, press(edit, LINE_EDITOR_NEWER); }

static unsigned char close_bracket(EditLine *edit, int key) {
  const wchar_t bracket[] = {key, 0};
  el_winsertstr(edit, bracket);
  press(edit, LINE_EDITOR_CLOSING_BRACKET);
  return CC_REFRESH;
}

static unsigned char paste(EditLine *edit, int key) {
  (void)key;
  LineEditor *editor = owner(edit);
  size_t count;
  wchar_t *text = line_editor_read_paste(&editor->input, &count);
  if (text == nullptr) return CC_EOF;
  bool has_use = editor->answers.press(editor->answers.context, LINE_EDITOR_PASTE, text, count, count);
  free(text);
  return has_use ? CC_REFRESH : CC_ERROR;
}

static unsigned char interrupt(EditLine *edit, int key) {
  (void)key;
  owner(edit)->input.end = LINE_EDITOR_INTERRUPTED;
  return CC_EOF;
}

/// What the terminal does at Ctrl-Z while it obeys the keys of signals: the whole job stops.
static unsigned char suspend(EditLine *edit, int key) {
  (void)key;
  LineEditor *editor = owner(edit);
  leave_line(editor, "");
  el_set(edit, EL_PREP_TERM, 0);
  kill(0, SIGTSTP);
  signals_take_changes();
  el_set(edit, EL_PREP_TERM, 1);
  el_resize(edit);
  el_set(edit, EL_REFRESH);
  return CC_NORM;
}

/// A terminal's answer that came late, or a key without a use here.
static unsigned char ignore_answer(EditLine *edit, int key) {
  LineEditor *editor = owner(edit);
  int byte = key;
  do byte = line_editor_next_byte(&editor->input);
  while (byte >= 0x20 && (byte < 0x40 || byte == '['));
  return byte < 0 ? CC_EOF : CC_NORM;
}

/// A string that the terminal sends: all up to ESC \.
static unsigned char ignore_string(EditLine *edit, int key) {
  LineEditor *editor = owner(edit);
  int before = key, byte = key;
  do {
    before = byte;
    byte = line_editor_next_byte(&editor->input);
  } while (byte >= 0 && !(before == '\033' && byte == '\\') && byte != '\a');
  return byte < 0 ? CC_EOF : CC_NORM;
}

static unsigned char ignore(EditLine *edit, int key) { return (void)edit, (void)key, CC_NORM; }

static void add_functions(EditLine *edit) {
  el_set(edit, EL_ADDFN, "maestro-complete", "completes the word at the cursor", complete);
  el_set(edit, EL_ADDFN, "maestro-explain", "explains the command at the cursor", explain);
  el_set(edit, EL_ADDFN, "maestro-older", "an earlier input that begins like the line", older);
  el_set(edit, EL_ADDFN, "maestro-newer", "a later input that begins like the line", newer);
  el_set(edit, EL_ADDFN, "maestro-close", "a closing bracket", close_bracket);
  el_set(edit, EL_ADDFN, "maestro-paste", "takes in a pasted text", paste);
  el_set(edit, EL_ADDFN, "maestro-interrupt", "forgets the line", interrupt);
  el_set(edit, EL_ADDFN, "maestro-suspend", "stops the program until it is continued", suspend);
  el_set(edit, EL_ADDFN, "maestro-answer", "ignores a terminal's answer", ignore_answer);
  el_set(edit, EL_ADDFN, "maestro-string", "ignores a terminal's string", ignore_string);
  el_set(edit, EL_ADDFN, "maestro-ignore", "does nothing", ignore);
}

LineEditor *line_editor_create(int input, int output, LineEditorAnswers answers) {
  LineEditor *editor = calloc(1, sizeof *editor);
  if (editor == nullptr) return nullptr;
  editor->answers = answers;
  editor->input = (LineEditorInput){.descriptor = input, .changed = redraw, .context = editor};
  editor->prompt = "";
  const char *terminal = getenv("TERM");
  editor->is_dumb = terminal == nullptr || *terminal == 0 || strcmp(terminal, "dumb") == 0;
  editor->in = fdopen(dup(input), "r");
  editor->out = fdopen(dup(output), "w");
  // That a terminal is unknown is said on the error stream at every start.
  editor->silent = fopen("/dev/null", "w");
  if (editor->in != nullptr && editor->out != nullptr && editor->silent != nullptr) {
    editor->edit = el_init("maestro", editor->in, editor->out, editor->silent);
  }
  if (editor->edit == nullptr) {
    line_editor_destroy(editor);
    return nullptr;
  }
  el_set(editor->edit, EL_CLIENTDATA, editor);
  el_set(editor->edit, EL_SIGNAL, 0);
  el_set(editor->edit, EL_EDITOR, "emacs");
  el_set(editor->edit, EL_PROMPT_ESC, prompt, '\1');
  el_wset(editor->edit, EL_GETCFN, next);
  el_wset(editor->edit, EL_HIST, history_event, editor);
  add_functions(editor->edit);
  line_editor_bind(editor->edit);
  // Keys of signals that stand in a pasted text must not be obeyed, nor stop the terminal.
  el_set(editor->edit, EL_SETTY, "-d", "-isig", NULL);
  el_set(editor->edit, EL_SETTY, "-d", "-ixon", NULL);
  // The ends of pasted lines, CR LF for one, have to be told apart.
  el_set(editor->edit, EL_SETTY, "-d", "-icrnl", NULL);
  signals_catch_changes();
  return editor;
}

void line_editor_destroy(LineEditor *editor) {
  if (editor->edit != nullptr) el_end(editor->edit);
  if (editor->in != nullptr) fclose(editor->in);
  if (editor->out != nullptr) fclose(editor->out);
  if (editor->silent != nullptr) fclose(editor->silent);
  free(editor->recalled);
  free(editor);
}

LineEditorEnd line_editor_read(LineEditor *editor, const char *prompt, const wchar_t *start, const wchar_t **text, size_t *count) {
  editor->prompt = prompt;
  editor->age = 0;
  editor->input.end = LINE_EDITOR_ENDED;
  signals_take_changes();
  // Before the prompt is seen: what is typed at once must not be echoed twice.
  el_set(editor->edit, EL_PREP_TERM, 1);
  if (*start != 0) el_wpush(editor->edit, start);
  if (!editor->is_dumb) {
    fputs("\033[?2004h", editor->out);
    fflush(editor->out);
  }
  int length = 0;
  const wchar_t *line = el_wgets(editor->edit, &length);
  LineEditorEnd end = line != nullptr && length > 0 ? LINE_EDITOR_ENTERED : editor->input.end;
  if (end != LINE_EDITOR_ENTERED) leave_line(editor, end == LINE_EDITOR_INTERRUPTED ? "^C" : "");
  if (!editor->is_dumb) fputs("\033[?2004l", editor->out);
  fflush(editor->out);
  if (end == LINE_EDITOR_ENTERED && line[length - 1] == L'\n') length--;
  *text = end == LINE_EDITOR_ENTERED ? line : L"";
  *count = end == LINE_EDITOR_ENTERED ? (size_t)length : 0;
  return end;
}

void line_editor_feed(LineEditor *editor, const unsigned char *bytes, size_t count) { line_editor_put_back(&editor->input, bytes, count); }

void line_editor_delete(LineEditor *editor, size_t count) { el_deletestr(editor->edit, (int)count); }

void line_editor_insert(LineEditor *editor, const wchar_t *text) { el_winsertstr(editor->edit, text); }

void line_editor_replace(LineEditor *editor, const wchar_t *text) { el_wreplacestr(editor->edit, text); }

void line_editor_move(LineEditor *editor, int count) { el_cursor(editor->edit, count); }

void line_editor_show(LineEditor *editor, const char *lines) {
  leave_line(editor, "");
  for (const char *at = lines; *at != 0; at++) {
    if (*at == '\n') fputc('\r', editor->out);
    fputc(*at, editor->out);
  }
  fputs("\r\n", editor->out);
  fflush(editor->out);
  el_set(editor->edit, EL_REFRESH);
}
