#pragma once

// One body, compiled for three instruction sets, chosen by the loader. ThreadSanitizer starts before the loader's
// choice can run, so it gets the plain body.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define CK_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_KERNEL
#endif

// Helpers that every clone inlines, so that they are compiled for its instruction set.
#define CK_INLINE static inline __attribute__((always_inline))

// Before a loop whose arrays are either the same or apart: the compiler's own check takes "the same" for an overlap and falls back to
// one element at a time.
#define CK_IN_PLACE _Pragma("clang loop vectorize(assume_safety)")
