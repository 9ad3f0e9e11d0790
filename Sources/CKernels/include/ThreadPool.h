#pragma once

/// Runs `body(context, i)` for every i in 0..<count on the pool's threads and the caller's, and returns when all are done.
/// Which thread runs which index is open, so a body's result must depend on its index alone.
/// A call from inside a body, or while another thread is using the pool, runs on the caller alone.
void ck_parallel(long count, void (*body)(void *context, long index), void *context);

/// Threads that work on a call, the caller's among them.
int ck_threads(void);

/// Sets the number of threads, between 1 and 1024, from the next call on.
void ck_set_threads(int count);
