#define _GNU_SOURCE
#include "Terminal.h"

#include "CSignals.h"

#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

bool terminal_is_terminal(int descriptor) { return isatty(descriptor) == 1; }

int terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int terminal_rows(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

void terminal_set_echo(int descriptor, bool echoes) {
  struct termios mode;
  if (tcgetattr(descriptor, &mode) != 0) return;
  tcflag_t flags = ECHO | ECHONL;
  mode.c_lflag = echoes ? (mode.c_lflag | ECHO) : (mode.c_lflag & ~flags);
  tcsetattr(descriptor, TCSADRAIN, &mode);
}

/// Bytes come one by one and unseen; the keys of signals keep their meaning.
static bool enter_key_mode(int descriptor, struct termios *before) {
  if (tcgetattr(descriptor, before) != 0) return false;
  struct termios mode = *before;
  mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
  mode.c_cc[VMIN] = 0;
  mode.c_cc[VTIME] = 0;
  return tcsetattr(descriptor, TCSADRAIN, &mode) == 0;
}

int terminal_wait_for_key(int descriptor) {
  struct termios before;
  if (!enter_key_mode(descriptor, &before)) return 0;
  int result = 0;
  while (result == 0) {
    SignalsWait wait = signals_wait_for_input(descriptor, -1);
    if (wait == SIGNALS_WAIT_STOPPED) {
      result = -1;
    } else if (wait == SIGNALS_WAIT_CHANGED) {
      signals_take_changes();
    } else if (wait == SIGNALS_WAIT_INPUT) {
      char bytes[64];
      if (read(descriptor, bytes, sizeof bytes) <= 0) break;
      result = 1;
    }
  }
  tcsetattr(descriptor, TCSADRAIN, &before);
  return result;
}

static long milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

size_t terminal_ask(int input, int output, const char *question, char last, int milliseconds, unsigned char *answer, size_t capacity) {
  struct termios before;
  if (!enter_key_mode(input, &before)) return 0;
  size_t count = 0;
  if (write(output, question, strlen(question)) == (ssize_t)strlen(question)) {
    long end = milliseconds_now() + milliseconds;
    while (count < capacity) {
      long left = end - milliseconds_now();
      signals_take_changes();
      if (left <= 0 || signals_wait_for_input(input, (int)left) != SIGNALS_WAIT_INPUT) break;
      ssize_t got = read(input, answer + count, capacity - count);
      if (got <= 0) break;
      count += (size_t)got;
      if (answer[count - 1] == (unsigned char)last) break;
    }
  }
  tcsetattr(input, TCSADRAIN, &before);
  return count;
}
