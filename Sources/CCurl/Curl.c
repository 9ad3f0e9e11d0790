#define _GNU_SOURCE
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// libcurl is loaded at the first download: who never downloads needs neither the library nor the time that it takes to start. Its binary
// interface has been the same since 2006, so the few names and numbers that are used stand here, and no header is needed to build.

typedef void CURL;
typedef void CURLM;

enum {
  option_write_data = 10001,
  option_url = 10002,
  option_error_buffer = 10010,
  option_http_header = 10023,
  option_header_data = 10029,
  option_no_body = 44,
  option_nosignal = 99,
  option_connect_timeout_ms = 156,
  option_protocols = 181,
  option_protocols_names = 10318,  // since 7.85
  option_suppress_connect_headers = 265,
  option_quick_exit = 322,  // since 7.87
  option_write_function = 20011,
  option_header_function = 20079,
};
enum { protocol_http = 1, protocol_https = 2 };
enum { info_response_code = 0x200002, info_http_connect_code = 0x200016 };
enum { global_default = 3, message_done = 1, out_of_memory = 27 };

typedef struct {
  int kind;
  CURL *easy;
  union {
    void *any;
    int result;
  } data;
} Message;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[512];
static struct {
  int (*global_init)(long);
  CURL *(*easy_init)(void);
  void (*easy_reset)(CURL *);
  void (*easy_cleanup)(CURL *);
  int (*easy_setopt)(CURL *, int, ...);
  int (*easy_getinfo)(CURL *, int, ...);
  const char *(*easy_strerror)(int);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
  CURLM *(*multi_init)(void);
  int (*multi_add_handle)(CURLM *, CURL *);
  int (*multi_remove_handle)(CURLM *, CURL *);
  int (*multi_perform)(CURLM *, int *);
  int (*multi_wait)(CURLM *, void *, unsigned, int, int *);
  Message *(*multi_info_read)(CURLM *, int *);
  int (*multi_cleanup)(CURLM *);
} curl;
static int is_loaded;

static int bind_symbols(void *library) {
  const struct {
    const char *name;
    void *function;
  } symbols[] = {
    {"curl_global_init", &curl.global_init},     {"curl_easy_init", &curl.easy_init},
    {"curl_easy_reset", &curl.easy_reset},       {"curl_easy_cleanup", &curl.easy_cleanup},
    {"curl_easy_setopt", &curl.easy_setopt},     {"curl_easy_getinfo", &curl.easy_getinfo},
    {"curl_easy_strerror", &curl.easy_strerror}, {"curl_slist_append", &curl.slist_append},
    {"curl_slist_free_all", &curl.slist_free_all}, {"curl_multi_init", &curl.multi_init},
    {"curl_multi_add_handle", &curl.multi_add_handle}, {"curl_multi_remove_handle", &curl.multi_remove_handle},
    {"curl_multi_perform", &curl.multi_perform}, {"curl_multi_wait", &curl.multi_wait},
    {"curl_multi_info_read", &curl.multi_info_read}, {"curl_multi_cleanup", &curl.multi_cleanup},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    void *found = dlsym(library, symbols[i].name);
    if (!found) {
      snprintf(failure, sizeof failure, "the library has no %s", symbols[i].name);
      return 0;
    }
    memcpy(symbols[i].function, &found, sizeof found);
  }
  return 1;
}

static void load(void) {
  // Debian has two, built with OpenSSL and with GnuTLS; either does.
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(failure, sizeof failure, "%s", dlerror());
    library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  }
  if (!library || !bind_symbols(library)) return;
  int result = curl.global_init(global_default);
  if (result) snprintf(failure, sizeof failure, "%s", curl.easy_strerror(result));
  is_loaded = !result;
}

const char *ccu_load(void) {
  pthread_once(&once, load);
  return is_loaded ? NULL : failure;
}

typedef struct {
  char *bytes;
  size_t count, capacity;
} Buffer;

static int append(Buffer *buffer, const char *bytes, size_t count) {
  if (buffer->capacity - buffer->count < count) {
    size_t capacity = 2 * buffer->capacity + count;
    char *grown = realloc(buffer->bytes, capacity);
    if (!grown) return 0;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->count, bytes, count);
  buffer->count += count;
  return 1;
}

struct ccu_exchange {
  CURL *easy;
  CURLM *multi;
  void *headers;
  int is_under_way;
  int status, proxy_status;
  Buffer head, body;
  char reason[256];  // libcurl's own size
};

// A head may be this long: what is longer is none.
enum { head_limit = 1 << 20 };

// Told of each line. An answer on the way ("100 Continue") and what follows the body are no head.
static size_t take_head(char *bytes, size_t size, size_t count, void *context) {
  ccu_exchange *exchange = context;
  count *= size;
  if (exchange->status) return count;
  if (count >= 5 && memcmp(bytes, "HTTP/", 5) == 0) exchange->head.count = 0;
  if (exchange->head.count + count > head_limit || !append(&exchange->head, bytes, count)) return 0;
  if (count <= 2 && (bytes[0] == '\r' || bytes[0] == '\n')) {
    long status = 0;
    curl.easy_getinfo(exchange->easy, info_response_code, &status);
    if (status >= 200) exchange->status = (int)status;
  }
  return count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  ccu_exchange *exchange = context;
  return append(&exchange->body, bytes, size * count) ? size * count : 0;
}

ccu_exchange *ccu_open(void) {
  if (ccu_load()) return NULL;
  ccu_exchange *exchange = calloc(1, sizeof *exchange);
  if (!exchange) return NULL;
  exchange->easy = curl.easy_init();
  exchange->multi = curl.multi_init();
  if (exchange->easy && exchange->multi) return exchange;
  ccu_close(exchange);
  return NULL;
}

