#pragma once

#include <stddef.h>

/// Loads libcurl. Returns NULL, or why it could not be loaded.
const char *ccu_load(void);

/// What asks one question after the other, and keeps connections open between them. One thread at a time.
typedef struct ccu_exchange ccu_exchange;

/// Loads libcurl, too. NULL where that failed, or where there is no memory.
ccu_exchange *ccu_open(void);

/// Ends what connections are open.
void ccu_close(ccu_exchange *exchange);

/// What comes of a question.
enum ccu_result {
  /// More may come.
  ccu_running,
  /// The whole answer has come.
  ccu_done,
  /// There is no address of the host, or of the proxy.
  ccu_no_host,
  ccu_no_proxy,
  /// Nobody takes the connection.
  ccu_refused,
  /// The proxy does not let the connection through: `ccu_proxy_status` is its answer.
  ccu_proxy_refused,
  /// The connection came about and broke.
  ccu_broken,
  /// It was closed, and nothing had been answered.
  ccu_no_answer,
  /// The connection did not come about in time.
  ccu_timeout,
  /// The other end is not known to be who it says, or speaks no TLS: `ccu_reason` tells.
  ccu_insecure,
  /// Anything else: `ccu_reason` tells.
  ccu_other,
};

/// Adds a line "Name: value" to the next question's head. 0: there is no memory.
int ccu_add_header(ccu_exchange *exchange, const char *line);

/// Begins a question: none may be under way. Redirections are not followed.
///
/// url: of the scheme http or https. has_body: 0: the head alone is asked for. connect_milliseconds: for the connection to come about.
enum ccu_result ccu_begin(ccu_exchange *exchange, const char *url, int has_body, long connect_milliseconds);

/// Lets come what has arrived, some megabytes at most; where nothing has, waits for it, `milliseconds` at most.
enum ccu_result ccu_receive(ccu_exchange *exchange, int milliseconds);

/// Ends the question under way, if there is one, and forgets its headers.
void ccu_end(ccu_exchange *exchange);

/// The answer's status; 0 until its whole head has come.
int ccu_status(const ccu_exchange *exchange);

/// The lines of the answer's head. Until the next call of `ccu_begin`.
const char *ccu_head(const ccu_exchange *exchange, size_t *count);

/// What came of the answer's body in the last `ccu_receive`. Until the next call of it, `ccu_begin` or `ccu_end`.
const void *ccu_body(const ccu_exchange *exchange, size_t *count);

/// The proxy's answer to being asked for a connection; 0: there was none.
int ccu_proxy_status(const ccu_exchange *exchange);

/// libcurl's words for the last failure.
const char *ccu_reason(const ccu_exchange *exchange);
