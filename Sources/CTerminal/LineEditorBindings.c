#define _GNU_SOURCE
#include "LineEditorBindings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Terminals send one of several sequences for a key.
static const char *const bindings[][2] = {
    {"^I", "maestro-complete"},      {"\\e[Z", "maestro-complete"},   {"\\eh", "maestro-explain"},      {"^Xh", "maestro-explain"},
    {"^C", "maestro-interrupt"},     {"^Z", "maestro-suspend"},       {"\\e[200~", "maestro-paste"},    {")", "maestro-close"},
    {"]", "maestro-close"},          {"}", "maestro-close"},          {"\\e[A", "maestro-older"},       {"\\eOA", "maestro-older"},
    {"\\e[B", "maestro-newer"},      {"\\eOB", "maestro-newer"},      {"\\ep", "maestro-older"},        {"\\en", "maestro-newer"},
    {"^P", "maestro-older"},         {"^N", "maestro-newer"},         {"\\e[5~", "maestro-older"},      {"\\e[6~", "maestro-newer"},
    {"^R", "em-inc-search-prev"},    {"^S", "em-inc-search-next"},    {"^W", "ed-delete-prev-word"},    {"\\e[C", "ed-next-char"},
    {"\\eOC", "ed-next-char"},       {"\\e[D", "ed-prev-char"},       {"\\eOD", "ed-prev-char"},        {"\\e[H", "ed-move-to-beg"},
    {"\\eOH", "ed-move-to-beg"},     {"\\e[1~", "ed-move-to-beg"},    {"\\e[7~", "ed-move-to-beg"},     {"\\e[F", "ed-move-to-end"},
    {"\\eOF", "ed-move-to-end"},     {"\\e[4~", "ed-move-to-end"},    {"\\e[8~", "ed-move-to-end"},     {"\\e[3~", "ed-delete-next-char"},
    {"\\e[1;5C", "em-next-word"},    {"\\e[1;3C", "em-next-word"},    {"\\e[5C", "em-next-word"},       {"\\eOc", "em-next-word"},
    {"\\e[1;5D", "ed-prev-word"},    {"\\e[1;3D", "ed-prev-word"},    {"\\e[5D", "ed-prev-word"},       {"\\eOd", "ed-prev-word"},
    {"\\e[1;5A", "maestro-older"},   {"\\e[1;5B", "maestro-newer"},   {"\\e[1;3A", "maestro-older"},    {"\\e[1;3B", "maestro-newer"},
    {"\\e[1;5H", "ed-move-to-beg"},  {"\\e[1;5F", "ed-move-to-end"},  {"\\e[3;5~", "em-delete-next-word"},
    {"\\e[3;3~", "em-delete-next-word"}, {"\\e\\e[C", "em-next-word"}, {"\\e\\e[D", "ed-prev-word"},    {"\\e[2~", "maestro-ignore"},
    {"\\e[201~", "maestro-ignore"},  {"\\eOP", "maestro-ignore"},     {"\\eOQ", "maestro-ignore"},      {"\\eOR", "maestro-ignore"},
    {"\\eOS", "maestro-ignore"},      {"\\e[?", "maestro-answer"},
    {"\\e[I", "maestro-ignore"},     {"\\e[O", "maestro-ignore"},     {"\\e_", "maestro-string"},       {"\\eP", "maestro-string"},
    {"\\e]", "maestro-string"},
    {"\\e[11~", "maestro-ignore"}, {"\\e[12~", "maestro-ignore"}, {"\\e[13~", "maestro-ignore"}, {"\\e[14~", "maestro-ignore"},
    {"\\e[15~", "maestro-ignore"}, {"\\e[17~", "maestro-ignore"}, {"\\e[18~", "maestro-ignore"}, {"\\e[19~", "maestro-ignore"},
    {"\\e[20~", "maestro-ignore"}, {"\\e[21~", "maestro-ignore"}, {"\\e[23~", "maestro-ignore"}, {"\\e[24~", "maestro-ignore"},
};

/// Reads the file once more but for the lines that choose a key map, for those begin with a map that has no bindings of ours.
static void bind_users_again(EditLine *edit) {
  const char *given = getenv("EDITRC"), *home = getenv("HOME");
  char *path = nullptr;
  if (given != nullptr ? (path = strdup(given)) == nullptr : home == nullptr || asprintf(&path, "%s/.editrc", home) < 0) return;
  FILE *file = fopen(path, "r");
  free(path);
  if (file == nullptr) return;
  char *line = nullptr;
  size_t capacity = 0;
  Tokenizer *words = tok_init(nullptr);
  while (words != nullptr && getline(&line, &capacity, file) > 0) {
    int count;
    const char **word;
    tok_reset(words);
    if (tok_str(words, line, &count, &word) != 0 || count < 2 || word[0][0] == '#') continue;
    const char *command = strchr(word[0], ':') != nullptr ? strchr(word[0], ':') + 1 : word[0];
    bool chooses = strcmp(command, "bind") == 0 && count == 2 && (strcmp(word[1], "-v") == 0 || strcmp(word[1], "-e") == 0);
    if (strcmp(command, "bind") == 0 && !chooses) el_parse(edit, count, word);
  }
  if (words != nullptr) tok_end(words);
  free(line);
  fclose(file);
}

void line_editor_bind(EditLine *edit) {
  el_source(edit, nullptr);
  for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) el_set(edit, EL_BIND, bindings[i][0], bindings[i][1], NULL);
  bind_users_again(edit);
}