void ccu_close(ccu_exchange *exchange) {
  ccu_end(exchange);
  if (exchange->easy) curl.easy_cleanup(exchange->easy);
  if (exchange->multi) curl.multi_cleanup(exchange->multi);
  free(exchange->head.bytes);
  free(exchange->body.bytes);
  free(exchange);
}

void ccu_end(ccu_exchange *exchange) {
  if (exchange->is_under_way) curl.multi_remove_handle(exchange->multi, exchange->easy);
  exchange->is_under_way = 0;
  curl.slist_free_all(exchange->headers);
  exchange->headers = NULL;
  exchange->body.count = 0;
}

static enum ccu_result result_of(ccu_exchange *exchange, int code) {
  long status = 0;
  curl.easy_getinfo(exchange->easy, info_http_connect_code, &status);
  exchange->proxy_status = (int)status;
  if (code && !exchange->reason[0]) snprintf(exchange->reason, sizeof exchange->reason, "%s", curl.easy_strerror(code));
  switch (code) {
    case 0: return exchange->status ? ccu_done : ccu_no_answer;
    case 5: return ccu_no_proxy;
    case 6: return ccu_no_host;
    case 7: return ccu_refused;
    case 52: return ccu_no_answer;
    case 28: return ccu_timeout;
    // HTTP/2, a part of the body, sending, receiving, and a stream of HTTP/2.
    case 16:
    case 18:
    case 55:
    case 56:
    case 92: return status && (status < 200 || status > 299) ? ccu_proxy_refused : ccu_broken;
    // The handshake, and certificates of all kinds.
    case 35:
    case 51:
    case 58:
    case 59:
    case 60:
    case 66:
    case 77:
    case 80:
    case 82:
    case 83:
    case 90:
    case 91: return ccu_insecure;
    default: return ccu_other;
  }
}

// Options whose failure would change what is asked, or of whom.
static int set_options(ccu_exchange *exchange, const char *url, int has_body, long connect_milliseconds) {
  CURL *easy = exchange->easy;
  int code = curl.easy_setopt(easy, option_protocols_names, "http,https");
  if (code) code = curl.easy_setopt(easy, option_protocols, (long)(protocol_http | protocol_https));
  if (!code) code = curl.easy_setopt(easy, option_url, url);
  if (!code) code = curl.easy_setopt(easy, option_no_body, (long)!has_body);
  if (!code) code = curl.easy_setopt(easy, option_http_header, exchange->headers);
  if (!code) code = curl.easy_setopt(easy, option_connect_timeout_ms, connect_milliseconds);
  if (!code) code = curl.easy_setopt(easy, option_suppress_connect_headers, 1L);
  if (!code) code = curl.easy_setopt(easy, option_nosignal, 1L);
  if (!code) code = curl.easy_setopt(easy, option_header_function, take_head);
  if (!code) code = curl.easy_setopt(easy, option_header_data, exchange);
  if (!code) code = curl.easy_setopt(easy, option_write_function, take_body);
  if (!code) code = curl.easy_setopt(easy, option_write_data, exchange);
  return code;
}

int ccu_add_header(ccu_exchange *exchange, const char *line) {
  void *longer = curl.slist_append(exchange->headers, line);
  if (longer) exchange->headers = longer;
  return longer != NULL;
}

enum ccu_result ccu_begin(ccu_exchange *exchange, const char *url, int has_body, long connect_milliseconds) {
  exchange->status = exchange->proxy_status = 0;
  exchange->head.count = 0;
  exchange->reason[0] = 0;
  // Connections stay open.
  curl.easy_reset(exchange->easy);
  curl.easy_setopt(exchange->easy, option_error_buffer, exchange->reason);
  // Where it is known, an end does not wait for the system to find an address.
  curl.easy_setopt(exchange->easy, option_quick_exit, 1L);
  int code = set_options(exchange, url, has_body, connect_milliseconds);
  if (code) return result_of(exchange, code);
  if (curl.multi_add_handle(exchange->multi, exchange->easy)) return result_of(exchange, out_of_memory);
  exchange->is_under_way = 1;
  return ccu_running;
}

// Waits for something to arrive; what has no connection yet may have nothing that can be waited for.
static void wait_for_news(ccu_exchange *exchange, int milliseconds) {
  int count = 0;
  if (curl.multi_wait(exchange->multi, NULL, 0, milliseconds, &count) || count == 0) {
    struct timespec nap = {.tv_nsec = 5000000};
    nanosleep(&nap, NULL);
  }
}

enum ccu_result ccu_receive(ccu_exchange *exchange, int milliseconds) {
  if (!exchange->is_under_way) return ccu_done;
  int had_head = exchange->status != 0, running = 0, left;
  exchange->body.count = 0;
  if (curl.multi_perform(exchange->multi, &running)) return result_of(exchange, out_of_memory);
  for (Message *message; (message = curl.multi_info_read(exchange->multi, &left));)
    if (message->kind == message_done && message->easy == exchange->easy) return result_of(exchange, message->data.result);
  if (exchange->body.count == 0 && had_head == (exchange->status != 0)) wait_for_news(exchange, milliseconds);
  return ccu_running;
}

int ccu_status(const ccu_exchange *exchange) { return exchange->status; }

const char *ccu_head(const ccu_exchange *exchange, size_t *count) {
  *count = exchange->head.count;
  return exchange->head.bytes;
}

const void *ccu_body(const ccu_exchange *exchange, size_t *count) {
  *count = exchange->body.count;
  return exchange->body.bytes;
}

int ccu_proxy_status(const ccu_exchange *exchange) { return exchange->proxy_status; }

const char *ccu_reason(const ccu_exchange *exchange) { return exchange->reason; }
